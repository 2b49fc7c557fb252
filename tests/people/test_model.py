"""Whatever happens in whatever order: places, waiting lists and points add up."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from catalogue.database import Database, open_database
from catalogue.tables import Activity, Certificate, Member, Occurrence, PointsEntry, Redemption, Reward, SignUp
from tests.people.conftest import Street, fill

WHO = st.sampled_from(("a", "b", "c", "d"))
NAMES = {"a": "小戴", "b": "老谭", "c": "莫阿姨", "d": "阿芸"}
ACTIVITY, CAPACITY = "河岸清扫", 3


class Volunteering(RuleBasedStateMachine):
    """People sign up, leave, redeem; staff award and take back; all through the handlers."""

    new_database: Callable[[], Database]

    @initialize()
    def begin(self) -> None:
        self.database = self.new_database()
        self.transaction = self.database.transaction()
        session = self.transaction.__enter__()
        fill(session)
        self.folder = tempfile.TemporaryDirectory()
        self.street = Street(session, Path(self.folder.name))

    def teardown(self) -> None:
        if hasattr(self, "transaction"):
            self.transaction.__exit__(None, None, None)
            self.database.close()
            self.folder.cleanup()

    @rule(who=WHO, people=st.integers(0, 5))
    def sign_up(self, who: str, people: int) -> None:
        self.street.later(seconds=1).say(who, "sign_up", activity=ACTIVITY, people=people)

    @rule(who=WHO)
    def leave(self, who: str) -> None:
        self.street.later(seconds=1).say(who, "cancel_sign_up", activity=ACTIVITY)

    @rule(who=WHO, points=st.integers(-3, 4))
    def award(self, who: str, points: int) -> None:
        self.street.later(seconds=1).say("north", "award_points", name=NAMES[who], points=points)

    @rule(who=WHO, quantity=st.integers(1, 2))
    def redeem(self, who: str, quantity: int) -> None:
        self.street.later(seconds=1).say(who, "redeem_points", item="抹布套装", quantity=quantity)

    @rule(who=st.sampled_from(("a", "b", "c", "d", "north")))
    def take_back(self, who: str) -> None:
        self.street.later(seconds=1).say(who, "undo")

    @rule(minutes=st.integers(1, 12))
    def wait(self, minutes: int) -> None:
        self.street.later(minutes=minutes)

    @invariant()
    def places_are_never_given_out_twice(self) -> None:
        if not hasattr(self, "street"):
            return
        for taken, confirmed in self.street.session.execute(
            select(
                Occurrence.taken,
                select(func.coalesce(func.sum(SignUp.people), 0))
                .where(SignUp.occurrence_id == Occurrence.id, SignUp.status == "confirmed").scalar_subquery(),
            ).join(Activity, Activity.id == Occurrence.activity_id).where(Activity.name == ACTIVITY)
        ):
            assert taken == confirmed <= CAPACITY

    @invariant()
    def nobody_waits_who_would_fit(self) -> None:
        if not hasattr(self, "street"):
            return
        rows: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for occurrence, status, people in self.street.session.execute(
            select(SignUp.occurrence_id, SignUp.status, SignUp.people)
        ):
            rows[occurrence].append((status, people))
        for parties in rows.values():
            free = CAPACITY - sum(people for status, people in parties if status == "confirmed")
            assert all(people > free for status, people in parties if status == "waitlisted")

    @invariant()
    def points_are_what_was_given_less_what_was_redeemed(self) -> None:
        if not hasattr(self, "street"):
            return
        session = self.street.session
        reserved: dict[int, int] = dict(session.execute(
            select(Redemption.member_id, func.sum(Redemption.points))
            .where(Redemption.status == "reserved").group_by(Redemption.member_id)
        ).tuples().all())
        for member in session.scalars(select(Member)):
            entries = session.scalars(select(PointsEntry).where(PointsEntry.member_id == member.id)).all()
            balance = sum(entry.points for entry in entries)
            earned = sum(entry.points for entry in entries if entry.origin != "redemption")
            assert balance >= 0 and balance == earned - reserved.get(member.id, 0)

    @invariant()
    def goods_are_never_given_out_twice(self) -> None:
        if not hasattr(self, "street"):
            return
        session = self.street.session
        reserved = session.scalar(select(func.sum(Redemption.quantity)).where(Redemption.status == "reserved")) or 0
        reward = session.scalars(select(Reward)).one()
        assert reward.taken == reserved <= (reward.stock or 0)

    @invariant()
    def nobody_has_two_certificates(self) -> None:
        if not hasattr(self, "street"):
            return
        holders = self.street.session.scalars(select(Certificate.member_id)).all()
        assert len(holders) == len(set(holders))


@pytest.mark.timeout(300)
def test_places_points_goods_and_certificates_always_add_up(new_store: Callable[[str, bool], str]) -> None:
    class Here(Volunteering):
        @staticmethod
        def new_database() -> Database:
            return open_database(new_store("sqlite", False))

    run_state_machine_as_test(Here, settings=settings(
        max_examples=50, stateful_step_count=30, deadline=None,
        suppress_health_check=list(HealthCheck),
    ))
