"""For each command: what takes its slots from the text, and what it cannot be done without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intents.commands import (
    activities,
    activity_changes,
    alliance,
    broadcasts,
    demands,
    group_buy_changes,
    group_buys,
    marks,
    merchants,
    personal,
    polls,
    rounds,
    staff,
    teaching,
    tickets,
    volunteers,
)
from intents.commands.said import Said
from intents.scene import Doubt

Extract = Callable[[Said], dict[str, Any] | None]

SLOTS: Mapping[str, Extract] = {
    "my_orders": staff.no_slots,
    "my_points": staff.no_slots,
    "list_services": personal.list_services,
    "cancel_booking": personal.cancel_booking,
    "opt_out": personal.opt_out,
    "redeem_points": personal.redeem_points,
    "book_service": personal.book_service,
    "set_home": personal.set_home,
    "forget_me": personal.forget_me,
    "help": personal.help_topic,
    "report_issue": tickets.report_issue,
    "ticket_status": tickets.ticket_status,
    "close_ticket": tickets.close_ticket,
    "rate_merchant": merchants.rate_merchant,
    "update_merchant": merchants.update_merchant,
    "merchant_news": staff.no_slots,
    "note_visit": rounds.note_visit,
    "confirm_merchant": rounds.confirm_merchant,
    "visits_due": staff.no_slots,
    "rank_merchants": rounds.rank_merchants,
    "card_use": rounds.card_use,
    "open_group_buy": group_buys.open_group_buy,
    "edit_group_buy": group_buy_changes.edit_group_buy,
    "close_group_buy": group_buys.close_group_buy,
    "order_tally": group_buys.order_tally,
    "mark_paid": marks.mark_orders,
    "mark_picked_up": marks.mark_orders,
    "remind_orders": marks.remind_orders,
    "open_demand": demands.open_demand,
    "demand_tally": demands.demand_tally,
    "open_activity": activities.open_activity,
    "edit_activity": activity_changes.edit_activity,
    "close_activity": activities.close_activity,
    "check_in": activities.check_in,
    "list_sign_ups": activities.list_sign_ups,
    "join_alliance": alliance.join_alliance,
    "leave_alliance": alliance.leave_alliance,
    "list_alliance": staff.no_slots,
    "rule_case": alliance.rule_case,
    "hand_over": alliance.hand_over,
    "statement": alliance.statement,
    "report_misuse": alliance.report_misuse,
    "rate_ticket": tickets.rate_ticket,
    "start_ticket": tickets.start_ticket,
    "add_to_ticket": tickets.add_to_ticket,
    "award_points": volunteers.award_points,
    "issue_certificate": volunteers.about_certificate,
    "revoke_certificate": volunteers.revoke_certificate,
    "restore_certificate": volunteers.about_certificate,
    "verify_certificate": volunteers.verify_certificate,
    "record_visit": volunteers.record_visit,
    "export": staff.export,
    "grant_role": staff.grant_role,
    "mute": staff.no_slots,
    "unmute": staff.no_slots,
    "undo": staff.no_slots,
    "schedule_broadcast": broadcasts.schedule_broadcast,
    "list_broadcasts": broadcasts.listed_broadcasts,
    "promotion_reach": broadcasts.promotion_asked,
    "settle_send": broadcasts.settled_send,
    "cancel_broadcast": broadcasts.numbered_broadcast,
    "approve_broadcast": broadcasts.numbered_broadcast,
    "open_poll": polls.open_poll,
    "close_poll": polls.close_poll,
    "show_unclear": staff.no_slots,
    "show_taught": staff.no_slots,
    "teach": teaching.teach,
    "unteach": teaching.unteach,
}

# "name|number": one of them.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "redeem_points": ("item",),
    "book_service": ("service", "when"),
    "set_home": ("address",),
    "report_issue": ("text",),
    "rate_merchant": ("name", "stars"),
    "open_group_buy": ("items|from_demand", "deadline"),
    "edit_group_buy": ("items|deadline|pickup",),
    "mark_paid": ("name|number|numbers|building|all",),
    "mark_picked_up": ("name|number|numbers|building|all",),
    "open_demand": ("title", "deadline"),
    "open_activity": ("title", "when"),
    "check_in": ("names|all",),
    "award_points": ("name", "points"),
    "issue_certificate": ("name",),
    "revoke_certificate": ("name|number",),
    "restore_certificate": ("name|number",),
    "verify_certificate": ("number",),
    "record_visit": ("number", "amount"),
    "export": ("what",),
    "grant_role": ("name", "role"),
    "schedule_broadcast": ("text", "when|urgent|at_once"),
    "settle_send": ("number",),
    "open_poll": ("title", "options", "deadline"),
    "update_merchant": ("name", "field", "value"),
    "note_visit": ("names",),
    "confirm_merchant": ("names",),
    "close_ticket": ("number",),
    "start_ticket": ("number",),
    "rule_case": ("number",),
    "join_alliance": ("name",),
    "leave_alliance": ("name",),
    "hand_over": ("number|name",),
    "report_misuse": ("number",),
    "cancel_broadcast": ("number",),
    "teach": ("said|number", "meant"),
    "unteach": ("said",),
}


def missing(intent: str, slots: Mapping[str, Any]) -> tuple[Doubt, ...]:
    """What must be asked before the command can be done, in the order of asking."""
    return tuple(
        Doubt("missing", said=needed.split("|")[0])
        for needed in REQUIRED.get(intent, ())
        if not any(slots.get(name) not in (None, "", [], ()) for name in needed.split("|"))
    )
