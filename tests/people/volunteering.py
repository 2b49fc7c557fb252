"""A model of volunteering: anything that people, staff and shops may do, in any order, and what must hold after each step.

What must hold is worked out here, from the rows alone, by other ways than the program's.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.database import open_database
from catalogue.tables import (
    Activity,
    Certificate,
    Occurrence,
    PointsEntry,
    Redemption,
    Reward,
    SignUp,
)
from tests.people.conftest import Street, fill

WHO = st.sampled_from(("a", "b", "c", "d"))
STAFF = st.sampled_from(("north", "boss"))
NAMES = {"a": "小戴", "b": "老谭", "c": "莫阿姨", "d": "阿芸"}
NAMED = st.lists(st.sampled_from(tuple(NAMES.values())), min_size=1, max_size=3, unique=True)
ACTIVITY, CAPACITY, EACH = "河岸清扫", 3, 2
GOODS = "抹布套装"
NEEDED = 3  # points for a certificate


@dataclass(frozen=True)
class Party:
    """One row of a list of sign-ups, as it stood after a step."""

    id: int
    occurrence: int
    people: int
    status: str
    queued: tuple[float, int]


class Places(RuleBasedStateMachine):
    """People sign up and leave, staff check in and call off, both take back: few rules, so that lists grow long and change."""

    url = ""

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        database = open_database(self.url)
        self.stack.callback(database.close)
        self.session = Session(database.engine, expire_on_commit=False)
        self.stack.callback(self.session.close)  # which rolls everything back
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.street = Street(self.session, folder)
        self.entries: dict[int, tuple[int, int, str]] = {}
        self.numbers: dict[str, int] = {}
        self.parties: dict[int, Party] = {}

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    # What people do

    @rule(who=WHO, people=st.sampled_from((0, 1, 1, 2, 2, 3, 3, 5)))
    def sign_up(self, who: str, people: int) -> None:
        self.street.later(seconds=1).say(who, "sign_up", activity=ACTIVITY, people=people)

    @rule(who=WHO)
    def leave(self, who: str) -> None:
        self.street.later(seconds=1).say(who, "cancel_sign_up", activity=ACTIVITY)

    @rule(who=st.sampled_from(("a", "b", "c", "d", "north", "north", "boss")))
    def take_back(self, who: str) -> None:
        self.street.later(seconds=1).say(who, "undo")

    # What staff do

    @rule(who=STAFF, names=NAMED, add=st.booleans())
    def check_in(self, who: str, names: list[str], add: bool) -> None:
        slots = {"names": names} | ({"add": names} if add else {})
        self.street.later(seconds=1).say(who, "check_in", activity=ACTIVITY, **slots)

    @rule(who=STAFF, missing=st.sampled_from((None, "老谭")))
    def all_came(self, who: str, missing: str | None) -> None:
        but = {"except": [missing]} if missing else {}
        self.street.later(seconds=1).say(who, "check_in", activity=ACTIVITY, all=True, **but)

    @rule()
    def call_off(self) -> None:
        self.street.later(seconds=1).say("north", "close_activity", activity=ACTIVITY, cancel=True)

    # And time passes

    @rule(minutes=st.integers(1, 12))
    def wait(self, minutes: int) -> None:
        self.street.later(minutes=minutes)

    @rule(hours=st.sampled_from((1, 12, 14, 24, 100)))
    def wait_long(self, hours: int) -> None:
        self.street.later(hours=hours)

    # What must hold

    @invariant()
    def everything_adds_up(self) -> None:
        if not hasattr(self, "street"):
            return
        self.session.flush()
        self.session.expire_all()
        entries = list(self.session.scalars(select(PointsEntry).order_by(PointsEntry.id)))
        self.points_are_only_ever_added(entries)
        self.points_are_conserved(entries)
        self.goods_are_within_the_stock()
        self.certificates_are_earned_and_their_numbers_never_given_twice(entries)
        self.places_are_within_the_capacity_and_the_waiting_list_is_in_order()

    def points_are_only_ever_added(self, entries: list[PointsEntry]) -> None:
        now = {entry.id: (entry.member_id, entry.points, entry.origin) for entry in entries}
        assert self.entries.items() <= now.items(), "an entry was changed or removed"
        self.entries = now

    def points_are_conserved(self, entries: list[PointsEntry]) -> None:
        """Each balance is what was given less what was redeemed, never below 0; each activity counts once for whoever came."""
        balances: Counter[int] = Counter()
        given: Counter[tuple[int, int]] = Counter()
        spent: Counter[int] = Counter()
        for entry in entries:
            balances[entry.member_id] += entry.points
            assert balances[entry.member_id] >= 0, "a balance was below 0 in between"
            if entry.occurrence_id is not None:
                given[entry.member_id, entry.occurrence_id] += entry.points
            if entry.origin == "redemption":
                spent[entry.member_id] -= entry.points
        held: Counter[int] = Counter()
        for row in self.session.scalars(select(Redemption).where(Redemption.status != "cancelled")):
            held[row.member_id] += row.points
        assert +spent == +held, "points were spent for nothing, or goods given for none"
        came = {
            (row.member_id, row.occurrence_id)
            for row in self.session.scalars(select(SignUp).where(SignUp.status == "attended"))
        }
        assert {one for one, points in given.items() if points} == came
        assert all(points in (0, EACH) for points in given.values()), "somebody got the points of one activity twice"

    def goods_are_within_the_stock(self) -> None:
        reward = self.session.scalars(select(Reward)).one()
        live = list(self.session.scalars(select(Redemption).where(Redemption.status != "cancelled")))
        assert reward.taken == sum(row.quantity for row in live) <= (reward.stock or 0)
        codes = [row.code for row in live if row.status == "reserved"]
        assert len(codes) == len(set(codes)), "two people would show the same code"

    def certificates_are_earned_and_their_numbers_never_given_twice(self, entries: list[PointsEntry]) -> None:
        rows = list(self.session.scalars(select(Certificate)))
        assert len({row.member_id for row in rows}) == len(rows), "somebody has two"
        for row in rows:
            assert self.numbers.setdefault(row.number, row.member_id) == row.member_id, "a number was given again"
        earned: Counter[int] = Counter()
        for entry in entries:
            if entry.origin != "redemption":
                earned[entry.member_id] += entry.points
        holders = {row.member_id for row in rows}
        assert {member for member, points in earned.items() if points >= NEEDED} <= holders, "earned and not issued"

    def places_are_within_the_capacity_and_the_waiting_list_is_in_order(self) -> None:
        after = {
            row.id: Party(row.id, row.occurrence_id, row.people, row.status, (row.queued_at.timestamp(), row.id))
            for row in self.session.scalars(select(SignUp))
        }
        dates = self.session.scalars(
            select(Occurrence).join(Activity, Activity.id == Occurrence.activity_id).where(Activity.name == ACTIVITY)
        )
        for date in dates:
            here = [party for party in after.values() if party.occurrence == date.id]
            confirmed = sum(party.people for party in here if party.status == "confirmed")
            assert confirmed <= date.taken <= CAPACITY
            if date.starts_at > self.street.now:
                self._in_order(here, CAPACITY - date.taken)
        self.parties = after

    def _in_order(self, here: list[Party], free: int) -> None:
        """Nobody waits who would fit, and nobody was passed over by whoever came later and got a place."""
        waiting = [party for party in here if party.status == "waitlisted"]
        assert all(party.people > free for party in waiting), "somebody waits who would fit"
        promoted = [
            party for party in here
            if party.status == "confirmed" and (before := self.parties.get(party.id)) is not None
            and before.status == "waitlisted" and before.queued == party.queued
        ]
        for party in waiting:
            if self.parties.get(party.id) != party:
                continue  # it came to the list in this step
            later = sum(other.people for other in promoted if other.queued > party.queued)
            assert party.people > free + later, "somebody who came later was taken first"


class Volunteering(Places):
    """The same with points, goods and certificates."""

    @rule(who=WHO, quantity=st.integers(1, 2))
    def redeem(self, who: str, quantity: int) -> None:
        self.street.later(seconds=1).say(who, "redeem_points", item=GOODS, quantity=quantity)

    @rule(who=WHO, points=st.integers(-3, 4))
    def award(self, who: str, points: int) -> None:
        self.street.later(seconds=1).say("north", "award_points", name=NAMES[who], points=points)

    @rule(who=WHO)
    def hand_over(self, who: str) -> None:
        self.street.later(seconds=1).say("north", "hand_over", name=NAMES[who])

    @rule(who=WHO, give_back=st.booleans())
    def certificate(self, who: str, give_back: bool) -> None:
        intent = "restore_certificate" if give_back else "revoke_certificate"
        self.street.later(seconds=1).say("north", intent, name=NAMES[who])

    @rule(number=st.integers(1, 4), amount=st.sampled_from((None, 20)))
    def show(self, number: int, amount: int | None) -> None:
        if amount is None:
            self.street.later(seconds=1).say("shop", "verify_certificate", room=None, number=f"V{number:04}")
        else:
            self.street.later(seconds=1).say("shop", "record_visit", room=None, number=f"V{number:04}", amount=amount)


def prepare(url: str) -> tuple[type[Places], ...]:
    """The models on this store, which has the schema and gets the street; each run of a model is rolled back."""
    database = open_database(url)
    database.run(fill)
    database.close()
    return tuple(type(f"{model.__name__}Here", (model,), {"url": url}) for model in (Places, Volunteering))
