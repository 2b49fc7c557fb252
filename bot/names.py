"""All names that the neighbourhood has, read from the catalogue for the lexicon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalogue.group_buys import SPOKEN_OF
from catalogue.tables import (
    Activity,
    CartStop,
    Collection,
    GroupBuy,
    Guide,
    Job,
    Member,
    Merchant,
    Place,
    Poll,
    Product,
    Reward,
    Room,
    RoomMember,
    Service,
    Wording,
)
from intents.asked_kinds import ANY_CART
from intents.lexicon import Entry
from intents.taught import Taught, taught_from

PICKUP_POINT = "自提点"
# Products of a group buy that is over can still be asked about, changed by staff, and picked up.
LIVE = ("open", "closed")


def read_names(session: Session) -> tuple[Entry, ...]:
    """Every way to name something of the workbook, with staff's own synonyms, in a fixed order."""
    entries = list(dict.fromkeys((
        *_merchants(session), *_places(session), *_group_buys(session), *_volunteering(session),
        *_services(session), *_people(session),
    )))
    return (*entries, *_synonyms(session, entries))


def _called(kind: str, name: str, aliases: Iterable[str] = ()) -> Iterator[Entry]:
    yield Entry(name, kind, name)
    for alias in aliases:
        yield Entry(alias, kind, name)


def _merchants(session: Session) -> Iterator[Entry]:
    rows = session.execute(
        select(Merchant.name, Merchant.aliases, Merchant.categories, Merchant.offerings).order_by(Merchant.id)
    )
    for name, aliases, categories, offerings in rows:
        yield from _called("merchant", name, aliases)
        for category in categories:
            yield Entry(category, "category", category)
        # What a shop does is searched for as the kind of shop that it is.
        for offering in offerings if categories else ():
            yield Entry(offering, "offering", categories[0])
    carts = session.execute(select(CartStop.cart, CartStop.offerings).order_by(CartStop.id)).all()
    if carts:
        yield Entry(ANY_CART, "category", ANY_CART)
    for cart, offered in carts:
        yield Entry(cart, "cart", cart)
        for offering in offered:
            yield Entry(offering, "cart_offering", offering)
            yield Entry(f"{offering}车", "cart", cart)  # 磨菜刀那个车


def _places(session: Session) -> Iterator[Entry]:
    rows = session.execute(select(Place.name, Place.aliases, Place.kind).order_by(Place.id))
    for name, aliases, kind in rows:
        yield from _called("place", name, aliases)
        if kind == PICKUP_POINT:
            yield from _called("pickup", name, aliases)


def _group_buys(session: Session) -> Iterator[Entry]:
    spoken_of = _spoken_of(session)
    titles = session.execute(select(GroupBuy.id, GroupBuy.title, GroupBuy.pickup_points).order_by(GroupBuy.id))
    for group_buy_id, title, pickup_points in titles:
        yield Entry(title, "group_buy", title)
        for point in pickup_points if group_buy_id in spoken_of else ():
            yield Entry(point, "pickup", point)
    products = session.execute(
        select(Product.name, Product.aliases, Product.group_buy_id).order_by(Product.id)
        .where(Product.group_buy_id.in_(spoken_of))
    )
    for name, aliases, _ in products:
        yield from _called("product", name, aliases)
    for title in session.scalars(select(Collection.title).order_by(Collection.id)):
        yield Entry(title, "collection", title)


def _spoken_of(session: Session) -> set[int]:
    """The group buys that are open or closed, and the settled ones that ended not long before the last that did."""
    rows = session.execute(select(GroupBuy.id, GroupBuy.status, GroupBuy.closed_at)).all()
    last = max((closed_at for _, status, closed_at in rows if status == "settled" and closed_at), default=None)
    return {
        row.id for row in rows
        if row.status in LIVE or (row.status == "settled" and last and row.closed_at and last - row.closed_at < SPOKEN_OF)
    }


def _volunteering(session: Session) -> Iterator[Entry]:
    activities = session.execute(
        select(Activity.name, Activity.aliases).where(Activity.status != "cancelled").order_by(Activity.id)
    )
    for name, aliases in activities:
        yield from _called("activity", name, aliases)
    polls = session.execute(
        select(Poll.title, Poll.options).where(Poll.status != "cancelled").order_by(Poll.id)
    )
    for title, options in polls:
        yield Entry(title, "poll", title)
        for option in options:
            yield Entry(option, "option", option)
    for name, aliases in session.execute(select(Reward.name, Reward.aliases).order_by(Reward.id)):
        yield from _called("reward", name, aliases)


def _services(session: Session) -> Iterator[Entry]:
    for name, aliases in session.execute(select(Service.name, Service.aliases).order_by(Service.id)):
        yield from _called("service", name, aliases)
    for topic, aliases in session.execute(select(Guide.topic, Guide.aliases).order_by(Guide.id)):
        yield from _called("guide", topic, aliases)
    for title in session.scalars(select(Job.title).order_by(Job.id)):
        yield Entry(title, "job", title)


def _people(session: Session) -> Iterator[Entry]:
    for name in session.scalars(select(Room.name).where(Room.left_at.is_(None)).order_by(Room.id)):
        yield Entry(name, "room", name)
    nicknames = select(Member.nickname).where(
        Member.nickname.is_not(None), Member.erased_at.is_(None),
        or_(Member.listed, Member.id.in_(select(RoomMember.member_id))),
    ).order_by(Member.id)
    shown = select(RoomMember.alias).where(RoomMember.alias.is_not(None)).order_by(RoomMember.id)
    for name in (*session.scalars(nicknames), *session.scalars(shown)):
        if name:
            yield Entry(name, "person", name)


def read_taught(session: Session) -> Taught:
    """The sayings and questions that staff taught."""
    rows = session.execute(select(Wording.kind, Wording.said, Wording.meant).order_by(Wording.id)).all()
    return taught_from(
        [(said, meant) for kind, said, meant in rows if kind == "saying"],
        [said for kind, said, _ in rows if kind == "answer"],
    )


def _synonyms(session: Session, entries: Sequence[Entry]) -> list[Entry]:
    taught: dict[str, list[str]] = {}
    rows = session.execute(
        select(Wording.meant, Wording.said).where(Wording.kind == "synonym").order_by(Wording.id)
    )
    for meant, said in rows:
        taught.setdefault(meant, []).append(said)
    return [
        Entry(said, entry.kind, entry.value) for entry in entries for said in taught.get(entry.surface, ())
    ]
