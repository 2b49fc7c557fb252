"""Collections of demand: who would buy how much of what, before there is a group buy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.group_buys import here
from catalogue.orders import household_of
from catalogue.reasons import NotPossible
from catalogue.tables import Collection, Demand, Member, Room
from catalogue.versions import touch

OPEN, CLOSED, WITHDRAWN = "open", "closed", "cancelled"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A wished product: for how many households, and how much by unit (thousandths); None: no quantity was said."""

    product: str
    households: int
    amounts: tuple[tuple[int | None, str], ...]


def collections_here(session: Session, rooms: Sequence[Room], now: datetime) -> list[Collection]:
    """The collections that are open in one of these rooms now; the one that ends first comes first."""
    ids = [room.id for room in rooms]
    found = session.scalars(
        select(Collection).where(Collection.status == OPEN, Collection.deadline > now)
        .order_by(Collection.deadline, Collection.id)
    )
    return [one for one in found if here(one.rooms, ids) and (one.starts_at is None or one.starts_at <= now)]


def known_collections(session: Session, rooms: Sequence[Room]) -> list[Collection]:
    """All collections of these rooms that were not withdrawn, the one with the latest deadline first."""
    ids = [room.id for room in rooms]
    found = session.scalars(
        select(Collection).where(Collection.status != WITHDRAWN).order_by(Collection.deadline.desc(), Collection.id)
    )
    return [one for one in found if here(one.rooms, ids)]


def collection_titled(session: Session, title: str) -> Collection | None:
    """The collection of that title."""
    return session.scalars(select(Collection).where(Collection.title == title)).first()


def open_collection(
    session: Session, title: str, deadline: datetime, rooms: Sequence[Room], act: Act
) -> Collection:
    """Begin to collect what people want. Raises: NotPossible."""
    if deadline <= act.at:
        raise NotPossible("截止时间已经过了，换一个晚一点的时间再发一次。")
    if collection_titled(session, title) is not None:
        raise NotPossible(f"已经有一个叫{title}的征集了，换个名字再发一次。")
    collection = Collection(
        title=title, rooms=[room.id for room in rooms], starts_at=act.at, deadline=deadline, status=OPEN,
        opened_by=act.actor_id,
    )
    session.add(collection)
    session.flush()
    record(
        session, act, "collection.open", f"collection:{collection.id}", after={"title": title},
        undo=[{"op": "demand.withdraw_collection", "collection": collection.id}], command=True,
    )
    touch(session)
    return collection


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """For whom a member wishes: another member, or a name that is nobody's."""

    member_id: int | None = None
    name: str | None = None

    @property
    def key(self) -> str:
        """What tells their wishes apart from the member's own, whose key is \"\"."""
        return f"member:{self.member_id}" if self.member_id is not None else f"name:{self.name}" if self.name else ""


ONESELF = Beneficiary()


def express(
    session: Session, collection: Collection, member: Member, product: str, quantity: int | None, act: Act,
    *, unit: str | None = None, room: Room | None = None, whom: Beneficiary = ONESELF,
) -> Demand:
    """Note what a member would buy, for themselves or for somebody; it replaces what they said of the same product and
    person before. quantity in thousandths."""
    row = _demand(session, collection, member, product, whom)
    before = _values(row) if row is not None else None
    if row is None:
        row = Demand(
            collection_id=collection.id, member_id=member.id, product=product, for_whom=whom.key,
            beneficiary_id=whom.member_id, beneficiary_name=whom.name,
        )
        session.add(row)
    row.quantity, row.unit, row.at, row.withdrawn = quantity, unit or row.unit, act.at, False
    row.room_id = room.id if room else row.room_id
    session.flush()
    _write_down(session, act, "demand.express", row, before)
    return row


def withdraw(
    session: Session, collection: Collection, member: Member, product: str, act: Act, whom: Beneficiary = ONESELF
) -> bool:
    """Take a wish back; where there is no own one and only one for somebody, that one. False: there was none."""
    row = _demand(session, collection, member, product, whom)
    if (row is None or row.withdrawn) and whom is ONESELF:
        others = [one for one in demands_of(session, collection) if (one.member_id, one.product) == (member.id, product)]
        row = others[0] if len(others) == 1 else None
    if row is None or row.withdrawn:
        return False
    before = _values(row)
    row.withdrawn, row.at = True, act.at
    session.flush()
    _write_down(session, act, "demand.withdraw", row, before)
    return True


