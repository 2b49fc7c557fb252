"""Who may say what, and what happens where somebody may not: by the channel's id, never by a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from catalogue.tables import Member, MemberRole, Merchant, Room, table_of
from intents.scene import ADMINISTRATOR, GRID_WORKER
from intents.scene import MERCHANT as MERCHANT_ROLE


class Verdict(Enum):
    """ALLOWED: act. REFUSED: one short refusal and no effect. SILENT: nothing happens and nothing is said."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    SILENT = "silent"


STAFF_INTENTS = frozenset(
    {
        "open_group_buy",
        "edit_group_buy",
        "close_group_buy",
        "order_tally",
        "open_demand",
        "demand_tally",
        "open_activity",
        "edit_activity",
        "close_activity",
        "check_in",
        "list_sign_ups",
        "award_points",
        "member_points",
        "issue_certificate",
        "revoke_certificate",
        "restore_certificate",
        "verify_certificate",
        "record_visit",
        "mark_paid",
        "mark_picked_up",
        "remind_orders",
        "export",
        "schedule_broadcast",
        "list_broadcasts",
        "cancel_broadcast",
        "approve_broadcast",
        "promotion_reach",
        "settle_send",
        "open_poll",
        "edit_poll",
        "close_poll",
        "update_merchant",
        "note_visit",
        "confirm_merchant",
        "visits_due",
        "rank_merchants",
        "card_use",
        "close_ticket",
        "start_ticket",
        "hand_over",
        "statement",
        "report_misuse",
        "rule_case",
        "join_alliance",
        "leave_alliance",
        "mute",
        "unmute",
        "show_unclear",
        "show_taught",
        "teach",
        "unteach",
    }
)
ADMINISTRATOR_INTENTS = frozenset({"grant_role"})
# A merchant may do these as well; what is of a shop only for its own.
MERCHANT_INTENTS = frozenset({
    "verify_certificate", "record_visit", "hand_over", "report_misuse", "schedule_broadcast", "update_merchant",
    "cancel_broadcast", "promotion_reach", "confirm_merchant", "card_use",
})

OF_A_SHOP = frozenset({"update_merchant", "confirm_merchant", "card_use"})  # a merchant may, of the own one

_HELD = select(table_of(MemberRole).c.role, table_of(MemberRole).c.grid).where(
    table_of(MemberRole).c.member_id == bindparam("member")
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is: roles, the 网格 of a grid worker (none: of no grid yet), a merchant's shop."""

    roles: frozenset[str] = frozenset()
    grids: frozenset[str] = frozenset()
    merchant: str | None = None

    @property
    def is_administrator(self) -> bool:
        """May do everything everywhere."""
        return ADMINISTRATOR in self.roles

    def is_staff_in(self, room: Room | None) -> bool:
        """An administrator anywhere; a grid worker in rooms of the own 网格 or of none, and in private."""
        if self.is_administrator:
            return True
        if GRID_WORKER not in self.roles:
            return False
        return room is None or room.grid is None or room.grid in self.grids


def standing_of(
    session: Session, member: Member, held: Sequence[tuple[str, str | None]] | None = None
) -> Standing:
    """The standing of a member, from the rows of that id alone. held: roles and their 网格, where they were read."""
    if held is None:
        held = [(role, grid) for role, grid in session.execute(_HELD, {"member": member.id})]
    roles = frozenset(role for role, _ in held)
    grids = {grid for role, grid in held if role == GRID_WORKER and grid}
    if GRID_WORKER in roles and member.grid:
        grids.add(member.grid)
    merchant = session.get(Merchant, member.merchant_id) if member.merchant_id is not None else None
    return Standing(roles, frozenset(grids), merchant.name if merchant else None)


def judge(
    intent: str,
    standing: Standing,
    room: Room | None,
    *,
    slots: Mapping[str, Any] | None = None,
    unasked: bool = False,
) -> Verdict:
    """Whether this intent may be acted on. room None: a private chat. unasked: a `#command` without a mention.

    Without the role, such a one in a room is met with silence; by mention or in private with a refusal.
    """
    if intent in ADMINISTRATOR_INTENTS:
        allowed = standing.is_administrator
    elif intent in STAFF_INTENTS:
        allowed = standing.is_staff_in(room) or _is_own_shop(intent, standing, slots or {})
    else:
        return Verdict.ALLOWED
    if allowed:
        return Verdict.ALLOWED
    return Verdict.SILENT if unasked and room is not None else Verdict.REFUSED


def _is_own_shop(intent: str, standing: Standing, slots: Mapping[str, Any]) -> bool:
    if intent not in MERCHANT_INTENTS or MERCHANT_ROLE not in standing.roles:
        return False
    if intent in ("update_merchant", "card_use"):
        return standing.merchant is not None and slots.get("name", standing.merchant) == standing.merchant
    if intent == "confirm_merchant":
        return standing.merchant is not None and slots.get("names") == [standing.merchant]
    return True


def staff_rooms(session: Session, standing: Standing) -> Sequence[Room]:
    """The rooms in which this standing counts as staff, by id; what a command in private reaches."""
    rooms = session.scalars(select(Room).where(Room.left_at.is_(None)).order_by(Room.id)).all()
    return [room for room in rooms if standing.is_staff_in(room)]
