"""Points turned into goods: reserved under a short code, within the stock and the balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from catalogue import points
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Member, PointsEntry, Redemption, Reward

MOST_AT_ONCE = 99
# Codes of four digits, no two alike among 9,000 in a row: the factor shares no divisor with 9,000.
CODE_FACTOR, CODE_SHIFT, CODES, LOWEST_CODE = 6151, 1733, 9000, 1000


def all_rewards(session: Session) -> Sequence[Reward]:
    """What can be had for points, the cheapest first."""
    return session.scalars(select(Reward).order_by(Reward.points, Reward.id)).all()


def named(session: Session, name: str) -> Reward | None:
    """The reward of this name or other name."""
    rows = all_rewards(session)
    exact = [row for row in rows if row.name == name]
    return next(iter(exact or [row for row in rows if name in row.aliases]), None)


def redeem(session: Session, member: Member, reward: Reward, quantity: float, act: Act) -> Redemption:
    """Reserve goods and take their points. Raises: NotPossible where stock or points do not suffice."""
    if quantity != int(quantity) or not 1 <= quantity <= MOST_AT_ONCE:
        raise NotPossible(f"数量要是1到{MOST_AT_ONCE}之间的整数。")
    quantity = int(quantity)
    cost = reward.points * quantity
    points.hold(session, member.id)
    have = points.balance(session, member.id)
    if have < cost:
        raise NotPossible(f"{reward.name}{quantity}份要{cost}分，你现在{have}分，还差{cost - have}分。")
    if not _take(session, reward, quantity):
        left = max(0, (reward.stock or 0) - reward.taken)
        raise NotPossible(
            f"{reward.name}只剩{left}份了，要的话说“换{left}份{reward.name}”。"
            if left
            else f"{reward.name}换完了。"
        )
    entry = points.give(session, member.id, -cost, "redemption", act, reason=reward.name)
    redemption = Redemption(
        reward_id=reward.id, member_id=member.id, quantity=quantity, points=cost, code="", at=act.at
    )
    session.add(redemption)
    session.flush()
    redemption.code = str((redemption.id * CODE_FACTOR + CODE_SHIFT) % CODES + LOWEST_CODE)
    record(
        session,
        act,
        "redeem_points",
        f"redemption:{redemption.id}",
        after={"reward": reward.id, "quantity": quantity, "points": cost, "entry": entry.id},
        undo=[{"op": "redemption.reserved", "redemption": redemption.id}],
    )
    return redemption


def reserved(session: Session, code: str) -> Redemption | None:
    """What lies ready under a code."""
    return session.scalars(
        select(Redemption)
        .where(Redemption.code == code, Redemption.status == "reserved")
        .order_by(Redemption.id.desc())
    ).first()


def waiting_for(session: Session, member: Member) -> Sequence[tuple[Redemption, Reward]]:
    """What lies ready for a member, the oldest first."""
    return session.execute(
        select(Redemption, Reward).join(Reward, Reward.id == Redemption.reward_id)
        .where(Redemption.member_id == member.id, Redemption.status == "reserved").order_by(Redemption.id)
    ).tuples().all()


def hand_over(session: Session, redemption: Redemption, act: Act) -> None:
    """Note that the goods were fetched. Raises: NotPossible where they were, or it was cancelled."""
    if redemption.status != "reserved":
        raise NotPossible(f"取货码{redemption.code}已经用过或取消了。")
    redemption.status = "handed_over"
    record(
        session,
        act,
        "hand_over",
        f"redemption:{redemption.id}",
        before={"status": "reserved"},
        after={"status": "handed_over"},
        undo=[{"op": "redemption.handed_over", "redemption": redemption.id}],
        command=True,
    )


def cancel(session: Session, redemption: Redemption, act: Act) -> None:
    """Give points and goods back. Raises: NotPossible where they were handed over or it was cancelled."""
    if redemption.status != "reserved":
        raise NotPossible(f"取货码{redemption.code}已经取走或取消了。")
    _give_back(session, redemption, act.at, act.actor_id)
    record(
        session,
        act,
        "cancel_redemption",
        f"redemption:{redemption.id}",
        before={"status": "reserved"},
        after={"status": "cancelled"},
    )


def _take(session: Session, reward: Reward, quantity: int) -> bool:
    taken = session.execute(
        update(Reward)
        .where(Reward.id == reward.id, Reward.stock.is_(None) | (Reward.taken + quantity <= Reward.stock))
        .values(taken=Reward.taken + quantity)
        .returning(Reward.taken),
        execution_options={"synchronize_session": False},
    ).scalar()
    session.refresh(reward)
    return taken is not None


def _give_back(session: Session, redemption: Redemption, now: datetime, actor_id: int | None) -> None:
    redemption.status = "cancelled"
    reward = session.get_one(Reward, redemption.reward_id)
    _take(session, reward, -redemption.quantity)
    # Of the same origin as what it gives back: else redeeming and cancelling would earn a certificate.
    session.add(
        PointsEntry(
            member_id=redemption.member_id,
            points=redemption.points,
            origin="redemption",
            reason=reward.name,
            actor_id=actor_id,
            at=now,
        )
    )
    session.flush()


def _undo_reserved(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    redemption = session.get_one(Redemption, step["redemption"])
    if redemption.status != "reserved":
        raise BuiltUpon("东西已经取走或取消了，撤不回来。")
    _give_back(session, redemption, now, redemption.member_id)


def _undo_handed_over(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    session.get_one(Redemption, step["redemption"]).status = "reserved"


UNDO_STEPS: Mapping[str, UndoStep] = {
    "redemption.reserved": _undo_reserved,
    "redemption.handed_over": _undo_handed_over,
}
