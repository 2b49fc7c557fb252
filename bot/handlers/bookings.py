"""Bookings of services: asking for one, changing it, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.context import Context, Part
from bot.handlers.asking import ask_for, explained
from bot.messages import Outcome
from bot.wording import services as words
from bot.wording.activities import choices
from catalogue import services
from catalogue.reasons import NotPossible
from catalogue.tables import Booking, Service
from intents.addresses import with_building_of
from intents.afterwards import MOVED
from intents.days import CHINA
from intents.reading import Reading
from intents.scene import Doubt, Question, Shown

CHOICES = 9


@dataclass(frozen=True, slots=True)
class Time:
    """An instant; else a day, and between which hours of it, where they are said."""

    starts_at: datetime | None
    on_day: date | None = None
    span: services.Span | None = None


def book_service(ctx: Context, reading: Reading) -> Outcome:
    """A service for the sender at a time, or on several days; the time is asked for where it is not said."""
    service = _service(ctx, reading)
    if isinstance(service, Outcome):
        return service
    times = [time for said in _times_said(reading) if (time := _time(said)) is not None]
    moved = MOVED in reading.reasons or bool(reading.slots.get("moved"))
    if not times and reading.slots.get("address"):
        booked = _just_booked(ctx, service) or (_latest(ctx, service) if not reading.answers else None)
        if booked is not None:
            return _come_here(ctx, reading, booked, service)
    if not times:
        return _ask_when(ctx, reading, service, words.ask_when(service), moved=moved)
    if moved and _latest(ctx, service) is None and _just_booked(ctx, service) is None and not _shown_now(ctx, service):
        raise NotPossible(words.nothing_to_move(service))
    if len(times) == 1 and not moved and (same := _booked_then(ctx, service, times[0], _address(ctx, reading))) is not None:
        return _said_again(ctx, reading, same, service)
    try:
        with ctx.session.begin_nested():
            return _book(ctx, reading, service, times, moved=moved)
    except services.NotThen as reason:
        return _ask_when(ctx, reading, service, str(reason), moved=moved)


def _service(ctx: Context, reading: Reading) -> Service | Outcome:
    """The service that is meant, or the question which. Raises: NotPossible for one that nobody offers here."""
    name = reading.slots.get("service")
    names = [row.name for row in services.all_services(ctx.session)]
    if not name:
        if not names:
            raise NotPossible("现在还没有登记可以预约的服务。")
        return ask_for(ctx, reading, "service", f"想约什么服务？{choices(names[:CHOICES])}", names)
    service = services.named(ctx.session, str(name))
    if service is None:
        offered = f"能约的有：{'、'.join(names[:CHOICES])}。" if names else ""
        raise NotPossible(f"“{name}”还约不了。{offered}")
    return service


def _book(ctx: Context, reading: Reading, service: Service, times: Sequence[Time], *, moved: bool) -> Outcome:
    """Book it for each of these times; what it stands in the stead of is taken back."""
    address = _address(ctx, reading)
    earlier = (_just_booked(ctx, service) or _latest(ctx, service)) if moved else _less_exact(ctx, service, times)
    made = []
    for time in times:
        then = _at_the_same_hour(time, earlier) if moved and earlier is not None else time
        made.append(services.book(
            ctx.session, service, ctx.sender, then.starts_at, then.on_day, address, ctx.act, ctx.day_kind, span=then.span,
        ))
    if earlier is not None:
        for booking in made:
            if not reading.slots.get("address"):
                booking.address = earlier.address or booking.address
        services.cancel(ctx.session, earlier, ctx.act)
    first = made[0]
    day = first.starts_at.astimezone(CHINA).isoformat() if first.starts_at is not None else str(first.on_day)
    ctx.memory.show(Shown("book_service", {"service": service.name, "when": day}, (service.name,), ctx.now))
    text = words.booked(service, made, ctx.now, moved=earlier is not None)
    return ctx.done(reading, ctx.answer(text), slots=_shown_slots(reading))


def _ask_when(ctx: Context, reading: Reading, service: Service, text: str, *, moved: bool) -> Outcome:
    """The question for the time; what else was said is kept with it."""
    kept: dict[str, Any] = {"service": service.name}
    if reading.slots.get("address"):
        kept["address"] = reading.slots["address"]
    if moved:
        kept["moved"] = True
    ctx.memory.ask(Question(reading.intent, (Doubt("missing", said="when"),), ctx.now, kept))
    return ctx.done(reading, ctx.answer(text), asking=True, slots=_shown_slots(reading))


def _shown_slots(reading: Reading) -> dict[str, Any]:
    return {name: value for name, value in reading.slots.items() if name != "moved"}


def _address(ctx: Context, reading: Reading) -> str | None:
    said = reading.slots.get("address")
    return with_building_of(str(said), ctx.sender.home) if said else ctx.sender.home


def _less_exact(ctx: Context, service: Service, times: Sequence[Time]) -> Booking | None:
    """The booking for the same day without its hour, where the hour is said now: it is the same one."""
    if len(times) != 1 or times[0].starts_at is None:
        return None
    at = times[0].starts_at
    for booking in services.live_bookings(ctx.session, ctx.sender, service):
        same_day = booking.starts_at is None and booking.on_day == at.astimezone(CHINA).date()
        within = booking.from_at is None or booking.until_at is None or booking.from_at <= at <= booking.until_at
        if same_day and within:
            return booking
    return None


def _at_the_same_hour(time: Time, earlier: Booking) -> Time:
    """改到周日, of what was booked for nine o'clock: at nine."""
    if time.on_day is None or time.span is not None:
        return time
    on = time.on_day
    if earlier.starts_at is not None:
        return Time(datetime.combine(on, earlier.starts_at.astimezone(CHINA).timetz()))
    if earlier.from_at is None or earlier.until_at is None:
        return time
    begins, ends = (datetime.combine(on, at.astimezone(CHINA).timetz()) for at in (earlier.from_at, earlier.until_at))
    return Time(None, on, (begins, ends if ends > begins else ends + timedelta(days=1)))


