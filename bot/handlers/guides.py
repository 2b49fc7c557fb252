"""How official matters are done, and who is looking for people."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.context import Context, Part
from bot.handlers.asked import asked_time
from bot.handlers.general import office
from bot.messages import Outcome
from bot.wording import directory as words
from bot.wording.times import clock, moment, weekday
from catalogue.tables import Guide, Job, Merchant
from catalogue.wordings import quick_answer
from intents.asked_further import ASKED_FURTHER
from intents.days import CHINA
from intents.errors import LinliError
from intents.hours import read_hours
from intents.normalise import normalise
from intents.reading import Reading
from intents.scene import Shown

LINES = 5  # of a list in a group, with one more line for what is left


def list_jobs(ctx: Context, reading: Reading) -> Outcome:
    """Open positions that have not run out, those of the job named first."""
    today = ctx.now.astimezone(CHINA).date()
    wanted = str(reading.slots.get("job") or "")
    rows = [
        row for row in ctx.session.scalars(select(Job).order_by(Job.id))
        if row.valid_until is None or row.valid_until >= today
    ]
    fitting = [row for row in rows if wanted and (wanted in row.title or row.title in wanted)]
    if wanted and not fitting:
        others = "、".join(row.title for row in rows[:LINES])
        text = f"现在没有招{wanted}的。" + (f"在招的有：{others}。" if others else "")
        return ctx.done(reading, ctx.answer(text), results=[])
    if not fitting and (asked := _asked_of(ctx)):
        said, employers = asked
        fitting = [row for row in rows if row.employer in employers]
        if not fitting and rows:
            others = "、".join(row.title for row in rows[:LINES])
            return ctx.done(reading, ctx.answer(f"{said}现在没有登记招人。在招的有：{others}。"), results=[])
    named = (fitting or rows)[:LINES]
    if not named:
        return ctx.done(reading, ctx.answer("现在没有登记的招聘。"), results=[])
    text = words.jobs(named, len(fitting or rows) - len(named))
    return ctx.done(reading, ctx.answer(text), results=[row.title for row in named])


def _asked_of(ctx: Context) -> tuple[str, set[str]] | None:
    """The shop or the kind of shop that was named, and the names of those meant; None where none was."""
    for found in ctx.scene.lexicon.find(normalise(ctx.incoming.text)):
        shops, kinds = set(found.full_values("merchant")), set(found.full_values("category"))
        if kinds:
            rows = ctx.session.scalars(select(Merchant))
            shops |= {row.name for row in rows if kinds.intersection(row.categories)}
        if shops:
            return found.said, shops
    return None


def ask_guide(ctx: Context, reading: Reading) -> Outcome:
    """How an official matter is done: the papers first, then where and when, and whether it is open then."""
    topic = str(reading.slots.get("topic") or "")
    if not topic:
        return ctx.done(reading, ctx.answer(office(ctx, reading)))
    if (taught := quick_answer(ctx.session, topic)) is not None:
        return ctx.done(reading, ctx.answer(taught))
    row = ctx.session.scalars(select(Guide).where(Guide.topic == topic)).first()
    if row is None:
        return ctx.done(reading, ctx.answer(f"“{topic}”怎么办我还不清楚，问问网格员吧。"))
    ctx.memory.tell(Shown("ask_guide", {}, (row.topic,), ctx.now))
    open_text = _office(ctx, reading, row)
    short = words.guide_in_part(row, open_text, _part_asked(ctx.incoming.text)) if ASKED_FURTHER in reading.reasons else None
    return ctx.done(reading, ctx.answer(short or words.guide(row, open_text)))


_PARTS = (
    ("phone", re.compile("电话|号码")), ("papers", re.compile("材料|证件|手续|带什么|带些什么|带啥|要什么|准备什么|交什么")),
    ("when", re.compile("几点|上班|下班|开|周|星期|礼拜|今天|明天|后天|现在|[上下中]午|能办|可以办")),
    ("where", re.compile("哪里|哪儿|在哪|去哪|到哪|上哪|什么地方")),
)


def _part_asked(text: str) -> str | None:
    """What a further question about a matter is about: phone, papers, when, where; None: something else."""
    return next((part for part, pattern in _PARTS if pattern.search(text)), None)


def _office(ctx: Context, reading: Reading, row: Guide) -> str | None:
    """Whether the office is open at the time asked about, now where none is; None where its hours are not known."""
    try:
        hours = read_hours(row.hours) if row.hours else None
    except LinliError:
        hours = None
    if hours is None:
        return None
    asked = asked_time(ctx, reading)
    at, kind = asked.at, ctx.day_kind
    opens = hours.opens_next(at, kind)
    is_then = asked.until is not None and opens is not None and opens < asked.until
    when = "现在" if at == ctx.now and asked.until is None else weekday(at, ctx.now)
    if hours.is_open(at, kind) or is_then:
        closes = hours.closes(at, kind)
        if asked.until is not None:
            return f"{when}开。"
        return f"{when}开着，到{clock(closes)}。" if closes else f"{when}开着。"
    return f"{when}没开，{moment(opens, ctx.now)}开。" if opens else None


PART = Part({"list_jobs": list_jobs, "ask_guide": ask_guide})
