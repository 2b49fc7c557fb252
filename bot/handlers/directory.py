"""Where things are: shops, offers, guides, jobs, service carts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from bot.context import Context, Part
from bot.messages import Outcome
from bot.wording import directory as words
from bot.wording.times import clock, moment
from catalogue.directory import Directory, Found, Shop
from catalogue.tables import CartStop, Guide, Job, Place
from catalogue.wordings import quick_answer
from intents.days import CHINA
from intents.errors import LinliError
from intents.hours import read_hours
from intents.reading import Reading
from intents.recurrences import read_recurrence
from intents.scene import VOLUNTEER, Shown

AT_ONCE = 3  # shops named in one answer
LINES = 5  # of a list in a group, with one more line for what is left


def find_merchant(ctx: Context, reading: Reading) -> Outcome:
    """The nearest shops of a kind: those open first, then by distance; with a service cart where one offers it."""
    category = str(reading.slots.get("category") or "")
    carts = _carts_offering(ctx, category)
    if name := reading.slots.get("name"):
        shop = ctx.directory.named(str(name))
        if shop is not None:
            return _told(ctx, reading, shop)
    if carts and not ctx.directory.knows(category):
        return ctx.done(reading, ctx.answer(_cart_text(ctx, carts[0])), results=[carts[0].cart])
    if not ctx.directory.knows(category):
        return ctx.done(reading, ctx.answer(f"我这里还没登记{category or '这样的'}店，问问网格员吧。"), results=[])
    already = _already_shown(ctx, reading)
    found = _ranked(ctx, reading, category, already)
    if not found:
        return ctx.done(reading, ctx.answer(_nothing_more(ctx, reading, category, bool(already))), results=[])
    names = [one.shop.name for one in found]
    ctx.memory.show(Shown("find_merchant", dict(reading.slots), (*already, *names), ctx.now))
    at, _ = _asked_time(ctx, reading)
    text = words.nearest(
        found, at, ctx.now, ctx.day_kind, volunteer=VOLUNTEER in ctx.speaker.roles, first=not already
    )
    if carts and len(found) < AT_ONCE:
        text += "\n" + _cart_text(ctx, carts[0])
    return ctx.done(reading, ctx.answer(text), results=names)


def _already_shown(ctx: Context, reading: Reading) -> tuple[str, ...]:
    """The shops of the list that "还有吗" goes on with."""
    shown = ctx.speaker.shown
    return shown.names if reading.more and shown is not None and shown.intent == reading.intent else ()


def _ranked(ctx: Context, reading: Reading, category: str, already: Sequence[str]) -> list[Found]:
    """At most three: open ones by distance, then, unless only open ones are wanted, the others by distance."""
    origin = _origin(ctx, reading)
    at, only_open = _asked_time(ctx, reading)
    until = _asked_until(reading)
    wants_discount = bool(reading.slots.get("discount"))

    def wanted(shop: Shop) -> bool:
        if shop.name in already:
            return False
        return not wants_discount or shop.card_discount is not None or bool(shop.offer)

    def is_open(shop: Shop) -> bool:
        return wanted(shop) and _open(ctx, shop, at, until)

    found = ctx.directory.nearest(category, origin, AT_ONCE, is_open)
    # Shops without coordinates come last of all, even when open.
    if len(found) < AT_ONCE and not only_open:
        found += ctx.directory.nearest(
            category, origin, AT_ONCE - len(found), lambda shop: wanted(shop) and not _open(ctx, shop, at, until)
        )
        if origin is not None:
            found.sort(key=lambda one: one.distance_m is None)
    return found


def _open(ctx: Context, shop: Shop, at: datetime, until: datetime | None) -> bool:
    """Whether a shop is open at an instant, or at any moment up to `until`; unknown hours count as open."""
    if shop.hours is None or shop.hours.is_open(at, ctx.day_kind):
        return True
    if until is None:
        return False
    opens = shop.hours.opens_next(at, ctx.day_kind)
    return opens is not None and opens < until


def _asked_time(ctx: Context, reading: Reading) -> tuple[datetime, bool]:
    """The instant for which it is asked, and whether only shops open then are wanted."""
    when = reading.slots.get("when")
    if not when:
        return ctx.now, bool(reading.slots.get("open_now"))
    start = str(when).split("/")[0]
    if "T" in start:
        return datetime.fromisoformat(start), True
    try:
        day = date.fromisoformat(start)
    except ValueError:
        return ctx.now, False
    return max(datetime.combine(day, time(0), CHINA), ctx.now), True


def _asked_until(reading: Reading) -> datetime | None:
    """The end of the span that was asked about; None for an instant."""
    when = str(reading.slots.get("when") or "")
    if not when:
        return None
    first, _, last = when.partition("/")
    if last:
        return datetime.fromisoformat(last) if "T" in last else _day_end(last)
    return None if "T" in first else _day_end(first)


def _day_end(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(0), CHINA) + timedelta(days=1)
    except ValueError:
        return None


def _origin(ctx: Context, reading: Reading) -> tuple[float, float] | None:
    """Where to measure from: the place named, a location just shared, the sender's home, the room's centre."""
    near = reading.slots.get("near")
    if near and (point := _point_named(ctx, str(near))):
        return point
    location = ctx.incoming.location or ctx.memory.location()
    if location is not None:
        return location.lng, location.lat
    if ctx.sender.home_place_id is not None and (point := _point_of(ctx, ctx.sender.home_place_id)):
        return point
    for room in ctx.rooms:
        if room.centre_id is not None and (point := _point_of(ctx, room.centre_id)):
            return point
    return None


def _point_named(ctx: Context, name: str) -> tuple[float, float] | None:
    place = ctx.session.scalars(select(Place).where(Place.name == name)).first()
    if place is not None:
        return place.lng, place.lat
    shop = ctx.directory.named(name)
    return (shop.lng, shop.lat) if shop is not None and shop.lng is not None and shop.lat is not None else None


def _point_of(ctx: Context, place_id: int) -> tuple[float, float] | None:
    place = ctx.session.get(Place, place_id)
    return (place.lng, place.lat) if place is not None else None


def _nothing_more(ctx: Context, reading: Reading, category: str, shown_before: bool) -> str:
    """Why no shop is named."""
    if shown_before:
        return "附近登记的就这些了。"
    at, only_open = _asked_time(ctx, reading)
    if reading.slots.get("discount"):
        return f"现在没有登记优惠的{category}。"
    if only_open:
        closed = list(ctx.directory.by_distance(category, _origin(ctx, reading)))
        return words.none_open(category, closed, at, ctx.now, ctx.day_kind)
    return f"附近没有登记在营业的{category}。"


def merchant_info(ctx: Context, reading: Reading) -> Outcome:
    """One thing about a shop or a service cart, or its whole card."""
    name = str(reading.slots.get("name") or "")
    shop = ctx.directory.named(name)
    if shop is not None:
        return _told(ctx, reading, shop)
    stops = ctx.session.scalars(select(CartStop).where(CartStop.cart == name)).all()
    if stops:
        return ctx.done(reading, ctx.answer("\n".join(_cart_text(ctx, stop) for stop in stops[:LINES])))
    return ctx.done(reading, ctx.answer(f"我这里没登记{name or '这家店'}，问问网格员吧。"))


def _told(ctx: Context, reading: Reading, shop: Shop) -> Outcome:
    field = reading.slots.get("field")
    text = words.merchant_field(
        shop, str(field) if field else None, ctx.now, ctx.day_kind, volunteer=VOLUNTEER in ctx.speaker.roles
    )
    results = [shop.name] if reading.intent == "find_merchant" else None
    return ctx.done(reading, ctx.answer(text), results=results)


def _carts_offering(ctx: Context, offering: str) -> list[CartStop]:
    if not offering:
        return []
    return [
        stop
        for stop in ctx.session.scalars(select(CartStop).order_by(CartStop.id))
        if offering == stop.cart or offering in stop.offerings
    ]


def _cart_text(ctx: Context, stop: CartStop) -> str:
    """Where the cart stands, and when next."""
    text = f"{stop.cart}在{stop.place}，{stop.times}"
    try:
        coming = next(read_recurrence(stop.times).starts(ctx.now, ctx.day_kind), None)
    except LinliError:
        coming = None
    if coming is not None:
        text += f"，下次{moment(coming, ctx.now)}"
    return text + (f"，可以{'、'.join(stop.offerings)}。" if stop.offerings else "。")


def list_offers(ctx: Context, reading: Reading) -> Outcome:
    """Which shops have an offer now, of one kind or of all; nearest first."""
    category = reading.slots.get("category")
    origin = _origin(ctx, reading)
    already = _already_shown(ctx, reading)
    shops = [
        one.shop
        for one in _by_distance(ctx.directory, str(category) if category else None, origin)
        if (one.shop.offer or one.shop.card_discount is not None) and one.shop.name not in already
    ]
    shops.sort(key=lambda shop: not shop.offer)  # stable: near ones first, those with an offer of their own before all
    if not shops:
        more = "优惠就这些了。" if already else f"现在没有登记{category or ''}的优惠。"
        return ctx.done(reading, ctx.answer(more), results=[])
    named = shops[:LINES]
    names = [shop.name for shop in named]
    ctx.memory.show(Shown("list_offers", dict(reading.slots), (*already, *names), ctx.now))
    text = words.offers(named, VOLUNTEER in ctx.speaker.roles, len(shops) - len(named))
    return ctx.done(reading, ctx.answer(text), results=names)


def _by_distance(directory: Directory, category: str | None, origin: tuple[float, float] | None) -> list[Found]:
    """Shops in business, of one kind or all, near ones first."""
    if category is not None:
        return list(directory.by_distance(category, origin))
    return directory.all_by_distance(origin)


def list_jobs(ctx: Context, reading: Reading) -> Outcome:
    """Open positions that have not run out, those of the job named first."""
    today = ctx.now.astimezone(CHINA).date()
    wanted = str(reading.slots.get("job") or "")
    rows = [
        row
        for row in ctx.session.scalars(select(Job).order_by(Job.id))
        if row.valid_until is None or row.valid_until >= today
    ]
    fitting = [row for row in rows if wanted and (wanted in row.title or row.title in wanted)]
    if wanted and not fitting:
        others = "、".join(row.title for row in rows[:LINES])
        text = f"现在没有招{wanted}的。" + (f"在招的有：{others}。" if others else "")
        return ctx.done(reading, ctx.answer(text), results=[])
    named = (fitting or rows)[:LINES]
    if not named:
        return ctx.done(reading, ctx.answer("现在没有登记的招聘。"), results=[])
    text = words.jobs(named, len(fitting or rows) - len(named))
    return ctx.done(reading, ctx.answer(text), results=[row.title for row in named])


def ask_guide(ctx: Context, reading: Reading) -> Outcome:
    """How an official matter is done: the papers first, then where and when, and whether it is open now."""
    topic = str(reading.slots.get("topic") or "")
    if (taught := quick_answer(ctx.session, topic)) is not None:
        return ctx.done(reading, ctx.answer(taught))
    row = ctx.session.scalars(select(Guide).where(Guide.topic == topic)).first()
    if row is None:
        return ctx.done(reading, ctx.answer(f"“{topic}”怎么办我还不清楚，问问网格员吧。"))
    return ctx.done(reading, ctx.answer(words.guide(row, _office(ctx, row))))


def _office(ctx: Context, row: Guide) -> str | None:
    """Whether the office is open now; None where its hours are not known."""
    try:
        hours = read_hours(row.hours) if row.hours else None
    except LinliError:
        hours = None
    if hours is None:
        return None
    if hours.is_open(ctx.now, ctx.day_kind):
        closes = hours.closes(ctx.now, ctx.day_kind)
        return f"现在开着，到{clock(closes)}。" if closes else "现在开着。"
    opens = hours.opens_next(ctx.now, ctx.day_kind)
    return f"现在没开，{moment(opens, ctx.now)}开。" if opens else None


PART = Part(
    {
        "find_merchant": find_merchant,
        "merchant_info": merchant_info,
        "list_offers": list_offers,
        "list_jobs": list_jobs,
        "ask_guide": ask_guide,
    }
)