def _booked_then(ctx: Context, service: Service, time: Time, address: str | None) -> Booking | None:
    """The sender's booking of this service at this very time; one for another address is another."""
    for booking in services.live_bookings(ctx.session, ctx.sender, service):
        span = (booking.from_at, booking.until_at) if booking.from_at is not None else None
        same = (booking.starts_at, booking.on_day, span) == (time.starts_at, time.on_day, time.span)
        day = booking.starts_at.astimezone(CHINA).date() if booking.starts_at is not None else booking.on_day
        at_all = time.on_day == day and time.span is None  # 约律师 周四, where its hour is booked already
        if (same or at_all) and (not address or not booking.address or booking.address == address):
            return booking
    return None


def _said_again(ctx: Context, reading: Reading, booking: Booking, service: Service) -> Outcome:
    """What was booked before is not booked twice; an address that it lacked is noted."""
    if reading.slots.get("address") and not booking.address:
        return _come_here(ctx, reading, booking, service)
    return ctx.done(reading, ctx.answer(words.standing(service, booking, ctx.now)), slots=_shown_slots(reading))


def _shown_now(ctx: Context, service: Service) -> bool:
    shown = ctx.speaker.shown
    return shown is not None and shown.intent == "book_service" and service.name in shown.names


def _just_booked(ctx: Context, service: Service) -> Booking | None:
    """The booking of this service that was spoken of just now."""
    return _latest(ctx, service) if _shown_now(ctx, service) else None


def _latest(ctx: Context, service: Service) -> Booking | None:
    return next(iter(services.live_bookings(ctx.session, ctx.sender, service)), None)


def _come_here(ctx: Context, reading: Reading, booking: Booking, service: Service) -> Outcome:
    """The address of what was booked."""
    address = with_building_of(str(reading.slots["address"]), booking.address or ctx.sender.home)
    services.come_to(ctx.session, booking, address, ctx.act)
    return ctx.done(reading, ctx.answer(words.address_noted(service)), slots=_shown_slots(reading))


def _times_said(reading: Reading) -> list[str]:
    return [str(said) for said in (reading.slots.get("when"), *reading.slots.get("further", ())) if said]


def _time(said: str) -> Time | None:
    """What a `when` means; None of words that are none."""
    first, _, last = said.partition("/")
    try:
        if "T" in first and not last:
            return Time(datetime.fromisoformat(first))
        day = date.fromisoformat(first[: len("2026-11-28")])
        if "T" in first and "T" in last:
            return Time(None, day, (datetime.fromisoformat(first), datetime.fromisoformat(last)))
        return Time(None, day)
    except ValueError:
        return None


def cancel_booking(ctx: Context, reading: Reading) -> Outcome:
    """Take the sender's bookings back: one, several that are named, or all; a question where several could be meant."""
    asked = [str(name) for name in reading.slots.get("services", ())] or (
        [str(reading.slots["service"])] if reading.slots.get("service") else []
    )
    mine = _meant(ctx, reading)
    named = {row.id: ctx.session.get_one(Service, row.service_id).name for row in mine}
    every = bool(reading.slots.get("all"))
    if asked:
        wanted = [service.name if (service := services.named(ctx.session, name)) else name for name in asked]
        chosen = [row for row in mine if named[row.id] in wanted]
        if len(asked) == 1 and len(chosen) > 1 and not every:
            raise NotPossible(words.which_time(wanted[0], chosen[::-1], ctx.now))
    else:
        wanted, chosen = [], mine if every else mine[:1]
        if not every and len(set(named.values())) > 1:
            names = list(dict.fromkeys(named.values()))
            return ask_for(ctx, reading, "service", f"要取消哪个？{choices(names)}", names)
    if not chosen:
        raise NotPossible(f"你现在没有约{'、'.join(asked) or '过服务'}，不用取消。")
    for booking in chosen:
        services.cancel(ctx.session, booking, ctx.act)
    ctx.memory.show(Shown("cancel_booking", {}, tuple(dict.fromkeys(named[row.id] for row in chosen)), ctx.now))
    missing = [name for name in wanted if name not in {named[row.id] for row in chosen}]
    text = words.cancelled([(named[row.id], row) for row in chosen[::-1]], missing, ctx.now)
    slots = {name: value for name, value in reading.slots.items() if name in ("service", "number")}
    return ctx.done(reading, ctx.answer(text), slots=slots)


def _meant(ctx: Context, reading: Reading) -> list[Booking]:
    """The sender's bookings, the last booked first: of the number or the day that is said."""
    number, on_day = str(reading.slots.get("number") or "").strip("#号 "), str(reading.slots.get("on_day") or "")
    mine = services.live_bookings(ctx.session, ctx.sender)
    if number:
        return [row for row in mine if str(row.id) == number]
    on_it = [
        row for row in mine
        if on_day == str(row.starts_at.astimezone(CHINA).date() if row.starts_at is not None else row.on_day)
    ]
    return on_it or mine


PART = Part({"book_service": explained(book_service), "cancel_booking": explained(cancel_booking)})
