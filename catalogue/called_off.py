"""Calling an activity off: one date of it or all that are ahead; who signed up is off the list and is to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.activities import is_skipped
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.sign_ups import LIVE
from catalogue.tables import Activity, Occurrence, SignUp


@dataclass(frozen=True, slots=True)
class CalledOff:
    """What was called off. rows: those who were signed up or waited. whole: no further date takes place."""

    starts_at: datetime
    rows: Sequence[SignUp]
    whole: bool


def call_off(
    session: Session, activity: Activity, starts_at: datetime, reason: str | None, act: Act, *, whole: bool
) -> CalledOff:
    """The date at `starts_at` does not take place; whole: neither does any later one.

    Raises: NotPossible where that was called off before.
    """
    whole = whole or activity.starts_at is not None
    if activity.status == "cancelled" or is_skipped(activity, starts_at):
        raise NotPossible(f"“{activity.name}”之前就取消了。")
    before = {"status": activity.status, "skipped": list(activity.skipped)}
    if whole:
        activity.status = "cancelled"
    else:
        activity.skipped = [*activity.skipped, starts_at.astimezone(UTC).isoformat()]
    rows = _off_the_list(session, activity, starts_at, whole)
    after = {"status": activity.status, "skipped": list(activity.skipped)}
    versions.touch(session)
    step = {
        "op": "activity.called_off", "activity": activity.id, "before": before, "after": after,
        "sign_ups": [[row.id, status] for row, status in rows],
    }
    record(
        session, act, "call_off_activity", f"activity:{activity.id}", before=before,
        after={**after, "reason": reason, "sign_ups": len(rows)}, undo=[step], command=True,
    )
    return CalledOff(starts_at, [row for row, _ in rows], whole)


def _off_the_list(
    session: Session, activity: Activity, starts_at: datetime, whole: bool
) -> list[tuple[SignUp, str]]:
    """Everybody's sign-up is cancelled; gives the rows with the status that they had."""
    dates = Occurrence.starts_at >= starts_at if whole else Occurrence.starts_at == starts_at
    statement = (
        select(Occurrence).where(Occurrence.activity_id == activity.id, dates)
        .order_by(Occurrence.id).with_for_update()
    )
    rows: list[tuple[SignUp, str]] = []
    for occurrence in session.scalars(statement).all():
        for row in session.scalars(
            select(SignUp).where(SignUp.occurrence_id == occurrence.id, SignUp.status.in_(LIVE)).order_by(SignUp.id)
        ).all():
            rows.append((row, row.status))
            _change(session, row, row.status, "cancelled")
    return rows


def _change(session: Session, row: SignUp, before: str, after: str) -> None:
    """Another status of a party, and its places given back or taken again."""
    places = row.people * ((after == "confirmed") - (before == "confirmed"))
    row.status = after
    session.execute(
        update(Occurrence).where(Occurrence.id == row.occurrence_id).values(taken=Occurrence.taken + places),
        execution_options={"synchronize_session": False},
    )
    session.flush()
    session.expire(session.get_one(Occurrence, row.occurrence_id), ["taken"])


def _undo_called_off(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    """It takes place after all, and everybody is on the list again where they were."""
    activity = session.get_one(Activity, step["activity"])
    if {"status": activity.status, "skipped": list(activity.skipped)} != step["after"]:
        raise BuiltUpon(f"“{activity.name}”后来又改过了，撤不回来。")
    activity.status, activity.skipped = step["before"]["status"], step["before"]["skipped"]
    for row_id, status in step["sign_ups"]:
        row = session.get_one(SignUp, row_id)
        if row.status != "cancelled":
            raise BuiltUpon(f"“{activity.name}”后来又有人报名了，撤不回来。")
        _change(session, row, "cancelled", status)
    versions.touch(session)


UNDO_STEPS: Mapping[str, UndoStep] = {"activity.called_off": _undo_called_off}
