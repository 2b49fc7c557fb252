"""Changes to a shop, by staff or by the merchant itself; what is new of the shops."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from bot.announce import news_lines
from bot.context import Context, Part
from bot.handlers.asking import ask_for, explained
from bot.handlers.telling_staff import tell_staff
from bot.messages import Outcome, Reply
from bot.wording import merchants as words
from catalogue import closures, news
from catalogue.merchants import place_of_address, update
from catalogue.reasons import NotPossible
from catalogue.tables import Merchant
from intents.days import CHINA
from intents.hours import HoursError, read_hours
from intents.reading import Reading
from intents.timetable import DAY_MINUTES, Span, TimetableError, read_words

MISSING = {
    "name": "是哪家店？", "field": "要改什么：状态、营业时间、电话、居民卡折扣，还是优惠？", "value": "要改成什么？",
}
OF: Mapping[str, str] = {"会员": "vip", "志愿者": "volunteer"}
_ONE_CLOCK = re.compile(
    r"(?P<clock>(?:早上|上午|中午|下午|晚上|晚)?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:点半?|:[0-9]{2}))(?:才|就)?"
    r"(?:(?P<opens>开门|开张|营业)|关门|打烊|收摊)"
)
_FOLDS = re.compile("打?[0-9.一二三四五六七八九]{1,4}折?")


def update_merchant(ctx: Context, reading: Reading) -> Outcome:
    """Set one field, or the days on which the shop is shut; what is missing is asked for."""
    for slot, question in MISSING.items():
        if not reading.slots.get(slot):
            return ask_for(ctx, reading, slot, question)
    name, field, value = (str(reading.slots[slot]) for slot in MISSING)
    row = ctx.session.scalars(select(Merchant).where(Merchant.name == name)).first()
    if row is None:
        raise NotPossible(f"没找到“{name}”这家店，请看看店名。")
    field = _field(field, value, str(reading.slots.get("of") or ""))
    by_shop = ctx.sender.merchant_id == row.id and not ctx.speaker.is_staff
    if field == "status":
        return ctx.done(reading, ctx.answer(_status(ctx, reading, row, value, by_shop)))
    if field == "hours":
        value = _whole_hours(row, value)
    update(ctx.session, row, field, value, ctx.act, by_shop=by_shop)
    replies = [ctx.answer(words.changed(row, field, value) + _further(field, row, by_shop))]
    if since := _begin(reading.slots.get("since")):
        replies[0].text += words.at_once_though(since, ctx.now)
    if field == "address":
        replies += _moved(ctx, row, value)
    return ctx.done(reading, *replies)


def _field(field: str, value: str, of: str) -> str:
    """Which column is meant: 折扣 may be of the card, the shop's own members or volunteers, or be an offer in words."""
    if field != "discount":
        return field
    if of in OF:
        return OF[of]
    return "discount" if of or _FOLDS.fullmatch(value) else "offer"


def _further(field: str, row: Merchant, by_shop: bool) -> str:
    if field == "offer" and by_shop and row.offer:
        return f"邻居问优惠就能看到。想在群里说一声，就跟我说“明天10点发：{row.offer[:20]}”，网格员同意了就发。"
    return ""


def _whole_hours(row: Merchant, value: str) -> str:
    """The hours as they are kept: days of rest alone, or hours alone, leave the other half as it was."""
    rests = [part for part in (row.hours or "").replace(";", "；").split("；") if "休" in part and not _has_clock(part)]
    opens = [part for part in (row.hours or "").replace(";", "；").split("；") if _has_clock(part)]
    if (one_end := _one_end(row, value)) is not None:
        return one_end
    if not _has_clock(value):
        if not opens:
            raise NotPossible(f"{row.name}的营业时间还没登记，请连几点到几点一起说，比如“营业时间改成9点到20点，{value}”。")
        return "；".join([*opens, *(part for part in rests if part != value), value])
    try:
        days = [part.days for part in read_hours(value).parts]
    except HoursError:
        return value
    is_plain = len(days) == 1 and days[0].every and "每" not in value and "天" not in value
    return "；".join([value, *rests]) if is_plain else value


def _one_end(row: Merchant, value: str) -> str | None:
    """The hours of a shop that opens or closes at another time than before; None where that is not what is said."""
    if row.hours is None or not (said := _ONE_CLOCK.search(value)):
        return None
    try:
        clock = next((word.span for word in read_words(said["clock"]) if word.span is not None), None)
        parts = read_hours(row.hours).parts
    except TimetableError:
        return None
    if clock is None or clock.end is not None:
        return None
    written = []
    for part in parts:
        spans = list(part.spans)
        if spans and said["opens"]:
            spans[0] = Span(clock.start, spans[0].end)
        elif spans:
            spans[-1] = Span(spans[-1].start, clock.start + (DAY_MINUTES if clock.start <= spans[-1].start else 0))
        days = "" if part.days.every else part.days.words().replace("每周", "周") + (" " if spans else "")
        written.append(days + (",".join(span.words() for span in spans) or "休息"))
    return "；".join(written)


def _has_clock(part: str) -> bool:
    return any(letter.isdigit() for letter in part) or "小时" in part


def _status(ctx: Context, reading: Reading, row: Merchant, value: str, by_shop: bool) -> str:
    """Open, shut or renovating: from now on, from a day on, or from a day to a day."""
    since, until = _begin(reading.slots.get("since")), _end(reading.slots.get("until"))
    if reading.slots.get("early") and until is None:
        raise NotPossible("好的，今天几点关门？连时间一起说，比如“今天18点关门”。")
    if value in closures.SHUT and (until is not None or (since is not None and since > ctx.now)):
        closure = closures.plan(ctx.session, row, value, since or ctx.now, until, ctx.act, by_shop=by_shop)
        return words.shut(row, closure, ctx.now)
    before, was_shut = row.status, bool(closures.of(ctx.session, row, ctx.now))
    update(ctx.session, row, "status", value, ctx.act, by_shop=by_shop, begins_at=since)
    if value == "营业" and (was_shut or since is not None):
        return words.opens_again(row, since, ctx.now)
    return words.status_changed(row, before)


def _begin(said: object) -> datetime | None:
    if not said:
        return None
    text = str(said)
    return datetime.fromisoformat(text) if "T" in text else datetime.combine(date.fromisoformat(text), time(0), CHINA)


def _end(said: object) -> datetime | None:
    begin = _begin(said)
    return begin if begin is None or "T" in str(said) else begin + timedelta(days=1)


def _moved(ctx: Context, row: Merchant, address: str) -> list[Reply]:
    """Another address stands elsewhere on the map: where it is known it is taken, else staff have to look."""
    if place_of_address(ctx.session, address) is not None:
        return []
    return tell_staff(ctx, f"{row.name}说地址改成了{address}，请在商户表里核对一下经纬度。", "merchant", ctx.room, ctx.sender)


def merchant_news(ctx: Context, reading: Reading) -> Outcome:
    """Which shops came, shut, opened again or have a new offer, in the last month."""
    lines = news_lines(ctx.session, news.lately(ctx.session, ctx.now), ctx.now)
    return ctx.done(reading, ctx.answer(words.lately(lines)))


PART = Part({"update_merchant": explained(update_merchant), "merchant_news": merchant_news})
