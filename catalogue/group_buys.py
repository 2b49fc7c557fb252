"""Group buys: opening, changing, closing, and what is open where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.order_lines import LIVE
from catalogue.reasons import NotPossible
from catalogue.stock import lock
from catalogue.tables import GroupBuy, Order, OrderEntry, Product, Room, Wait
from catalogue.versions import touch
from catalogue.waiting import serve, serve_all
from intents.days import CHINA

SPOKEN_OF = timedelta(days=3)  # so long after its end people still want changes of what they ordered
OPEN, CLOSED, SETTLED, WITHDRAWN = "open", "closed", "settled", "cancelled"
IF_SHORT = ("取消", "延期", "照常")
_OPEN = select(GroupBuy).where(GroupBuy.status == OPEN, GroupBuy.deadline > bindparam("now")).order_by(GroupBuy.id)
_PRODUCTS = (
    select(Product)
    .where(Product.group_buy_id.in_(bindparam("group_buys", expanding=True)), Product.cancelled.is_(False))
    .order_by(Product.group_buy_id, Product.id)
)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a group buy is to sell, or what is to change of it: None is not stated. Quantities in thousandths.

    more: what comes on top of the stock there is; left: what is there besides what is ordered. limit 0: as much as anybody wants.
    """

    product: str
    price_fen: int | None = None
    unit: str | None = None
    stock: int | None = None
    limit: int | None = None
    spec: str | None = None
    more: int | None = None
    left: int | None = None


@dataclass(slots=True)
class Edited:
    """What a change did: the old values by what changed, and how many live orders keep the price that they had."""

    deadline: tuple[datetime, datetime] | None = None
    prices: list[tuple[Product, int]] = field(default_factory=list)  # with the price before
    stocks: list[Product] = field(default_factory=list)
    gone: list[Product] = field(default_factory=list)  # of `stocks`, what takes no more orders and had some
    limits: list[Product] = field(default_factory=list)
    added: list[Product] = field(default_factory=list)
    orders_kept: int = 0
    reopened: bool = False


def here(rooms: Sequence[int], room_ids: Sequence[int]) -> bool:
    """Whether something of these rooms ([]: of all) concerns one of those."""
    return not rooms or any(room_id in rooms for room_id in room_ids)


def open_here(session: Session, rooms: Sequence[Room], now: datetime) -> list[GroupBuy]:
    """The group buys that take orders in one of these rooms now, in the order of their opening."""
    ids = [room.id for room in rooms]
    return [one for one in session.scalars(_OPEN, {"now": now}) if is_open_here(one, ids, now)]


def is_open_here(group_buy: GroupBuy, room_ids: Sequence[int], now: datetime) -> bool:
    """Whether it takes orders in one of these rooms now."""
    begun = group_buy.starts_at is None or group_buy.starts_at <= now
    return group_buy.status == OPEN and begun and now < group_buy.deadline and here(group_buy.rooms, room_ids)


def known_here(session: Session, rooms: Sequence[Room]) -> list[GroupBuy]:
    """All group buys of one of these rooms that were not withdrawn, the newest first."""
    ids = [room.id for room in rooms]
    found = session.scalars(select(GroupBuy).where(GroupBuy.status != WITHDRAWN).order_by(GroupBuy.id.desc()))
    return [one for one in found if here(one.rooms, ids)]


def products_of(session: Session, group_buys: Sequence[GroupBuy]) -> list[Product]:
    """What these group buys sell, dropped products left out, in the order of the group buys."""
    return list(session.scalars(_PRODUCTS, {"group_buys": [one.id for one in group_buys]}))


def open_group_buy(
    session: Session, title: str, offers: Sequence[Offer], deadline: datetime, rooms: Sequence[Room], act: Act,
    *, pickup_points: Sequence[str] = (), min_quantity: int | None = None, if_short: str | None = None,
) -> GroupBuy:
    """Open a group buy in these rooms. `min_quantity`: for each product. Raises: NotPossible."""
    if deadline <= act.at:
        raise NotPossible("截止时间已经过了，换一个晚一点的时间再发一次。")
    _free_title(session, title)
    group_buy = GroupBuy(
        title=title, rooms=[room.id for room in rooms], starts_at=act.at, deadline=deadline,
        pickup_points=list(pickup_points), if_short=if_short or IF_SHORT[0], status=OPEN, opened_by=act.actor_id,
    )
    session.add(group_buy)
    session.flush()
    for offer in offers:
        session.add(_product(group_buy, offer, min_quantity))
    session.flush()
    record(
        session, act, "group_buy.open", f"group_buy:{group_buy.id}", after={"title": title},
        undo=[{"op": "group_buys.withdraw", "group_buy": group_buy.id}], command=True,
    )
    touch(session)
    return group_buy


