"""Polls: opening, voting, closing with the result."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from bot.context import Context, Part
from bot.handlers.asking import ask_for, elsewhere, explained, room_ids
from bot.messages import Outcome
from bot.rights import staff_rooms, standing_of
from bot.wording import polls as words
from bot.wording.activities import choices
from catalogue import activities, polls
from catalogue.reasons import NotPossible
from catalogue.tables import Poll
from intents.commands.said import without_mention
from intents.days import CHINA
from intents.normalise import normalise
from intents.reading import Reading
from intents.scene import ADMINISTRATOR, LastAct
from intents.voting import ASKS_HOW_IT_STANDS

# A poll that was opened without an end takes votes for three days, until the evening.
LASTS_DAYS, EVENING = 3, time(20)
DAY_END = time(23, 59)
MOST_NAMED = 10  # options in a question
_ASKS_UNTIL_WHEN = re.compile(
    "(?:几号|几点|什么时候|啥时候|哪天|何时|多久)[^,，。]{0,4}(?:截|结束|止)|(?:截止|投|结束)到(?:几|哪|什么时候|啥时候)"
)


def open_poll(ctx: Context, reading: Reading) -> Outcome:
    """A new poll of the room where it is commanded; in private, of all rooms of the commander's own."""
    title = str(reading.slots.get("title") or "").strip()
    options = [str(option).strip() for option in reading.slots.get("options") or () if str(option).strip()]
    if not title:
        return ask_for(ctx, reading, "title", "投票的题目是什么？")
    if not options:
        return ask_for(ctx, reading, "options", "有哪些选项？比如“长椅、花箱”。")
    rooms = (
        [ctx.room.id]
        if ctx.room is not None
        else [room.id for room in staff_rooms(ctx.session, standing_of(ctx.session, ctx.sender))]
    )
    poll = polls.open_poll(ctx.session, title, options, _deadline(ctx, reading), rooms, ctx.act)
    text = words.opened(poll, ctx.now)
    return ctx.done(reading, ctx.answer(text), *elsewhere(ctx, text, "opened", rooms))


def _deadline(ctx: Context, reading: Reading) -> datetime:
    said = str(reading.slots.get("deadline") or "").rpartition("/")[2]
    if not said:
        return datetime.combine(ctx.now.astimezone(CHINA).date() + timedelta(days=LASTS_DAYS), EVENING, CHINA)
    return end_of(said)


def end_of(said: str) -> datetime:
    """The moment until which votes are taken; a day without an hour is the end of it. Raises: NotPossible."""
    said = said.rpartition("/")[2]
    try:
        if "T" in said:
            return datetime.fromisoformat(said)
        return datetime.combine(date.fromisoformat(said), DAY_END, CHINA)
    except ValueError as wrong:
        raise NotPossible("投票到什么时候截止？说个日期和时间，比如“周五20点”。") from wrong


def the_poll(ctx: Context, reading: Reading, question: str) -> Poll | Outcome:
    """The poll that a command is about, or the question which. Raises: NotPossible for an unknown one, or none here."""
    title = reading.slots.get("title")
    if title:
        poll = polls.titled(ctx.session, str(title))
        if poll is None:
            raise NotPossible(f"没有找到“{title}”这个投票，请看看题目。")
        if not activities.is_here(poll.rooms, room_ids(ctx)) and ADMINISTRATOR not in ctx.speaker.roles:
            raise NotPossible(f"“{poll.title}”不是这个群的投票。")
        return poll
    here = polls.open_here(ctx.session, room_ids(ctx), ctx.now)
    if not here:
        raise NotPossible("现在没有正在进行的投票。")
    if len(here) > 1:
        titles = [row.title for row in here]
        return ask_for(ctx, reading, "title", f"{question}{choices(titles)}", titles)
    return here[0]


def close_poll(ctx: Context, reading: Reading) -> Outcome:
    """End a poll and say how it came out."""
    poll = the_poll(ctx, reading, "结束哪个投票？")
    if isinstance(poll, Outcome):
        return poll
    if not polls.close_poll(ctx.session, poll, ctx.act):
        return ctx.done(
            reading, ctx.answer(f"之前就结束了。{words.result(poll, polls.tally(ctx.session, poll))}")
        )
    text = words.result(poll, polls.tally(ctx.session, poll))
    return ctx.done(
        reading,
        ctx.answer(text),
        *elsewhere(ctx, text, "closing", poll.rooms),
        slots={**reading.slots, "title": poll.title},
    )


def vote(ctx: Context, reading: Reading) -> Outcome:
    """The sender's vote; a later one takes the place of an earlier one."""
    here = polls.open_here(ctx.session, room_ids(ctx), ctx.now)
    option = reading.slots.get("option")
    if not option and ASKS_HOW_IT_STANDS.match(normalise(without_mention(ctx.incoming.text, ctx.scene.bot_names)).strip()):
        return _how_it_stands(ctx, reading, here)
    if not here:
        raise NotPossible("现在没有正在进行的投票。")
    until_when = _ASKS_UNTIL_WHEN.search(ctx.incoming.text)
    if not option and until_when:
        return ctx.done(reading, ctx.answer(words.still_open(here[0], ctx.now)))
    if not option:
        options = [option for one in here for option in one.options]
        return ask_for(ctx, reading, "option", f"想投哪个？{choices(options[:MOST_NAMED])}", options)
    poll = next((row for row in here if option in row.options), here[0])
    before = polls.vote(ctx.session, poll, ctx.sender, str(option), ctx.act)
    ctx.memory.note_act(LastAct("vote", ctx.now, ctx.speaker.id, option=str(option)))
    ends = poll.deadline if until_when else None
    return ctx.done(reading, ctx.answer(words.voted(str(option), before, ends, ctx.now)))


def _how_it_stands(ctx: Context, reading: Reading, here: list[Poll]) -> Outcome:
    """The votes so far of what is open here; where nothing is, how the last poll came out."""
    standing = [words.so_far(one, polls.tally(ctx.session, one), ctx.now) for one in here]
    last = None if here else polls.last_closed(ctx.session, room_ids(ctx))
    if last is not None:
        standing = [words.result(last, polls.tally(ctx.session, last))]
    return ctx.done(reading, ctx.answer("\n".join(standing) or "现在没有正在进行的投票。"))


PART = Part(
    {
        "open_poll": explained(open_poll),
        "close_poll": explained(close_poll),
        "vote": explained(vote),
    }
)