def _demand(
    session: Session, collection: Collection, member: Member, product: str, whom: Beneficiary
) -> Demand | None:
    return session.scalars(
        select(Demand).where(
            Demand.collection_id == collection.id, Demand.member_id == member.id, Demand.product == product,
            Demand.for_whom == whom.key,
        ).with_for_update()
    ).first()


def _values(row: Demand) -> dict[str, Any]:
    return {"quantity": row.quantity, "unit": row.unit, "withdrawn": row.withdrawn}


def _write_down(session: Session, act: Act, action: str, row: Demand, before: dict[str, Any] | None) -> None:
    step = {
        "op": "demand.restore", "demand": row.id, "values": before or {"withdrawn": True}, "now": _values(row),
    }
    record(session, act, action, f"collection:{row.collection_id}", undo=[step])


def demands_of(session: Session, collection: Collection) -> list[Demand]:
    """What is wished and not taken back, in the order of the wishes."""
    return list(session.scalars(
        select(Demand).where(Demand.collection_id == collection.id, Demand.withdrawn.is_(False)).order_by(Demand.id)
    ))


def ranking(session: Session, collection: Collection) -> list[Ranked]:
    """What is wished, most households first, then the larger amount, then the name."""
    rows = demands_of(session, collection)
    members = {
        member.id: member
        for member in session.scalars(
            select(Member).where(Member.id.in_({one for row in rows for one in (row.member_id, row.beneficiary_id) if one}))
        )
    }
    by_product: dict[str, list[Demand]] = {}
    for row in rows:
        by_product.setdefault(row.product, []).append(row)
    ranked = []
    for product, same in by_product.items():
        units: dict[str, int | None] = {}
        for row in same:
            unit = row.unit or ""
            if row.quantity is not None:
                units[unit] = (units.get(unit) or 0) + row.quantity
            else:
                units.setdefault(unit, None)
        households = {
            household_of(
                None if row.beneficiary_name else members[row.beneficiary_id or row.member_id], row.beneficiary_name,
                row.member_id,
            )
            for row in same
        }
        amounts = tuple((quantity, unit) for unit, quantity in units.items())
        ranked.append(Ranked(product, len(households), amounts))
    return sorted(ranked, key=lambda one: (-one.households, -sum(q or 0 for q, _ in one.amounts), one.product))


def due_collections(session: Session, now: datetime) -> list[Collection]:
    """The collections whose deadline has come and was not dealt with yet."""
    return list(session.scalars(
        select(Collection).where(Collection.status == OPEN, Collection.deadline <= now)
        .order_by(Collection.deadline, Collection.id)
    ))


def close_collection(session: Session, collection: Collection, act: Act) -> list[Ranked]:
    """End a collection; gives what was wished, for the closing summary."""
    collection.status = CLOSED
    session.flush()
    record(session, act, "collection.close", f"collection:{collection.id}")
    touch(session)
    return ranking(session, collection)


def _withdraw_collection(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """A collection in which nobody has spoken is gone. Raises: BuiltUpon."""
    collection = session.get_one(Collection, step["collection"])
    if session.scalars(select(Demand.id).where(Demand.collection_id == collection.id).limit(1)).first() is not None:
        raise BuiltUpon(f"{collection.title}已经有人登记了，撤不回来。")
    session.delete(collection)
    session.flush()
    touch(session)


def _restore(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """A wish becomes what it was. Raises: BuiltUpon where it was changed since."""
    row = session.get_one(Demand, step["demand"])
    if any(getattr(row, name) != value for name, value in step["now"].items()):
        raise BuiltUpon("后来又改过了，撤不回来。")
    for name, value in step["values"].items():
        setattr(row, name, value)
    session.flush()


UNDO_STEPS: Mapping[str, UndoStep] = {
    "demand.withdraw_collection": _withdraw_collection,
    "demand.restore": _restore,
}