def _product(group_buy: GroupBuy, offer: Offer, min_quantity: int | None) -> Product:
    if offer.price_fen is None:
        raise NotPossible(f"{offer.product}还没说价格，带上价格再发一次。")
    return Product(
        group_buy_id=group_buy.id, name=offer.product, aliases=[], spec=offer.spec, unit=offer.unit,
        price_fen=offer.price_fen, stock=offer.stock, household_limit=offer.limit or None, min_quantity=min_quantity,
    )


def _free_title(session: Session, title: str) -> None:
    """Give a past group buy of the same title its date, so that a weekly one can be opened again under its name.

    Raises: NotPossible where one is still going on.
    """
    same = session.scalars(select(GroupBuy).where(GroupBuy.title == title)).first()
    if same is None:
        return
    if same.status == OPEN:
        raise NotPossible(f"{title}还在进行，先关闭它，或者换个名字。")
    day = same.deadline.astimezone(CHINA)
    past = f"{title}（{day.year}-{day.month:02d}-{day.day:02d}）"
    while session.scalar(select(func.count()).select_from(GroupBuy).where(GroupBuy.title == past)):
        past += "旧"
    same.title = past
    session.flush()


def close_group_buy(session: Session, group_buy: GroupBuy, act: Act) -> bool:
    """Take no more orders; its minimum is looked at when its deadline comes. False: it was closed already."""
    lock(session, group_buy.id)
    if group_buy.status != OPEN:
        return False
    group_buy.status, group_buy.closed_at = CLOSED, act.at
    session.flush()
    record(
        session, act, "group_buy.close", f"group_buy:{group_buy.id}",
        undo=[{"op": "group_buys.reopen", "group_buy": group_buy.id}], command=True,
    )
    touch(session)
    return True


def edit_group_buy(
    session: Session, group_buy: GroupBuy, offers: Sequence[Offer], act: Act, *, deadline: datetime | None = None
) -> Edited:
    """Change deadline, prices, stocks, limits, or add products; orders keep their price. Raises: NotPossible."""
    lock(session, group_buy.id)
    edited = Edited(orders_kept=_orders_with(session, group_buy, [offer.product for offer in offers]))
    undo: list[dict[str, Any]] = []
    if deadline is not None:
        _move_deadline(group_buy, deadline, act, edited, undo)
    products = {product.name: product for product in products_of(session, [group_buy])}
    for offer in offers:
        product = products.get(offer.product)
        if product is None:
            product = _product(group_buy, offer, None)
            session.add(product)
            session.flush()
            edited.added.append(product)
            undo.append({"op": "group_buys.drop_product", "product": product.id})
        else:
            _change(session, product, offer, edited, undo)
    session.flush()
    record(session, act, "group_buy.edit", f"group_buy:{group_buy.id}", undo=undo, command=True)
    serve_all(session, group_buy, act)
    touch(session)
    return edited


def _move_deadline(
    group_buy: GroupBuy, deadline: datetime, act: Act, edited: Edited, undo: list[dict[str, Any]]
) -> None:
    if deadline <= act.at:
        raise NotPossible("这个截止时间已经过了；要马上截止就说“关闭团购”。")
    undo.append({
        "op": "group_buys.set_deadline", "group_buy": group_buy.id, "status": group_buy.status,
        "deadline": group_buy.deadline.isoformat(), "now": deadline.isoformat(), "at": act.at.isoformat(),
    })
    edited.deadline = (group_buy.deadline, deadline)
    edited.reopened = group_buy.status != OPEN
    group_buy.deadline, group_buy.status = deadline, OPEN


def _change(
    session: Session, product: Product, offer: Offer, edited: Edited, undo: list[dict[str, Any]]
) -> None:
    """Set what the offer states; the old values go to `undo`."""
    stock = offer.stock if offer.left is None else product.sold + offer.left
    if stock is None and offer.more is not None and product.stock is not None:
        stock = product.stock + offer.more
    if stock == 0 and product.sold:
        stock = product.sold  # 卖完了: what is ordered stays ordered, and there is no more
        edited.gone.append(product)
    if stock is not None and stock < product.sold:
        raise NotPossible(f"{product.name}已经订出去的比这个库存多，先看一下统计。")
    before: dict[str, Any] = {}
    if offer.price_fen is not None and offer.price_fen != product.price_fen:
        edited.prices.append((product, product.price_fen))
        before["price_fen"], product.price_fen = product.price_fen, offer.price_fen
    if stock is not None and stock != product.stock:
        edited.stocks.append(product)
        before["stock"], product.stock = product.stock, stock
    if offer.limit is not None and (offer.limit or None) != product.household_limit:
        edited.limits.append(product)
        before["household_limit"], product.household_limit = product.household_limit, offer.limit or None
    if offer.unit and offer.unit != product.unit:
        before["unit"], product.unit = product.unit, offer.unit
    if before:
        undo.append({
            "op": "group_buys.restore_product", "product": product.id, "values": before,
            "now": {name: getattr(product, name) for name in before},
            "last_entry": _last_entry(session, product.id),
        })


