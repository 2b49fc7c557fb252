"""Times in which a shop is shut besides its hours: a rest, a renovation that is planned, the end of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalogue import news, versions
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Closure, Merchant

LONGEST = timedelta(days=400)
A_DAY = timedelta(days=1)
WORTH_TELLING = timedelta(hours=36)  # a rest of one day is no news for the groups
SHUT = ("停业", "装修")


def of(session: Session, merchant: Merchant, now: datetime) -> Sequence[Closure]:
    """What is not over yet, the earliest first."""
    return session.scalars(
        select(Closure).where(Closure.merchant_id == merchant.id, or_(Closure.ends_at.is_(None), Closure.ends_at > now))
        .order_by(Closure.begins_at, Closure.id)
    ).all()


def plan(
    session: Session, merchant: Merchant, status: str, begins_at: datetime, ends_at: datetime | None, act: Act,
    *, by_shop: bool = False,
) -> Closure:
    """Shut a shop from an instant to another (None: until it is told), in place of what was planned for that time.

    Raises: NotPossible for a time that is over, upside down or absurdly far.
    """
    if status not in SHUT:
        raise NotPossible("只能登记停业或装修的日子。")
    if ends_at is not None and (ends_at <= act.at or ends_at <= begins_at):
        raise NotPossible("这个时间已经过了，换个时间再说一次吧。")
    if begins_at > act.at + LONGEST or (ends_at is not None and ends_at > act.at + LONGEST):
        raise NotPossible("时间太远了，一年以内的再告诉我。")
    if merchant.status != "营业":
        raise NotPossible(f"{merchant.name}现在就是{merchant.status}。开门了再告诉我“{merchant.name}恢复营业”。")
    closure, step = shut(session, merchant, status, begins_at, ends_at, act, by_shop=by_shop)
    versions.touch(session)
    record(
        session, act, "update_merchant", f"merchant:{merchant.id}", after={"closure": closure.id},
        undo=[step], command=True,
    )
    return closure


def shut(
    session: Session, merchant: Merchant, status: str, begins_at: datetime, ends_at: datetime | None, act: Act,
    *, by_shop: bool,
) -> tuple[Closure, dict[str, Any]]:
    """The closure, in place of what was planned for that time, and the step that takes it back; the caller records it."""
    replaced = [
        one for one in of(session, merchant, act.at)
        if (ends_at is None or one.begins_at < ends_at) and (one.ends_at is None or one.ends_at > begins_at)
    ]
    kept = [_drop(session, one) for one in replaced]
    closure = Closure(merchant_id=merchant.id, status=status, begins_at=begins_at, ends_at=ends_at)
    session.add(closure)
    session.flush()
    if ends_at is None or ends_at - begins_at >= WORTH_TELLING:
        news.note_closure(session, closure, act.at, by_shop=by_shop)
    return closure, {"op": "closure.planned", "closure": closure.id, "replaced": kept}


def lift(session: Session, merchant: Merchant, act: Act, until: datetime | None = None) -> list[dict[str, Any]]:
    """Take away what shuts a shop now, else what is planned; the steps that put it back.

    until: from that day on it is open; what shuts it before stays.
    """
    waiting = of(session, merchant, act.at)
    if until is not None:
        meant = [one for one in waiting if one.begins_at < until + A_DAY and (one.ends_at is None or one.ends_at > until)]
    else:
        meant = [one for one in waiting if one.begins_at <= act.at] or list(waiting)
    steps = []
    for one in meant:
        if news.was_told_of(session, one):
            news.note_status(session, merchant, one.status, "营业", act.at)
        if until is not None and one.begins_at < until:
            before = one.ends_at
            one.ends_at = until
            steps.append({"op": "closure.cut", "closure": one.id, "before": before and before.isoformat()})
        else:
            steps.append({"op": "closure.lifted", **_drop(session, one)})
    session.flush()
    return steps


def _drop(session: Session, closure: Closure) -> dict[str, Any]:
    values = {
        "merchant": closure.merchant_id, "status": closure.status, "begins_at": closure.begins_at.isoformat(),
        "ends_at": closure.ends_at.isoformat() if closure.ends_at is not None else None,
    }
    news.forget_closure(session, closure)
    session.delete(closure)
    session.flush()
    return values


def _put_back(session: Session, values: Mapping[str, Any]) -> None:
    ends_at = values["ends_at"]
    session.add(Closure(
        merchant_id=values["merchant"], status=values["status"], begins_at=datetime.fromisoformat(values["begins_at"]),
        ends_at=datetime.fromisoformat(ends_at) if ends_at else None,
    ))
    session.flush()
    versions.touch(session)


def _undo_planned(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    closure = session.get(Closure, step["closure"])
    if closure is None:
        raise BuiltUpon("这家店的日子后来又改过了，撤不回去了。")
    _drop(session, closure)
    versions.touch(session)
    for values in step["replaced"]:
        _put_back(session, values)


def _undo_lifted(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    _put_back(session, step)


def _undo_cut(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    closure = session.get(Closure, step["closure"])
    if closure is None:
        raise BuiltUpon("这家店的日子后来又改过了，撤不回去了。")
    closure.ends_at = datetime.fromisoformat(step["before"]) if step["before"] else None
    versions.touch(session)


UNDO_STEPS: Mapping[str, UndoStep] = {
    "closure.planned": _undo_planned, "closure.lifted": _undo_lifted, "closure.cut": _undo_cut,
}
