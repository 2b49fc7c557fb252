"""The queue for what is sold out: whoever waits first, and fits, is served first, as soon as something is there again.

Quantities are thousandths of a unit. What somebody waits for is the sum of entries that are only ever added.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.orders import Recipient, place
from catalogue.recipients import pickup_for
from catalogue.stock import Want, household_has, lock, takes_orders
from catalogue.tables import GroupBuy, Member, Product, Room, Wait, WaitEntry

_SERVED = "served"  # what the session carries in which somebody was served: ids of entries
_WAITS_FOR = func.sum(WaitEntry.quantity)
_QUEUE = (
    select(Wait, _WAITS_FOR).join(WaitEntry, WaitEntry.wait_id == Wait.id)
    .where(Wait.product_id.in_(bindparam("products", expanding=True)))
    .group_by(Wait.id).having(_WAITS_FOR > 0).order_by(Wait.id)
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A place in the queue. quantity: still waited for; ahead: how many places of others come before it."""

    wait: Wait
    product: Product
    quantity: int
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class Served:
    """Who waited has an order now: so much of the product in the order of that id."""

    wait: Wait
    product: Product
    quantity: int
    order_id: int


def queue_for(session: Session, product_ids: Collection[int]) -> list[Waiting]:
    """Who waits for these products, first come first; `ahead` counts within each product."""
    session.flush()
    found: list[Waiting] = []
    places: dict[int, int] = {}
    for wait, quantity in session.execute(_QUEUE, {"products": list(product_ids)}).all():
        ahead = places.get(wait.product_id, 0)
        places[wait.product_id] = ahead + 1
        found.append(Waiting(wait, session.get_one(Product, wait.product_id), int(quantity), ahead))
    return found


def waits_of(session: Session, group_buys: Sequence[GroupBuy], member_id: int) -> list[Waiting]:
    """Where a member waits in these group buys, for themselves or for somebody else, or is waited for."""
    ids = session.scalars(
        select(Wait.product_id).join(Product, Product.id == Wait.product_id).where(
            or_(Wait.sender_id == member_id, Wait.beneficiary_id == member_id),
            Product.group_buy_id.in_([one.id for one in group_buys]),
        )
    ).all()
    return [one for one in queue_for(session, set(ids)) if member_id in (one.wait.sender_id, one.wait.beneficiary_id)]


def wait_for(
    session: Session, recipient: Recipient, want: Want, act: Act, *, pickup: str | None = None
) -> Waiting | None:
    """Put somebody at the end of the queue; None where their household would then have more than its share.

    Who waits already keeps their place and waits for no more than before.
    """
    lock(session, want.product.group_buy_id)
    here = queue_for(session, [want.product.id])
    there = next((one for one in here if _is_of(one.wait, recipient)), None)
    if there is not None:
        return there
    product, limit = want.product, want.product.household_limit
    if limit is not None:
        waiting = sum(one.quantity for one in here if one.wait.household == recipient.household)
        if household_has(session, product, recipient.household) + waiting + want.quantity > limit:
            return None
    wait = Wait(
        product_id=product.id, room_id=act.room_id, sender_id=recipient.sender_id,
        beneficiary_id=recipient.beneficiary_id, beneficiary_name=recipient.beneficiary_name,
        household=recipient.household, pickup=pickup, at=act.at,
    )
    session.add(wait)
    session.flush()
    _enter(session, wait, want.quantity, act)
    record(
        session, act, "wait.join", f"wait:{wait.id}",
        undo=[{"op": "waits.leave", "wait": wait.id, "quantity": want.quantity}],
    )
    return Waiting(wait, product, want.quantity, len(here))


def _is_of(wait: Wait, recipient: Recipient) -> bool:
    return (wait.sender_id, wait.beneficiary_id, wait.beneficiary_name) == (
        recipient.sender_id, recipient.beneficiary_id, recipient.beneficiary_name,
    )


def _enter(session: Session, wait: Wait, quantity: int, act: Act, order_id: int | None = None) -> WaitEntry:
    entry = WaitEntry(
        wait_id=wait.id, quantity=quantity, order_id=order_id, actor_id=act.actor_id, message_id=act.message_id,
        at=act.at,
    )
    session.add(entry)
    session.flush()
    return entry


def wait_for_less(session: Session, places: Sequence[Waiting], quantity: int, act: Act) -> list[Waiting]:
    """Let these places wait for so much together and no more, the last one giving way first; 0: they leave.

    Gives those that changed, with what they waited for before. Somebody behind them may fit now.
    """
    changed: list[Waiting] = []
    undo: list[dict[str, Any]] = []
    less = sum(one.quantity for one in places) - quantity
    for one in reversed(places):
        part = min(less, one.quantity)
        if part > 0:
            _enter(session, one.wait, -part, act)
            undo.append({"op": "waits.back", "wait": one.wait.id, "quantity": part})
            changed.append(one)
            less -= part
    if changed:
        record(session, act, "wait.leave", f"wait:{changed[0].wait.id}", undo=undo)
        for one in changed:
            serve(session, one.product.group_buy_id, {one.product.id}, act)
    return changed


