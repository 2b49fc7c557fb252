"""Services: what can be booked, booking, taking a booking back."""

from __future__ import annotations

from datetime import date, datetime

from bot.context import Context, Part
from bot.handlers.asking import ask_for, explained
from bot.messages import Outcome
from bot.wording import services as words
from bot.wording.activities import choices
from catalogue import services
from catalogue.reasons import NotPossible
from catalogue.tables import Booking, Service
from intents.afterwards import MOVED
from intents.days import CHINA
from intents.reading import Reading
from intents.scene import Shown

LINES = 5
CHOICES = 9


def list_services(ctx: Context, reading: Reading) -> Outcome:
    """What can be booked and for how much; all of it in private, the first few in a group."""
    rows = services.all_services(ctx.session)
    if not rows:
        return ctx.done(reading, ctx.answer("现在还没有登记可以预约的服务。"))
    asked = services.named(ctx.session, str(reading.slots["service"])) if reading.slots.get("service") else None
    if asked is not None:
        ctx.memory.tell(Shown("book_service", {}, (asked.name,), ctx.now))
        return ctx.done(reading, ctx.answer(words.price_of(asked)), slots={})
    shown = rows[:LINES]
    return ctx.done(reading, ctx.answer(words.listed(shown, len(rows) - len(shown))), slots={})


def book_service(ctx: Context, reading: Reading) -> Outcome:
    """A service for the sender at a time; the time is asked for where it is not said."""
    name = reading.slots.get("service")
    if not name:
        names = [row.name for row in services.all_services(ctx.session)]
        if not names:
            raise NotPossible("现在还没有登记可以预约的服务。")
        return ask_for(ctx, reading, "service", f"想约什么服务？{choices(names[:CHOICES])}", names)
    service = services.named(ctx.session, str(name))
    if service is None:
        names = [row.name for row in services.all_services(ctx.session)]
        offered = f"能约的有：{'、'.join(names[:CHOICES])}。" if names else ""
        raise NotPossible(f"“{name}”还约不了。{offered}")
    when = _when(str(reading.slots.get("when") or ""))
    booked = _just_booked(ctx, service) if when is None and reading.slots.get("address") else None
    if booked is not None:
        return _come_here(ctx, reading, booked, service)
    if when is None:
        return ask_for(ctx, reading, "when", words.ask_when(service))
    starts_at, on_day = when
    _check_span(str(reading.slots["when"]), ctx)
    address = str(reading.slots["address"]) if reading.slots.get("address") else ctx.sender.home
    if (same := _booked_then(ctx, service, starts_at, on_day, address)) is not None:
        return _said_again(ctx, reading, same, service)
    earlier = _just_booked(ctx, service) if MOVED in reading.reasons else None
    booking = services.book(
        ctx.session, service, ctx.sender, starts_at, on_day, address, ctx.act, ctx.day_kind
    )
    if earlier is not None:
        booking.address = booking.address or earlier.address
        services.cancel(ctx.session, earlier, ctx.act)
    day = starts_at.astimezone(CHINA).isoformat() if starts_at is not None else str(on_day)
    ctx.memory.show(Shown("book_service", {"service": service.name, "when": day}, (service.name,), ctx.now))
    part_of_day = _part_of_day(str(reading.slots["when"]))
    return ctx.done(reading, ctx.answer(words.booked(service, booking, ctx.now, part_of_day, moved=earlier is not None)))


def _booked_then(
    ctx: Context, service: Service, starts_at: datetime | None, on_day: date | None, address: str | None
) -> Booking | None:
    """The sender's booking of this service at this very time; one for another address is another."""
    for booking in services.live_bookings(ctx.session, ctx.sender, service):
        at_once = booking.starts_at == starts_at and booking.on_day == on_day
        if at_once and (not address or not booking.address or booking.address == address):
            return booking
    return None


def _said_again(ctx: Context, reading: Reading, booking: Booking, service: Service) -> Outcome:
    """What was booked before is not booked twice; an address that it lacked is noted."""
    if reading.slots.get("address") and not booking.address:
        return _come_here(ctx, reading, booking, service)
    return ctx.done(reading, ctx.answer(words.standing(service, booking, ctx.now)))


def _just_booked(ctx: Context, service: Service) -> Booking | None:
    """The booking of this service that was spoken of just now."""
    shown = ctx.speaker.shown
    if shown is None or shown.intent != "book_service" or service.name not in shown.names:
        return None
    return next(iter(services.live_bookings(ctx.session, ctx.sender, service)), None)


def _come_here(ctx: Context, reading: Reading, booking: Booking, service: Service) -> Outcome:
    """The address of what was just booked."""
    services.come_to(ctx.session, booking, str(reading.slots["address"]), ctx.act)
    return ctx.done(reading, ctx.answer(words.address_noted(service)))


def _when(said: str) -> tuple[datetime | None, date | None] | None:
    """The instant, or the day; None where neither is said. A part of a day (上午) is no hour: the day."""
    first, _, last = said.partition("/")
    try:
        if "T" in first and not last:
            return datetime.fromisoformat(first), None
        return None, date.fromisoformat(first[: len("2026-11-28")])
    except ValueError:
        return None


def _check_span(said: str, ctx: Context) -> None:
    """Raises: NotPossible for a part of a day that is over."""
    last = said.partition("/")[2]
    if "T" in last and datetime.fromisoformat(last) <= ctx.now:
        raise NotPossible("这个时间已经过了，换个时间再说一次吧。")


def _part_of_day(said: str) -> str:
    """上午, 中午, 下午, 晚上 of a span within a day; "" of anything else."""
    first, _, last = said.partition("/")
    if "T" not in first or "T" not in last:
        return ""
    hour = datetime.fromisoformat(first).astimezone(CHINA).hour
    return "上午" if hour < 11 else "中午" if hour < 13 else "下午" if hour < 18 else "晚上"


def cancel_booking(ctx: Context, reading: Reading) -> Outcome:
    """Take one of the sender's bookings back; a question where several could be meant."""
    name, number = reading.slots.get("service"), str(reading.slots.get("number") or "")
    service = services.named(ctx.session, str(name)) if name else None
    mine = services.live_bookings(ctx.session, ctx.sender, service)
    if number:
        mine = [row for row in mine if str(row.id) == number.strip("#号 ")]
    if not mine or (name and service is None):
        raise NotPossible(f"你现在没有约{name or '过服务'}，不用取消。")
    named = {row.id: ctx.session.get_one(Service, row.service_id).name for row in mine}
    if len(mine) > 1 and service is None and len(set(named.values())) > 1:
        names = list(dict.fromkeys(named.values()))
        return ask_for(ctx, reading, "service", f"要取消哪个？{choices(names)}", names)
    chosen: Booking = mine[0]
    services.cancel(ctx.session, chosen, ctx.act)
    text = f"好的，{named[chosen.id]}（{words.when(chosen, ctx.now)}）的预约取消了。"
    return ctx.done(reading, ctx.answer(text))


PART = Part(
    {
        "list_services": list_services,
        "book_service": explained(book_service),
        "cancel_booking": explained(cancel_booking),
    }
)
