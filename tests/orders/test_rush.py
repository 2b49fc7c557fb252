"""The stock holds under a rush, and whatever is done, the sums are conserved."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.amendments import cancel, orders_meant, set_total
from catalogue.audit import Act, BuiltUpon, take_back
from catalogue.database import Database, open_database
from catalogue.group_buys import UNDO_STEPS as BUY_STEPS
from catalogue.group_buys import Offer, close_group_buy, edit_group_buy, products_of
from catalogue.marks import UNDO_STEPS as MARK_STEPS
from catalogue.marks import mark_paid, mark_picked_up
from catalogue.order_lines import LIVE, lines_of, orders_of, summed
from catalogue.orders import place, recipient_for
from catalogue.releases import UNDO_STEPS
from catalogue.stock import Want, household_has
from catalogue.tables import AuditEntry, GroupBuy, Member, Order, OrderEntry, Product, Wait, WaitEntry
from catalogue.waiting import UNDO_STEPS as WAIT_STEPS
from catalogue.waiting import queue_for, serve_all, served_in, wait_for, wait_for_less, waits_of, where_something_came_in
from tests.orders.conftest import START, fill

UNITS = 60
BUYERS = 48


def buyers(session: Session) -> list[int]:
    """Many members, a product of which there are too few for them, in one open group buy."""
    fill(session)
    product = session.scalars(select(Product).where(Product.name == "鲜鲈鱼")).one()
    product.stock, product.household_limit = UNITS * 1000, 3_000
    people = [Member(channel_id=f"buyer{number}", nickname=f"买家{number}") for number in range(BUYERS)]
    session.add_all(people)
    session.flush()
    return [person.id for person in people]


def buy(database: Database, member_id: int, seed: int) -> int:
    """One buyer orders 1 to 3, two products crosswise; a tenth cancels. Gives how many they have in the end."""
    chance = random.Random(seed)
    quantity = chance.randint(1, 3) * 1000

    def work(session: Session) -> int:
        member = session.get_one(Member, member_id)
        products = {one.name: one for one in session.scalars(select(Product))}
        names = ["鲜鲈鱼", "豆角"] if seed % 2 else ["豆角", "鲜鲈鱼"]
        wants = [Want(products[name], quantity) for name in names]
        done = place(session, recipient_for(session, member), wants, Act(START, member_id, 1, f"rush{seed}"))
        return sum(want.quantity for want in done.lines if want.product.name == "鲜鲈鱼")

    def leave(session: Session) -> int:
        mine = orders_of(session, [1], member_id)
        cancel(session, mine, ["鲜鲈鱼"], Act(START + timedelta(minutes=1), member_id, 1, f"leave{seed}"))
        return 0

    had = database.run(work)
    return database.run(leave) if chance.random() < 0.1 and had else had


def test_a_rush_sells_everything_and_never_more(database: Database) -> None:
    people = database.run(buyers)
    with ThreadPoolExecutor(8) as pool:
        had = list(pool.map(lambda pair: buy(database, pair[1], pair[0]), enumerate(people)))
    with database.read() as session:
        product = session.scalars(select(Product).where(Product.name == "鲜鲈鱼")).one()
        live = [order for order in session.scalars(select(Order)) if order.status in LIVE]
        in_orders = summed(lines_of(session, live)).get("鲜鲈鱼", 0)
        numbers = session.scalars(select(Order.number).where(Order.group_buy_id == 1)).all()
    assert in_orders == product.sold == sum(had) <= UNITS * 1000
    assert product.sold >= (UNITS - 2) * 1000 or all(had)
    assert len(numbers) == len(set(numbers)) == BUYERS


class Ledger(RuleBasedStateMachine):
    """Anything that people and staff may do with orders, in any order."""

    url = ""

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        self.database = open_database(self.url)
        self.stack.callback(self.database.close)
        self.session = Session(self.database.engine, expire_on_commit=False)
        self.stack.callback(self.session.close)  # which rolls everything back
        self.minute = 0
        self.last_entry = 0

    def act(self, who: int) -> Act:
        """A new message of somebody."""
        self.minute += 1
        return Act(START + timedelta(seconds=self.minute), who, 1, f"m{self.minute}")

    @rule(who=st.integers(2, 6), product=st.integers(0, 3), quantity=st.integers(1, 5), whom=st.integers(2, 6))
    def orders(self, who: int, product: int, quantity: int, whom: int) -> None:
        chosen = products_of(self.session, list(self.session.scalars(select(GroupBuy))))[product]
        sender, eater = self.session.get_one(Member, who), self.session.get_one(Member, whom)
        place(self.session, recipient_for(self.session, sender, eater), [Want(chosen, quantity * 500)], self.act(who))

    @rule(who=st.integers(2, 6), product=st.integers(0, 3), quantity=st.integers(0, 5))
    def amends(self, who: int, product: int, quantity: int) -> None:
        chosen = products_of(self.session, list(self.session.scalars(select(GroupBuy))))[product]
        mine = orders_meant(orders_of(self.session, [chosen.group_buy_id], who), who, None)
        if mine:
            recipient = recipient_for(self.session, self.session.get_one(Member, who))
            done = set_total(self.session, mine, Want(chosen, quantity * 500), recipient, self.act(who))
            if done.lines:
                grown = [self.session.get_one(Order, one.id) for one in done.orders]
                live = [one for one in dict.fromkeys([*mine, *grown]) if one.status in LIVE]
                assert summed(lines_of(self.session, live)).get(chosen.name, 0) == quantity * 500

    @rule(who=st.integers(2, 6), staff=st.booleans())
    def cancels(self, who: int, staff: bool) -> None:
        cancel(self.session, orders_of(self.session, [1, 2], who), None, self.act(who), by_staff=staff)

    @rule(who=st.integers(2, 6), product=st.integers(0, 2), quantity=st.integers(1, 4), whom=st.integers(2, 6))
    def waits(self, who: int, product: int, quantity: int, whom: int) -> None:
        chosen = products_of(self.session, list(self.session.scalars(select(GroupBuy))))[product]
        sender, eater = self.session.get_one(Member, who), self.session.get_one(Member, whom)
        recipient, want = recipient_for(self.session, sender, eater), Want(chosen, quantity * 1_000)
        if not place(self.session, recipient, [want], self.act(who)).lines:
            wait_for(self.session, recipient, want, self.act(who))

    @rule(who=st.integers(2, 6), quantity=st.integers(0, 2))
    def waits_for_less(self, who: int, quantity: int) -> None:
        places = waits_of(self.session, list(self.session.scalars(select(GroupBuy))), who)
        wait_for_less(self.session, places[:1], quantity * 1_000, self.act(who))

    @rule(product=st.sampled_from(("鲜鲈鱼", "冬瓜")), more=st.integers(1, 3))
    def more_comes_in(self, product: str, more: int) -> None:
        row = self.session.scalars(select(Product).where(Product.name == product)).one()
        stock = (row.stock or 0) + more * 1_000
        edit_group_buy(self.session, self.session.get_one(GroupBuy, 1), [Offer(product, stock=stock)], self.act(1))

    @rule(who=st.integers(2, 6), fetched=st.booleans())
    def marks(self, who: int, fetched: bool) -> None:
        (mark_picked_up if fetched else mark_paid)(self.session, orders_of(self.session, [1], who), self.act(1))

    @rule(back=st.integers(0, 5))
    def takes_back(self, back: int) -> None:
        entries = self.session.scalars(
            select(AuditEntry).where(AuditEntry.undo.is_not(None), AuditEntry.undone_at.is_(None))
            .order_by(AuditEntry.id.desc()).limit(back + 1)
        ).all()
        if len(entries) > back and entries[back].action.startswith(("order.", "wait.", "group_buy.edit")):
            steps = {**UNDO_STEPS, **MARK_STEPS, **WAIT_STEPS, **BUY_STEPS}
            try:
                with self.session.begin_nested():
                    take_back(self.session, entries[back], steps, START)
            except BuiltUpon:
                self.session.expire_all()

    @rule()
    def closes_and_opens(self) -> None:
        group_buy = self.session.get_one(GroupBuy, 2)
        if not close_group_buy(self.session, group_buy, self.act(1)):
            group_buy.status = "open"
        for one in where_something_came_in(self.session):  # as the clock does every few seconds
            serve_all(self.session, one, self.act(1))

    @invariant()
    def nobody_waits_who_could_be_served_and_nobody_was_overtaken(self) -> None:
        if not hasattr(self, "session"):
            return
        self.session.flush()
        self.session.expire_all()
        products = {row.id: row for row in self.session.scalars(select(Product))}
        served = self.session.execute(
            select(Wait.id, Wait.product_id, WaitEntry.quantity).join(WaitEntry, WaitEntry.wait_id == Wait.id)
            .where(WaitEntry.id > self.last_entry, WaitEntry.order_id.is_not(None))
        ).all()
        for one in queue_for(self.session, list(products)):
            product = products[one.product.id]
            has_share = product.household_limit is None or (
                household_has(self.session, product, one.wait.household) + one.quantity <= product.household_limit
            )
            takes = self.session.get_one(GroupBuy, product.group_buy_id).status == "open"
            free = None if product.stock is None else product.stock - product.sold
            assert not (takes and has_share and (free is None or one.quantity <= free))
            for wait_id, product_id, quantity in served:
                overtaken = product_id == product.id and wait_id > one.wait.id and one.quantity <= -quantity
                assert not (overtaken and has_share)
        self.last_entry = self.session.scalar(select(func.max(WaitEntry.id))) or 0
        served_in(self.session)

    @invariant()
    def sums_are_conserved(self) -> None:
        if not hasattr(self, "session"):
            return
        self.session.flush()
        self.session.expire_all()
        rows = self.session.execute(
            select(OrderEntry.product_id, Order.id, func.sum(OrderEntry.quantity))
            .join(Order, Order.id == OrderEntry.order_id).where(Order.status.in_(LIVE))
            .group_by(OrderEntry.product_id, Order.id)
        ).all()
        assert all(quantity >= 0 for _, _, quantity in rows)
        for product in self.session.scalars(select(Product)):
            assert product.sold == sum(int(row[2]) for row in rows if row[0] == product.id)
            assert product.stock is None or 0 <= product.sold <= product.stock
        self.limits_hold()

    def limits_hold(self) -> None:
        """No household has more than its share of the limited product."""
        rows = self.session.execute(
            select(Order.household, func.sum(OrderEntry.quantity))
            .join(OrderEntry, OrderEntry.order_id == Order.id)
            .where(OrderEntry.product_id == 1, Order.status.in_(LIVE)).group_by(Order.household)
        ).all()
        assert all(quantity <= 4_000 for _, quantity in rows)

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()


@pytest.fixture
def machine(database: Database) -> Iterator[type[Ledger]]:
    """The machine on a store with the street in it; each run is rolled back."""
    database.run(fill)
    url = database.engine.url.render_as_string(hide_password=False)
    yield type("LedgerHere", (Ledger,), {"url": url})


def test_whatever_is_done_the_sums_are_conserved(machine: type[Ledger], kind_of_store: str) -> None:
    examples = 170 if kind_of_store == "sqlite" else 30  # 200 in all; many more in the long run (make chaos)
    run_state_machine_as_test(machine, settings=settings(
        max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck),
    ))