def serve(session: Session, group_buy_id: int, product_ids: Collection[int], act: Act) -> None:
    """Give what is free of these products to those who wait, in their order, each the whole or nothing.

    Whoever does not fit, or whose household has its share, keeps their place. `served_in` tells who was served.
    """
    group_buy = session.get_one(GroupBuy, group_buy_id)
    for product_id in sorted(product_ids):
        queue = queue_for(session, [product_id])
        if not queue:
            continue
        product = session.get_one(Product, product_id, populate_existing=True)  # the stock moves past the session
        for one in queue if takes_orders(group_buy, product, act.at) else ():
            if product.stock is not None and product.sold + one.quantity > product.stock:
                continue
            _serve_one(session, one, act)


def _serve_one(session: Session, one: Waiting, act: Act) -> None:
    """Make an order of a place in the queue, as if its sender had just ordered; nothing where it does not fit."""
    wait = one.wait
    recipient = Recipient(wait.sender_id, wait.household, wait.beneficiary_id, wait.beneficiary_name)
    by_them = replace(act, actor_id=wait.sender_id, room_id=wait.room_id)
    done = place(
        session, recipient, [Want(one.product, one.quantity)], by_them,
        pickups={one.product.group_buy_id: wait.pickup or _proposed_point(session, one)}, move=wait.pickup is not None,
    )
    if done.lines:
        entry = _enter(session, wait, -one.quantity, act, done.orders[0].id)
        session.info.setdefault(_SERVED, []).append(entry.id)


def _proposed_point(session: Session, one: Waiting) -> str | None:
    """The pick-up point nearest to whoever it is for."""
    whose = one.wait.beneficiary_id or (None if one.wait.beneficiary_name else one.wait.sender_id)
    member = session.get(Member, whose) if whose is not None else None
    room = session.get(Room, one.wait.room_id) if one.wait.room_id is not None else None
    return pickup_for(session, session.get_one(GroupBuy, one.product.group_buy_id), member, room)


def serve_all(session: Session, group_buy: GroupBuy, act: Act) -> None:
    """Serve those who wait for anything of a group buy that may have come in."""
    ids = session.scalars(
        select(Wait.product_id).join(Product, Product.id == Wait.product_id)
        .where(Product.group_buy_id == group_buy.id).distinct()
    ).all()
    if ids:
        serve(session, group_buy.id, set(ids), act)


def where_something_came_in(session: Session) -> list[GroupBuy]:
    """The open group buys in which somebody waits for a product of which there is some."""
    return list(session.scalars(
        select(GroupBuy).where(
            GroupBuy.status == "open",
            GroupBuy.id.in_(
                select(Product.group_buy_id).join(Wait, Wait.product_id == Product.id)
                .join(WaitEntry, WaitEntry.wait_id == Wait.id)
                .where(Product.stock.is_(None) | (Product.stock > Product.sold))
                .group_by(Wait.id, Product.group_buy_id).having(_WAITS_FOR > 0)
            ),
        ).order_by(GroupBuy.id)
    ))


def served_in(session: Session) -> list[Served]:
    """Who was served in this session since this was asked last; what was taken back since then is left out."""
    ids: list[int] = session.info.pop(_SERVED, [])
    found = []
    for entry_id in dict.fromkeys(ids):
        entry = session.get(WaitEntry, entry_id)
        if entry is not None and entry.order_id is not None:
            wait = session.get_one(Wait, entry.wait_id)
            product = session.get_one(Product, wait.product_id)
            found.append(Served(wait, product, -entry.quantity, entry.order_id))
    return found


def _left(session: Session, wait_id: int) -> int:
    return int(session.scalar(select(_WAITS_FOR).where(WaitEntry.wait_id == wait_id)) or 0)


def _leave(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """Somebody does not wait any more. Raises: BuiltUpon where they were served meanwhile."""
    wait = session.get_one(Wait, step["wait"])
    lock(session, session.get_one(Product, wait.product_id).group_buy_id)
    if _left(session, wait.id) < step["quantity"]:
        raise BuiltUpon("已经轮到你，记成订单了；不要的话说“不要了”就行。")
    _enter(session, wait, -step["quantity"], Act(now))


def _back(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """Somebody waits again, at the place that they had."""
    wait = session.get_one(Wait, step["wait"])
    product = session.get_one(Product, wait.product_id)
    lock(session, product.group_buy_id)
    _enter(session, wait, step["quantity"], Act(now))
    serve(session, product.group_buy_id, {product.id}, Act(now))


UNDO_STEPS: Mapping[str, UndoStep] = {"waits.leave": _leave, "waits.back": _back}
