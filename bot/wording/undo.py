"""What is said when something is taken back."""

from __future__ import annotations

from collections.abc import Mapping

NOTHING = "10分钟内没有你做过、可以撤销的事。"
NOTHING_CANCELLED = "10分钟内你没有取消过什么，都照原来的。"

# By the action that the audit has; what is not here is answered in general words.
TAKEN_BACK: Mapping[str, str] = {
    "open_activity": "撤销了，刚才的活动不办了。",
    "close_activity": "撤销了，活动继续报名。",
    "edit_activity": "撤销了，活动改回原来的样子。",
    "call_off_activity": "撤销了，活动照常办，报了名的都还在。",
    "check_in": "撤销了，刚才的签到和积分都收回了。",
    "award_points": "撤销了，刚才那笔积分改回来了。",
    "issue_certificate": "撤销了，刚才的证书收回了。",
    "revoke_certificate": "撤销了，证书恢复有效。",
    "restore_certificate": "撤销了，证书还是收回的状态。",
    "record_visit": "撤销了，刚才那笔消费不算。",
    "open_poll": "撤销了，刚才的投票不办了。",
    "edit_poll": "撤销了，投票改回原来的样子。",
    "close_poll": "撤销了，投票继续。",
    "vote": "撤销了，刚才那一票不算。",
    "sign_up": "撤销了，刚才的报名不算。",
    "cancel_sign_up": "撤销了，报名恢复了。",
    "redeem_points": "撤销了，积分退回来了。",
    "report_issue": "撤销了，刚才报的事不记了。",
    "start_ticket": "撤销了，那件事还算没开始。",
    "add_to_ticket": "撤销了，刚才补充的不算。",
    "rate_ticket": "撤销了，刚才的评价不算。",
    "join_alliance": "撤销了，联盟名单恢复原样。",
    "leave_alliance": "撤销了，这家店还在联盟里。",
    "answer_case": "撤销了，刚才的说明不算。",
    "rule_case": "撤销了，刚才的结论不算，那件事接着办。",
    "hand_over": "撤销了，东西还算没领。",
    "note_visit": "撤销了，刚才的回访不算。",
    "confirm_merchant": "撤销了，刚才的核实不算。",
    "close_ticket": "撤销了，那件事接着办。",
    "book_service": "撤销了，刚才的预约取消了。",
    "cancel_booking": "撤销了，预约恢复了。",
    "rate_merchant": "撤销了，刚才的打分不算。",
    "grant_role": "撤销了，刚才给的角色收回了。",
    "mute": "撤销了，我接着说话。",
    "unmute": "撤销了，我继续安静。",
    "order.place": "撤销了，刚才的订单不算。",
    "order.amend": "撤销了，订单改回原来的样子。",
    "order.pickup": "撤销了，取货点改回原来的。",
    "order.cancel": "撤销了，订单恢复了。",
    "order.paid": "撤销了，付款记录收回了。",
    "order.picked_up": "撤销了，取货记录收回了。",
    "group_buy.open": "撤销了，刚才的团不开了。",
    "group_buy.close": "撤销了，团购继续接单。",
    "group_buy.edit": "撤销了，团购改回原来的样子。",
    "collection.open": "撤销了，刚才的征集不办了。",
    "demand.express": "撤销了，刚才的登记不算。",
    "demand.withdraw": "撤销了，登记恢复了。",
    "schedule_broadcast": "撤销了，那条不发了。",
    "change_broadcast": "撤销了，那条变回原来的样子。",
    "take_role": "撤销了，角色还给TA了。",
    "cancel_broadcast": "撤销了，那条照原来的时间发。",
    "approve_broadcast": "撤销了，那条又等着审核。",
    "settle_send": "撤销了，那条又说不准了。",
    "teach": "撤销了，刚才教的不算。",
    "unteach": "撤销了，那句又管用了。",
    "opt_out": "撤销了，照旧通知你。",
}


def taken_back(action: str) -> str:
    """That a recorded action was taken back."""
    return TAKEN_BACK.get(action, "撤销了，刚才那一步已经恢复原样。")
