"""What a question about shops is asked for: from where, for when, by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from bot.context import Context
from bot.wording.shops import View
from catalogue import ratings
from catalogue.directory import Shop
from catalogue.tables import Certificate, Place
from intents.days import CHINA
from intents.reading import Reading
from intents.scene import VOLUNTEER


@dataclass(frozen=True, slots=True)
class Asked:
    """The instant that is asked about, the end of the span or day (None: an instant), and whether only open shops count."""

    at: datetime
    until: datetime | None
    only_open: bool


def asked_time(ctx: Context, reading: Reading) -> Asked:
    """For when it is asked; a time that is partly over begins now, one that cannot be read is now."""
    said = str(reading.slots.get("when") or "")
    only_open = bool(reading.slots.get("open_now"))
    first, _, last = said.partition("/")
    try:
        at = _begin(first)
        until = _end(last) if last else None if "T" in first else at + timedelta(days=1)
    except ValueError:
        return Asked(ctx.now, None, only_open)
    if until is not None and until <= ctx.now:
        return Asked(ctx.now, None, only_open)
    return Asked(max(at, ctx.now) if until is not None else at, until, True)


def _begin(text: str) -> datetime:
    return datetime.fromisoformat(text) if "T" in text else datetime.combine(date.fromisoformat(text), time(0), CHINA)


def _end(text: str) -> datetime:
    return _begin(text) if "T" in text else _begin(text) + timedelta(days=1)


def view(ctx: Context, reading: Reading, shops: Sequence[Shop]) -> View:
    """For whom and for when these shops are described."""
    asked = asked_time(ctx, reading)
    given = ratings.shown(ctx.session, [shop.id for shop in shops], ctx.now) if shops else {}
    return View(ctx.now, ctx.day_kind, asked.at, asked.until, is_volunteer(ctx), given)


def is_volunteer(ctx: Context) -> bool:
    """Whether the asker gets the volunteers' discount: a valid certificate, or a volunteer whose one was not revoked."""
    status = ctx.session.scalar(
        select(Certificate.status).where(Certificate.member_id == ctx.sender.id)
        .order_by(Certificate.id.desc()).limit(1)
    )
    return status == "valid" if status is not None else VOLUNTEER in ctx.speaker.roles


@dataclass(frozen=True, slots=True)
class Origin:
    """From where distances are measured, as longitude and latitude. unknown: a place that was named and nobody knows."""

    point: tuple[float, float] | None
    unknown: str | None = None


def origin(ctx: Context, reading: Reading) -> Origin:
    """The place named, else a location just shared, the sender's home, the room's centre."""
    near = str(reading.slots.get("near") or "")
    if near and (point := point_named(ctx, near)):
        return Origin(point)
    return Origin(_without_name(ctx), near or None)


def _without_name(ctx: Context) -> tuple[float, float] | None:
    location = ctx.incoming.location or ctx.memory.location()
    if location is not None:
        return location.lng, location.lat
    if ctx.sender.home_place_id is not None and (point := _point_of(ctx, ctx.sender.home_place_id)):
        return point
    for room in ctx.rooms:
        if room.centre_id is not None and (point := _point_of(ctx, room.centre_id)):
            return point
    return None


def point_named(ctx: Context, name: str) -> tuple[float, float] | None:
    """Longitude and latitude of a place or a shop; None where nobody knows them."""
    place = ctx.session.scalars(select(Place).where(Place.name == name)).first()
    if place is not None:
        return place.lng, place.lat
    shop = ctx.directory.named(name)
    return (shop.lng, shop.lat) if shop is not None and shop.lng is not None and shop.lat is not None else None


def _point_of(ctx: Context, place_id: int) -> tuple[float, float] | None:
    place = ctx.session.get(Place, place_id)
    return (place.lng, place.lat) if place is not None else None
