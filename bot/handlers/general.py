"""What residents ask besides goods and shops: who the grid worker is, when the office is open, who mends it at once."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from bot.context import Context
from bot.handlers.asked import origin, view
from bot.handlers.telling_staff import staff_for
from bot.numbered import safe_name
from bot.wording import general as words
from bot.wording.shops import opening
from bot.wording.times import aloud
from catalogue.tables import Guide
from intents.normalise import normalise
from intents.reading import Reading
from intents.seeking import mends

_OFFICES = ("居委", "社区", "服务中心", "村委", "党群", "街道")


def grid_workers(ctx: Context) -> str:
    """Who looks after this room, or after whoever asks in private."""
    staff = staff_for(ctx, ctx.room, ctx.sender)
    return words.grid_workers([safe_name(one.nickname) for one in staff][:4])


def office(ctx: Context, reading: Reading) -> str:
    """The telephone or the hours of an office, as the guides to what is done there have them."""
    place = str(reading.slots.get("place") or "")
    rows = [row for row in ctx.session.scalars(select(Guide).order_by(Guide.id)) if row.place]
    if not place:
        likely = Counter(str(row.place) for row in rows if any(word in str(row.place) for word in _OFFICES))
        place = likely.most_common(1)[0][0] if likely else ""
    there = [row for row in rows if row.place == place]
    hours = Counter(row.hours for row in there if row.hours).most_common(1)
    phone = Counter(row.phone for row in there if row.phone).most_common(1)
    if not (hours or phone):
        return words.no_office(place)
    return words.office(
        place, aloud(hours[0][0]) if hours else None, phone[0][0] if phone else None, None,
        phone_first=reading.slots.get("field") == "phone",
    )


def mender(ctx: Context, reading: Reading) -> str:
    """The nearest shop that is open now and mends what is broken at the sender's; "" where none is known."""
    kind = mends(ctx.scene.lexicon, normalise(ctx.incoming.text))
    if kind is None or not ctx.directory.knows(kind):
        return ""
    seen, here = view(ctx, reading, ()), origin(ctx, reading).point
    found = ctx.directory.nearest(kind, here, 1, lambda shop: shop.is_named_at(ctx.now) and seen.is_open(shop))
    if not found:
        return ""
    shop = found[0].shop
    return "\n" + words.mender(shop.name, opening(shop, seen), shop.phone)
