"""Where things are: shops of a kind, one shop, offers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy import select

from bot.context import Context, Part
from bot.handlers import carts
from bot.handlers.asked import Origin, asked_time, is_volunteer, origin, point_named, view
from bot.messages import Outcome
from bot.wording import directory as words
from bot.wording import general
from bot.wording import services as booked
from bot.wording.shops import View, delivers, merchant_fields
from catalogue import services
from catalogue.directory import Directory, Found, Shop
from catalogue.tables import CartStop
from intents.asked_in_general import PRICES_ASKED
from intents.days import CHINA
from intents.normalise import normalise
from intents.reading import Reading
from intents.scene import Shown
from intents.seeking import BROKEN, CRIES

_HOW_FAR = re.compile("远|近|多久|几分钟|多长时间|怎么[走去过]")
_DELIVERS = re.compile("送货|送上门|送到家|外送|配送|送不送")
_AT_NIGHT = re.compile("(?:24|二十四) ?个?(?:小时|钟头|h)|通宵|整夜|彻夜|半夜|深夜|夜里")
NIGHT = time(3)  # who is open then is open all night
AT_ONCE = 3  # shops named in one answer
SHOPS = tuple("店馆院行市所吧室铺厅站班社房坊场园医")  # 宠物店 needs no 店 behind it
LINES = 5  # of a list in a group, with one more line for what is left


def find_merchant(ctx: Context, reading: Reading) -> Outcome:
    """The nearest shops of a kind: those open first, then by distance; with a service cart where one offers it."""
    category = str(reading.slots.get("category") or "")
    stops = carts.offering(ctx, category)
    if name := reading.slots.get("name"):
        shop = ctx.directory.named(str(name))
        if shop is not None:
            return _told(ctx, reading, shop)
    if not category and not reading.slots.get("name"):
        return _of_any_kind(ctx, reading)
    if not ctx.directory.knows(category):
        if stops:
            return _carts(ctx, reading, stops if category in carts.ANY else stops[:1])
        kind = category if category[-1:] in SHOPS else f"{category or '这样'}的店"
        return ctx.done(reading, ctx.answer(f"我这里还没登记{kind}，问问网格员吧。"), results=[])
    already = _already_shown(ctx, reading)
    start = origin(ctx, reading)
    found = _ranked(ctx, reading, category, already, start)
    if not found:
        return ctx.done(reading, ctx.answer(_nothing_more(ctx, reading, category, already, start)), results=[])
    names = [one.shop.name for one in found]
    ctx.memory.show(Shown("find_merchant", dict(reading.slots), (*already, *names), ctx.now))
    seen = view(ctx, reading, [one.shop for one in found])
    asks_prices = PRICES_ASKED in reading.reasons
    text = words.nearest(found, seen, first=not already, offer=asks_prices or bool(reading.slots.get("discount")))
    if asks_prices:
        text = general.prices(text, _price_at_home(ctx, names))
    if start.unknown and not already:
        text = f"“{start.unknown}”我不认得，先按你这边找：\n{text}"
    if stops and len(found) < AT_ONCE:
        text += "\n" + carts.told(ctx, stops[0])
    return ctx.done(reading, ctx.answer(text + _comes_home(ctx, reading, names)), results=names)


def _comes_home(ctx: Context, reading: Reading, names: Sequence[str]) -> str:
    """How to book one of these shops to come, for who says that something is broken at home; "" else."""
    if not (CRIES.search(ctx.incoming.text) or BROKEN in reading.reasons):
        return ""
    comes = next((one for name in names for one in services.all_services(ctx.session) if one.provider == name), None)
    if comes is None:
        return ""
    ctx.memory.tell(Shown("book_service", {}, (comes.name,), ctx.now))
    return "\n" + booked.comes_home(comes)


def _price_at_home(ctx: Context, names: Sequence[str]) -> str:
    """What a service of one of these shops costs; "" where none is written down."""
    rows = (one for one in services.all_services(ctx.session) if one.provider in names and one.price)
    return next((f"{one.name}{one.price}。" for one in rows), "")


def _of_any_kind(ctx: Context, reading: Reading) -> Outcome:
    """The nearest shop of each of a few kinds, and which kinds there are besides."""
    already, start, asked = _already_shown(ctx, reading), origin(ctx, reading), asked_time(ctx, reading)
    seen = View(ctx.now, ctx.day_kind, asked.at, asked.until)
    kinds: dict[str, Found] = {}
    for one in ctx.directory.all_by_distance(start.point):
        if one.shop.categories and one.shop.is_named_at(asked.at) and (seen.is_open(one.shop) or not asked.only_open):
            kinds.setdefault(one.shop.categories[0], one)
    left = [(kind, one) for kind, one in kinds.items() if one.shop.name not in already]
    named = left[: LINES - 1]
    names = [one.shop.name for _, one in named]
    if not named:
        return ctx.done(reading, ctx.answer("店就这些了。" if already else "我这里还没登记店铺，问问网格员吧。"), results=[])
    ctx.memory.show(Shown("find_merchant", dict(reading.slots), (*already, *names), ctx.now))
    near = None if start.unknown else reading.slots.get("near")
    text = words.of_each_kind(named, [kind for kind, _ in left[len(named):]], seen, near)
    return ctx.done(reading, ctx.answer(text), results=names)


def _already_shown(ctx: Context, reading: Reading) -> tuple[str, ...]:
    """The shops of the list that "还有吗" goes on with."""
    shown = ctx.speaker.shown
    return shown.names if reading.more and shown is not None and shown.intent == reading.intent else ()


def _ranked(ctx: Context, reading: Reading, category: str, already: Sequence[str], start: Origin) -> list[Found]:
    """At most three: open ones by distance, then, unless only open ones are wanted, the others by distance."""
    asked = asked_time(ctx, reading)
    seen = View(ctx.now, ctx.day_kind, asked.at, asked.until)
    wants_discount = bool(reading.slots.get("discount"))

    def wanted(shop: Shop) -> bool:
        if shop.name in already or not shop.is_named_at(asked.at):
            return False
        return not wants_discount or shop.card_discount is not None or bool(shop.offer)

    if _AT_NIGHT.search(ctx.incoming.text) and "when" not in reading.slots and (found := ctx.directory.nearest(
        category, start.point, AT_ONCE, lambda shop: wanted(shop) and _is_open_all_night(ctx, shop)
    )):
        return found
    found = ctx.directory.nearest(category, start.point, AT_ONCE, lambda shop: wanted(shop) and seen.is_open(shop))
    # Shops without coordinates come last of all, even when open.
    if len(found) < AT_ONCE and not asked.only_open:
        found += ctx.directory.nearest(
            category, start.point, AT_ONCE - len(found), lambda shop: wanted(shop) and not seen.is_open(shop)
        )
        if start.point is not None:
            found.sort(key=lambda one: one.distance_m is None)
    return found


def _is_open_all_night(ctx: Context, shop: Shop) -> bool:
    """Whether it is known to be open in the dead of the night to come."""
    night = datetime.combine(ctx.now.astimezone(CHINA).date() + timedelta(days=1), NIGHT, CHINA)
    return shop.hours is not None and shop.is_open(night, ctx.day_kind)


def _nothing_more(ctx: Context, reading: Reading, category: str, already: Sequence[str], start: Origin) -> str:
    """Why no shop is named."""
    if already:
        return f"{category}就登记了{'这一' if len(already) == 1 else f'这{len(already)}'}家。"
    if reading.slots.get("discount"):
        return f"现在没有登记优惠的{category}。"
    if asked_time(ctx, reading).only_open:
        closed = list(ctx.directory.by_distance(category, start.point))
        return words.none_open(category, closed, view(ctx, reading, ()))
    return f"附近没有登记在营业的{category}。"


def merchant_info(ctx: Context, reading: Reading) -> Outcome:
    """One thing about a shop or a service cart, or its whole card."""
    name = str(reading.slots.get("name") or "")
    shop = ctx.directory.named(name)
    if shop is not None:
        return _told(ctx, reading, shop)
    if ctx.session.scalars(select(CartStop.id).where(CartStop.cart == name)).first() is not None:
        return _carts(ctx, reading, carts.offering(ctx, name), listed=False)
    return ctx.done(reading, ctx.answer(f"我这里没登记{name or '这家店'}，问问网格员吧。"))


def _told(ctx: Context, reading: Reading, shop: Shop) -> Outcome:
    field = reading.slots.get("field")
    text = merchant_fields(shop, _fields_asked(ctx.incoming.text, field), view(ctx, reading, [shop]))
    if field == "services" and _DELIVERS.search(ctx.incoming.text) and shop.in_business:
        text = delivers(shop)
    if PRICES_ASKED in reading.reasons:
        text = general.prices(text, _price_at_home(ctx, [shop.name]))
    if field == "address" and _HOW_FAR.search(ctx.incoming.text) and shop.in_business:
        text = words.how_far(ctx.directory.found(shop, _way_from(ctx) or origin(ctx, reading).point))
    shown = ctx.speaker.shown
    listed = shown if shown is not None and shop.name in shown.names else Shown("merchant_info", {}, (shop.name,), ctx.now)
    ctx.memory.show(replace(listed, shown_at=ctx.now, told=shop.name))
    results = [shop.name] if reading.intent == "find_merchant" else None
    return ctx.done(reading, ctx.answer(text), results=results)


_FIELDS = {
    "phone": re.compile("电话|号码|手机号"), "address": re.compile("地址|在哪|位置|哪里|哪儿|怎么走"),
    "hours": re.compile("几点|营业时间|开门时间|关门时间"), "discount": re.compile("优惠|折"),
}
_AND = re.compile("[和跟、,，还]|以及|顺便")


def _fields_asked(text: str, field: object) -> list[str | None]:
    """The field that was understood, and those that are asked with it: 电话和地址."""
    asked = str(field) if field else None
    if asked not in _FIELDS or not _AND.search(text):
        return [asked]
    return [asked, *(name for name, words_of_it in _FIELDS.items() if name != asked and words_of_it.search(text))]


def _way_from(ctx: Context) -> tuple[float, float] | None:
    """Where the way begins, of 从映月苑到百家惠怎么走; None where it is not said."""
    text = normalise(ctx.incoming.text)
    start = text.find("从") + 1
    named = [found for found in ctx.scene.lexicon.find(text) if start and found.start == start]
    places = [place for found in named for place in found.full_values("place", "pickup", "merchant")]
    return point_named(ctx, places[0]) if places else None


def _carts(ctx: Context, reading: Reading, stops: Sequence[CartStop], *, listed: bool = True) -> Outcome:
    text = "\n".join(carts.told(ctx, stop) for stop in stops[:LINES])
    return ctx.done(reading, ctx.answer(text), results=[stop.cart for stop in stops[:LINES]] if listed else None)


def list_offers(ctx: Context, reading: Reading) -> Outcome:
    """Which shops have an offer now, of one kind or of all; nearest first."""
    category = reading.slots.get("category")
    already = _already_shown(ctx, reading)
    for_volunteers = "志愿者" in ctx.incoming.text
    shops = [
        one.shop
        for one in _by_distance(ctx.directory, str(category) if category else None, origin(ctx, reading).point)
        if (one.shop.volunteer_discount if for_volunteers else one.shop.offer or one.shop.card_discount) is not None
        and one.shop.name not in already and one.shop.is_named_at(ctx.now)
    ]
    shops.sort(key=lambda shop: not shop.offer)  # stable: near ones first, those with an offer of their own before all
    if not shops:
        more = "优惠就这些了。" if already else f"现在没有登记{'志愿者' if for_volunteers else category or ''}的优惠。"
        return ctx.done(reading, ctx.answer(more), results=[])
    named = shops[:LINES]
    names = [shop.name for shop in named]
    ctx.memory.show(Shown("list_offers", dict(reading.slots), (*already, *names), ctx.now))
    text = words.offers(named, for_volunteers or is_volunteer(ctx), len(shops) - len(named))
    return ctx.done(reading, ctx.answer(text), results=names)


def _by_distance(directory: Directory, category: str | None, start: tuple[float, float] | None) -> list[Found]:
    """Shops in business, of one kind or all, near ones first."""
    if category is not None:
        return list(directory.by_distance(category, start))
    return directory.all_by_distance(start)


PART = Part({"find_merchant": find_merchant, "merchant_info": merchant_info, "list_offers": list_offers})
