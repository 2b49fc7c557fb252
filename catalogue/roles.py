"""Roles of members, and whether the bot may speak in a room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Member, MemberRole, Room
from intents.scene import ADMINISTRATOR

ROLES = ("居民", "志愿者", "网格员", "商户", "管理员")
GRID_WORKER = "网格员"


def roles_of(session: Session, member: Member) -> frozenset[str]:
    """The roles that a member holds."""
    return frozenset(session.scalars(select(MemberRole.role).where(MemberRole.member_id == member.id)))


def grant(session: Session, member: Member, role: str, act: Act, *, grid: str | None = None) -> bool:
    """Give a member a role; a grid worker gets the 网格 too. False where nothing changes.

    Raises: NotPossible for a word that is no role.
    """
    if role not in ROLES:
        raise NotPossible(f"角色只有{'、'.join(ROLES)}这几种，再说一次吧。")
    grid = grid if role == GRID_WORKER else None
    row = session.scalars(
        select(MemberRole).where(MemberRole.member_id == member.id, MemberRole.role == role)
    ).first()
    if row is not None and (grid is None or row.grid == grid or (row.grid is None and member.grid == grid)):
        return False
    before = {"grid": row.grid} if row is not None else None
    if row is None:
        row = MemberRole(member_id=member.id, role=role)
        session.add(row)
    row.grid = grid
    session.flush()
    versions.touch(session)
    record(
        session,
        act,
        "grant_role",
        f"member:{member.id}",
        before=before,
        after={"role": role, "grid": grid},
        undo=[{"op": "role.granted", "member": member.id, "role": role, "before": before}],
        command=True,
    )
    return True


def take_away(session: Session, member: Member, role: str, act: Act) -> bool:
    """A role that a member holds no more. False where they did not hold it.

    Raises: NotPossible for the last administrator.
    """
    row = session.scalars(
        select(MemberRole).where(MemberRole.member_id == member.id, MemberRole.role == role)
    ).first()
    if row is None:
        return False
    holders = session.scalars(select(MemberRole.member_id).where(MemberRole.role == role)).all()
    if role == ADMINISTRATOR and len(set(holders)) == 1:
        raise NotPossible("只剩这一位管理员了，先设一位新的再取消。")
    grid = row.grid
    session.delete(row)
    session.flush()
    versions.touch(session)
    record(
        session, act, "take_role", f"member:{member.id}", before={"role": role, "grid": grid}, command=True,
        undo=[{"op": "role.taken", "member": member.id, "role": role, "grid": grid}],
    )
    return True


def mute(session: Session, room: Room, muted: bool, act: Act) -> bool:
    """Let the bot be silent in a room, or speak again. False where it is so already."""
    if room.muted == muted:
        return False
    room.muted = muted
    versions.touch(session)
    record(
        session,
        act,
        "mute" if muted else "unmute",
        f"room:{room.id}",
        before={"muted": not muted},
        after={"muted": muted},
        undo=[{"op": "room.muted", "room": room.id, "after": muted}],
        command=True,
    )
    return True


def _undo_granted(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    row = session.scalars(
        select(MemberRole).where(MemberRole.member_id == step["member"], MemberRole.role == step["role"])
    ).first()
    if row is None:
        raise BuiltUpon("这个角色后来又改过了，撤不回来。")
    if step["before"] is None:
        session.delete(row)
    else:
        row.grid = step["before"]["grid"]
    session.flush()
    versions.touch(session)


def _undo_taken(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    again = session.scalar(
        select(MemberRole.member_id).where(MemberRole.member_id == step["member"], MemberRole.role == step["role"])
    )
    if again is not None:
        raise BuiltUpon("这个角色后来又改过了，撤不回来。")
    session.add(MemberRole(member_id=step["member"], role=step["role"], grid=step["grid"]))
    session.flush()
    versions.touch(session)


def _undo_muted(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    room = session.get_one(Room, step["room"])
    if room.muted != step["after"]:
        raise BuiltUpon("后来又改过了，撤不回来。")
    room.muted = not step["after"]
    versions.touch(session)


UNDO_STEPS: Mapping[str, UndoStep] = {
    "role.granted": _undo_granted, "role.taken": _undo_taken, "room.muted": _undo_muted,
}