def _orders_with(session: Session, group_buy: GroupBuy, products: Sequence[str]) -> int:
    """How many live orders hold one of these products."""
    return int(session.scalar(
        select(func.count(func.distinct(Order.id)))
        .join(OrderEntry, OrderEntry.order_id == Order.id)
        .join(Product, Product.id == OrderEntry.product_id)
        .where(Order.group_buy_id == group_buy.id, Product.name.in_(products), Order.status.in_(LIVE))
    ) or 0)


def _last_entry(session: Session, product_id: int) -> int:
    """The id of the newest entry of a product, 0 where there is none; a cancelled order's entries count too."""
    newest = select(func.max(OrderEntry.id)).where(OrderEntry.product_id == product_id)
    return int(session.scalar(newest) or 0)


def _ordered_since(session: Session, product: Product, last_entry: int) -> bool:
    """Whether a live order holds something of the product that was ordered after that entry."""
    newer = (
        select(OrderEntry.id).join(Order, Order.id == OrderEntry.order_id)
        .where(
            OrderEntry.product_id == product.id, OrderEntry.id > last_entry, OrderEntry.quantity > 0,
            Order.status.in_(LIVE),
        )
    )
    return session.scalars(newer.limit(1)).first() is not None


def _withdraw(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """A group buy that nobody ordered from is gone. Raises: BuiltUpon."""
    group_buy = lock(session, step["group_buy"])
    orders = session.scalars(select(Order).where(Order.group_buy_id == group_buy.id)).all()
    if any(order.status in LIVE for order in orders):
        raise BuiltUpon(f"{group_buy.title}已经有人下单了，撤不回来；要停就说“关闭团购”。")
    if orders or _waited_for(session, group_buy):
        group_buy.status = WITHDRAWN
    else:
        session.execute(delete(Product).where(Product.group_buy_id == group_buy.id))
        session.delete(group_buy)
    session.flush()
    touch(session)


def _waited_for(session: Session, group_buy: GroupBuy) -> bool:
    """Whether somebody ever stood in a queue of it."""
    waits = select(Wait.id).join(Product, Product.id == Wait.product_id).where(Product.group_buy_id == group_buy.id)
    return session.scalar(waits.limit(1)) is not None


def _reopen(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """A group buy that was closed goes on. Raises: BuiltUpon where its deadline has been dealt with since."""
    group_buy = lock(session, step["group_buy"])
    if group_buy.status != CLOSED:
        raise BuiltUpon(f"{group_buy.title}已经结算了，恢复不了。")
    group_buy.status, group_buy.closed_at = OPEN, None
    session.flush()
    serve_all(session, group_buy, Act(now))
    touch(session)


def _set_deadline(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """The old deadline holds again. Raises: BuiltUpon where somebody ordered after it."""
    group_buy = lock(session, step["group_buy"])
    before, since = datetime.fromisoformat(step["deadline"]), datetime.fromisoformat(step["at"])
    if group_buy.deadline != datetime.fromisoformat(step["now"]):
        raise BuiltUpon("截止时间后来又改过了。")
    if step["status"] != OPEN or before <= now:
        late = session.scalar(
            select(func.count()).select_from(OrderEntry).join(Order, Order.id == OrderEntry.order_id)
            .where(Order.group_buy_id == group_buy.id, OrderEntry.at >= since)
        )
        if late:
            raise BuiltUpon("延长以后已经有人下单了，撤不回来。")
    group_buy.deadline, group_buy.status = before, step["status"]
    session.flush()
    touch(session)


def _restore_product(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """Price, stock or limit as they were. Raises: BuiltUpon where somebody ordered at the new price."""
    product = session.get_one(Product, step["product"])
    lock(session, product.group_buy_id)
    if any(getattr(product, name) != value for name, value in step["now"].items()):
        raise BuiltUpon(f"{product.name}后来又改过了。")
    if "price_fen" in step["values"] and _ordered_since(session, product, step["last_entry"]):
        raise BuiltUpon(f"已经有人按{product.name}的新价格下单了，撤不回来。")
    stock = step["values"].get("stock")
    if stock is not None and product.sold > stock:
        raise BuiltUpon(f"{product.name}已经订出去的比原来的库存多，撤不回来。")
    for name, value in step["values"].items():
        setattr(product, name, value)
    session.flush()
    serve(session, product.group_buy_id, {product.id}, Act(now))
    touch(session)


def _drop_product(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """A product that was added is gone. Raises: BuiltUpon where somebody ordered it."""
    product = session.get_one(Product, step["product"])
    lock(session, product.group_buy_id)
    if _last_entry(session, product.id) or session.scalar(select(Wait.id).where(Wait.product_id == product.id).limit(1)):
        raise BuiltUpon(f"已经有人订了{product.name}，撤不回来。")
    session.delete(product)
    session.flush()
    touch(session)


UNDO_STEPS: Mapping[str, UndoStep] = {
    "group_buys.withdraw": _withdraw,
    "group_buys.reopen": _reopen,
    "group_buys.set_deadline": _set_deadline,
    "group_buys.restore_product": _restore_product,
    "group_buys.drop_product": _drop_product,
}
