"""The queue for what is sold out against one kept by hand, and in a rush: nobody overtakes, nobody is served twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.amendments import cancel
from catalogue.audit import Act
from catalogue.database import Database
from catalogue.group_buys import Offer, edit_group_buy
from catalogue.order_lines import LIVE, orders_of
from catalogue.orders import place, recipient_for
from catalogue.stock import Want
from catalogue.tables import GroupBuy, Member, Order, Product, Wait, WaitEntry
from catalogue.waiting import queue_for, served_in, wait_for, wait_for_less
from tests.orders.conftest import START, Street, fill

steps = st.lists(
    st.tuples(st.sampled_from(("order", "cancel", "leave", "more")), st.integers(0, 5), st.integers(1, 3)),
    min_size=5, max_size=40,
)


class Oracle:
    """The same counter kept by hand: free units, what each has, who waits for how much."""

    def __init__(self, free: int) -> None:
        self.free, self.has, self.line = free, dict.fromkeys(range(6), 0), list[tuple[int, int]]()

    def do(self, what: str, who: int, number: int) -> None:
        """One step, as it ought to be."""
        if what == "order" and number <= self.free:
            self.free -= number
            self.has[who] += number
        elif what == "order" and all(other != who for other, _ in self.line):
            self.line.append((who, number))
        elif what in ("cancel", "leave"):
            self.line = [one for one in self.line if one[0] != who]
            if what == "cancel":
                self.free += self.has[who]
                self.has[who] = 0
        elif what == "more":
            self.free += number
        for one in list(self.line):
            if one[1] <= self.free:
                self.line.remove(one)
                self.free -= one[1]
                self.has[one[0]] += one[1]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(done=steps)
def test_nobody_overtakes_and_nothing_is_oversold(street: Street, done: list[tuple[str, int, int]]) -> None:
    with street.session.begin_nested() as nested:
        product = _counter_with_six(street.session)
        people = list(street.session.scalars(select(Member.id).where(Member.channel_id.like("x%")).order_by(Member.id)))
        oracle = Oracle(4)
        for number, (what, who, quantity) in enumerate(done):
            _step(street.session, product, people[who], what, quantity, Act(START, people[who], 1, f"s{number}"))
            oracle.do(what, who, quantity)
            street.session.expire_all()
            there = [(people.index(one.wait.sender_id), one.quantity // 1000) for one in queue_for(street.session, [product.id])]
            assert there == oracle.line
            assert product.sold == 1000 * sum(oracle.has.values()) <= (product.stock or 0)
        nested.rollback()


def _counter_with_six(session: Session) -> Product:
    product = Product(group_buy_id=1, name="腊鸭", unit="只", price_fen=6600, stock=4_000)
    session.add_all([product, *(Member(channel_id=f"x{number}", nickname=f"邻居{number}") for number in range(6))])
    session.flush()
    return product


def _step(session: Session, product: Product, member_id: int, what: str, quantity: int, act: Act) -> None:
    member = session.get_one(Member, member_id)
    recipient, want = recipient_for(session, member), Want(product, quantity * 1000)
    mine = [one for one in queue_for(session, [product.id]) if one.wait.sender_id == member_id]
    if what == "order" and not place(session, recipient, [want], act).lines:
        wait_for(session, recipient, want, act)
    elif what in ("cancel", "leave"):
        wait_for_less(session, mine, 0, act)
        if what == "cancel":
            cancel(session, orders_of(session, [1], member_id), None, act)
    elif what == "more":
        edit_group_buy(
            session, session.get_one(GroupBuy, 1), [Offer(product.name, stock=(product.stock or 0) + quantity * 1000)], act
        )
    served_in(session)


def test_a_rush_with_a_queue_serves_nobody_twice(database: Database) -> None:
    def begin(session: Session) -> list[int]:
        fill(session)
        product = session.scalars(select(Product).where(Product.name == "鲜鲈鱼")).one()
        product.stock, product.household_limit = 12_000, None
        people = [Member(channel_id=f"q{number}", nickname=f"邻居{number}") for number in range(30)]
        session.add_all(people)
        session.flush()
        return [person.id for person in people]

    def comes(pair: tuple[int, int]) -> None:
        number, member_id = pair

        def work(session: Session) -> None:
            product = session.scalars(select(Product).where(Product.name == "鲜鲈鱼")).one()
            recipient = recipient_for(session, session.get_one(Member, member_id))
            act, want = Act(START, member_id, 1, f"come{number}"), Want(product, 1_000)
            if not place(session, recipient, [want], act).lines:
                wait_for(session, recipient, want, act)

        def goes(session: Session) -> None:
            act = Act(START + timedelta(minutes=1), member_id, 1, f"go{number}")
            cancel(session, orders_of(session, [1], member_id), None, act)

        database.run(work)
        if number % 3 == 0:
            database.run(goes)

    people = database.run(begin)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(comes, enumerate(people)))
    with database.read() as session:
        product = session.scalars(select(Product).where(Product.name == "鲜鲈鱼")).one()
        served = session.scalars(select(WaitEntry.wait_id).where(WaitEntry.order_id.is_not(None))).all()
        waiting = session.scalar(select(func.count()).select_from(Wait)) or 0
        live = session.scalars(select(Order.sender_id).where(Order.status.in_(LIVE))).all()
        assert product.sold == 12_000 and len(live) == 12
        assert len(served) == len(set(served)) <= waiting
