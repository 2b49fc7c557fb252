"""Members themselves: where they live, what they do not want, what is held about them, what they may do."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from bot.context import Context, Part
from bot.handlers.activities import tell_promoted
from bot.handlers.asking import ask, ask_for, explained
from bot.handlers.naming import the_one_meant, tidy
from bot.handlers.privately import in_private
from bot.messages import Outcome
from bot.wording import general
from bot.wording import people as words
from catalogue import privacy, roles
from intents.asked_in_general import HOME_ASKED
from intents.reading import Reading
from intents.scene import Doubt

CONFIRM_WITHIN = timedelta(minutes=2)


def set_home(ctx: Context, reading: Reading) -> Outcome:
    """Keep where the sender lives."""
    said = str(reading.slots.get("address") or "").strip()
    if HOME_ASKED in reading.reasons:
        if ctx.sender.home:
            return ctx.done(reading, *in_private(ctx, "你的住址", general.home(ctx.sender.home)))
        return ctx.done(reading, ctx.answer(general.NO_HOME))
    if not said:
        return ask_for(ctx, reading, "address", "你住哪里？说小区和楼号就行，比如“我住3栋2单元502”。")
    known = privacy.set_home(ctx.session, ctx.sender, said, ctx.room, ctx.act)
    text = words.home_kept(ctx.sender.home or said, known=known, in_private=ctx.room is None)
    return ctx.done(reading, ctx.answer(text))


def opt_out(ctx: Context, reading: Reading) -> Outcome:
    """No more promotions, or no more mentions, for the sender."""
    what = str(reading.slots.get("what") or "promotions")
    new = privacy.opt_out(ctx.session, ctx.sender, what, ctx.act)
    return ctx.done(reading, ctx.answer(words.opted_out(what, already=not new)))


def forget_me(ctx: Context, reading: Reading) -> Outcome:
    """What is held about the sender as a file; or, once confirmed within 2 minutes, nothing any more."""
    if reading.slots.get("field") == "export":
        return _export(ctx, reading)
    question = ctx.speaker.question
    if not reading.answers or question is None or question.intent != reading.intent:
        return ask(ctx, reading, words.ASK_ERASE, Doubt("confirm", said=words.CONFIRM, choices=(words.CONFIRM,)))
    if ctx.now - question.asked_at > CONFIRM_WITHIN:
        return ctx.done(reading, ctx.answer(words.TOO_LATE))
    promoted = privacy.erase(ctx.session, ctx.sender, ctx.act)
    return ctx.done(reading, ctx.answer(words.ERASED), *tell_promoted(ctx, promoted))


def _export(ctx: Context, reading: Reading) -> Outcome:
    """A file to the sender alone."""
    return ctx.done(reading, *in_private(ctx, "你的资料", words.EXPORTED, _written(ctx)))


def _written(ctx: Context) -> Path:
    ctx.files.mkdir(parents=True, exist_ok=True)
    file = ctx.files / f"我的资料-{ctx.sender.id}-{ctx.now:%Y%m%d%H%M%S}.json"
    held = privacy.everything_about(ctx.session, ctx.sender)
    file.write_text(json.dumps(held, ensure_ascii=False, indent=2), encoding="utf-8")
    return file


def grant_role(ctx: Context, reading: Reading) -> Outcome:
    """A role for the member named; a grid worker gets this room's 网格."""
    if not reading.slots.get("name"):
        return ask_for(ctx, reading, "name", "给谁设角色？说名字就行。")
    name = tidy(str(reading.slots["name"]))
    if not reading.slots.get("role"):
        return ask_for(ctx, reading, "role", f"{name}当什么？{'、'.join(roles.ROLES)}，说一个。", roles.ROLES)
    role = str(reading.slots["role"])
    member = the_one_meant(ctx, name)
    if taken := reading.slots.get("taken"):
        held = roles.take_away(ctx.session, member, str(taken), ctx.act)
        return ctx.done(reading, ctx.answer(words.taken_away(name, str(taken), held=held)))
    grid = ctx.room.grid if ctx.room is not None and role == roles.GRID_WORKER else None
    new = roles.grant(ctx.session, member, role, ctx.act, grid=grid)
    return ctx.done(reading, ctx.answer(words.granted(name, role, grid, new=new)))


PART = Part(
    {
        "set_home": explained(set_home),
        "opt_out": explained(opt_out),
        "forget_me": explained(forget_me),
        "grant_role": explained(grant_role),
    }
)
