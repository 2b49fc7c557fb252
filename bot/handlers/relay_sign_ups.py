"""#接龙 for an activity: each row is a party."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bot.context import Context
from bot.handlers.activities import tell_promoted
from bot.handlers.asking import room_ids
from bot.messages import Outcome
from bot.wording.relays import name_of
from catalogue import activities
from catalogue.activities import Coming
from catalogue.reasons import NotPossible
from catalogue.sign_ups import SignedUp, sign_up
from catalogue.tables import Member, Occurrence, SignUp
from intents.reading import Reading
from intents.scene import LastAct

NAMES = 8


def sign_up_rows(
    ctx: Context, reading: Reading, rows: Sequence[tuple[Mapping[str, Any], Member | None]]
) -> Outcome:
    """Sign the rows up that are new or the sender's; parties of others stay as they are, and the difference is told."""
    coming = _meant(ctx, reading.slots)
    if coming is None:
        return ctx.done(reading, ctx.answer("现在没有可以报名的活动，有了会在群里说。"))
    entered: list[str] = []
    waiting: list[str] = []
    kept: list[str] = []
    promoted: list[SignUp] = []
    for entry, member in rows:
        if not entry.get("people"):
            continue
        name = name_of(int(entry.get("position") or 0), str(entry.get("name") or ""))
        done = _sign_up(ctx, coming, entry, member)
        if done is None:
            kept.append(name)
        elif not done.already:
            shown = f"{name} {done.sign_up.people}人"
            (waiting if done.sign_up.status == "waitlisted" else entered).append(shown)
            promoted += done.promoted
    if entered or waiting:
        ctx.memory.note_act(LastAct("sign_up", ctx.now, ctx.speaker.id, activity=coming.activity.name))
    text = _text(coming.activity.name, entered, waiting, kept)
    return ctx.done(reading, *([ctx.answer(text)] if text else ()), *tell_promoted(ctx, promoted))


def _meant(ctx: Context, slots: Mapping[str, Any]) -> Coming | None:
    """The activity that the title names, else the only one."""
    here = activities.coming(ctx.session, room_ids(ctx), ctx.now, ctx.day_kind)
    title = str(slots.get("activity") or slots.get("title") or "")
    named = [
        one for one in here
        if one.activity.name in title or any(alias in title for alias in one.activity.aliases if len(alias) > 1)
    ]
    found = named or here
    return found[0] if len(found) == 1 or named else None


def _sign_up(
    ctx: Context, coming: Coming, entry: Mapping[str, Any], member: Member | None
) -> SignedUp | None:
    """The sign-up of one row; None: somebody else's party stands there with another number, or it is not possible."""
    person, party = (member, "") if member is not None else (ctx.sender, str(entry.get("name") or ""))
    standing = _standing(ctx, coming, person, party)
    if standing is not None and party and standing.member_id != ctx.sender.id:
        person = ctx.session.get_one(Member, standing.member_id)
    people = int(entry["people"])
    if standing is not None and person.id != ctx.sender.id and (
        standing.people != people or standing.status == "cancelled"
    ):
        return None
    try:
        with ctx.session.begin_nested():
            return sign_up(ctx.session, coming.activity, coming.starts_at, person, people, ctx.act, party=party)
    except NotPossible:
        return None


def _standing(ctx: Context, coming: Coming, person: Member, party: str) -> SignUp | None:
    """The party as it stands; one under a name that is nobody's counts whoever entered it."""
    query = (
        select(SignUp).join(Occurrence, Occurrence.id == SignUp.occurrence_id)
        .where(
            Occurrence.activity_id == coming.activity.id, Occurrence.starts_at == coming.starts_at,
            SignUp.party == party,
        )
    )
    if not party:
        query = query.where(SignUp.member_id == person.id)
    return ctx.session.scalars(query.order_by(SignUp.id).limit(1)).first()


def _text(activity: str, entered: Sequence[str], waiting: Sequence[str], kept: Sequence[str]) -> str:
    lines = []
    if entered:
        lines.append(f"{activity}报上了：{_names(entered)}。")
    if waiting:
        lines.append(f"名额满了，先排队：{_names(waiting)}。")
    if kept:
        lines.append(f"{_names(kept)}那行和我记的不一样，还按原来的算，要改请本人说。")
    return "\n".join(lines)


def _names(names: Sequence[str]) -> str:
    return "、".join(names[:NAMES]) + (f"等{len(names)}位" if len(names) > NAMES else "")
