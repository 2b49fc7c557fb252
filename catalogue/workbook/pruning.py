"""Rows that came from the workbook and are no longer in it: removed, or put out of use where history hangs on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalogue.tables import (
    Activity,
    Base,
    CartStop,
    Collection,
    GroupBuy,
    Guide,
    ImportedRow,
    Job,
    Member,
    MemberRole,
    Merchant,
    Place,
    Poll,
    Product,
    Reward,
    Room,
    Schedule,
    Service,
    Vote,
)
from catalogue.workbook.ledger import PEOPLE, Ledger, digest_of

REMOVED, KEPT = "removed", "kept"
Prune = Callable[[Ledger, ImportedRow], str]


def prune(ledger: Ledger) -> None:
    """Take out of use what the workbook has no longer; a sheet that is missing means nothing."""
    for sheet, remove in PRUNE.items():
        for imported in list(ledger.gone(sheet)):
            ledger.counts[sheet].note(remove(ledger, imported))
            ledger.forget(imported)
        ledger.session.flush()


def _delete(session: Session, row: Base) -> bool:
    """Delete a row on which nothing hangs; False, and nothing happens, where something does."""
    try:
        with session.begin_nested():
            session.delete(row)
            session.flush()
    except IntegrityError:
        session.refresh(row)
        return False
    return True


def _listed(table: Any, name: Any) -> Prune:
    """Deletes by name; kept where it was used."""

    def remove(ledger: Ledger, imported: ImportedRow) -> str:
        row = ledger.session.scalars(select(table).where(name == imported.key)).first()
        return REMOVED if row is None or _delete(ledger.session, row) else KEPT

    return remove


def _place(ledger: Ledger, imported: ImportedRow) -> str:
    """Nobody lives or starts there any more; the words stay where they stood."""
    session = ledger.session
    place = session.scalars(select(Place).where(Place.name == imported.key)).first()
    if place is None:
        return REMOVED
    for table, column in (
        (Member, Member.home_place_id), (Room, Room.centre_id), (Activity, Activity.place_id),
        (CartStop, CartStop.place_id),
    ):
        session.execute(update(table).where(column == place.id).values({column.key: None}))
    return REMOVED if _delete(session, place) else KEPT


def _room(ledger: Ledger, imported: ImportedRow) -> str:
    rooms = ledger.session.scalars(select(Room)).all()
    room = next((one for one in rooms if imported.key == one.name or imported.key in one.former_names), None)
    if room is not None and not ledger.stands("群", room.name):
        room.left_at, room.removed = ledger.now, False  # its number stands in lists of rooms, so the row itself stays
    return REMOVED


def _merchant(ledger: Ledger, imported: ImportedRow) -> str:
    merchant = ledger.session.scalars(select(Merchant).where(Merchant.name == imported.key)).first()
    if merchant is not None and not _delete(ledger.session, merchant):
        merchant.status, merchant.alliance, merchant.alliance_listed = "停业", False, False
        return KEPT
    return REMOVED


def _product(ledger: Ledger, imported: ImportedRow) -> str:
    session = ledger.session
    title, name = imported.key.split("\n", 1)
    product = session.scalars(
        select(Product).join(GroupBuy, GroupBuy.id == Product.group_buy_id)
        .where(GroupBuy.title == title, Product.name == name)
    ).first()
    if product is None:
        return REMOVED
    group_buy = session.get_one(GroupBuy, product.group_buy_id)
    outcome = REMOVED
    if not _delete(session, product):
        product.closed, outcome = True, KEPT
    if not ledger.stands("团购", title) and not _delete(session, group_buy) and group_buy.status == "open":
        group_buy.status, group_buy.closed_at = "closed", ledger.now
    return outcome


def _poll_option(ledger: Ledger, imported: ImportedRow) -> str:
    session = ledger.session
    title, option = imported.key.split("\n", 1)
    poll = session.scalars(select(Poll).where(Poll.title == title)).first()
    if poll is None:
        return REMOVED
    if session.scalars(select(Vote.id).where(Vote.poll_id == poll.id, Vote.option == option)).first() is not None:
        if not ledger.stands("投票", title):
            poll.status = "cancelled"
        return KEPT
    poll.options = [other for other in poll.options if other != option]
    session.flush()
    if not poll.options:
        _delete(session, poll)
    return REMOVED


def _titled(table: Any, name: Any) -> Prune:
    """Deletes by title; withdrawn where somebody took part."""

    def remove(ledger: Ledger, imported: ImportedRow) -> str:
        row = ledger.session.scalars(select(table).where(name == imported.key)).first()
        if row is not None and not _delete(ledger.session, row):
            row.status = "cancelled"
            return KEPT
        return REMOVED

    return remove


def _promotion(ledger: Ledger, imported: ImportedRow) -> str:
    ledger.session.execute(
        update(Schedule).where(Schedule.from_workbook, Schedule.title == imported.key)
        .values(status="cancelled", next_due=None)
    )
    return REMOVED


def _member(ledger: Ledger, imported: ImportedRow) -> str:
    """A person stays known by what they did, but holds no role and stands in no list."""
    session = ledger.session
    for member in session.scalars(select(Member).where(Member.listed)):
        if member.channel_id is not None and digest_of(member.channel_id) == imported.key:
            session.execute(delete(MemberRole).where(MemberRole.member_id == member.id))
            member.listed, member.merchant_id, member.card_no = False, None, None
    return REMOVED


def _reward(ledger: Ledger, imported: ImportedRow) -> str:
    reward = ledger.session.scalars(select(Reward).where(Reward.name == imported.key)).first()
    if reward is not None and not _delete(ledger.session, reward):
        reward.stock = reward.taken  # nothing is left to redeem
        return KEPT
    return REMOVED


def _cart(ledger: Ledger, imported: ImportedRow) -> str:
    cart, place = imported.key.split("\n", 1)
    ledger.session.execute(delete(CartStop).where(CartStop.cart == cart, CartStop.place == place))
    return REMOVED


# In this order: who refers to others comes before them.
PRUNE: dict[str, Prune] = {
    "流动服务": _cart, "积分商品": _reward, "需求征集": _titled(Collection, Collection.title), "投票": _poll_option,
    "招聘": _listed(Job, Job.title), PEOPLE: _member, "办事指南": _listed(Guide, Guide.topic),
    "服务": _listed(Service, Service.name), "促销": _promotion, "活动": _titled(Activity, Activity.name),
    "团购": _product, "商户": _merchant, "群": _room, "地点": _place,
}
