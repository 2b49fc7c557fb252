"""How help reads: a few sentences for residents, headings for staff, the forms of one heading when it is named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

# The commands of staff under the headings by which they look for them.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "团购": (
        "open_group_buy", "edit_group_buy", "order_tally", "close_group_buy", "mark_paid", "mark_picked_up",
        "remind_orders", "export",
    ),
    "征集": ("open_demand", "demand_tally"),
    "活动": ("open_activity", "edit_activity", "list_sign_ups", "close_activity", "check_in", "award_points",
           "member_points"),
    "投票": ("open_poll", "edit_poll", "close_poll"),
    "证书": (
        "issue_certificate", "verify_certificate", "record_visit", "revoke_certificate", "restore_certificate",
        "report_misuse", "hand_over", "statement",
    ),
    "通知": ("schedule_broadcast", "list_broadcasts", "approve_broadcast", "cancel_broadcast", "promotion_reach", "mute"),
    "店铺": (
        "update_merchant", "note_visit", "confirm_merchant", "visits_due", "rank_merchants", "card_use", "join_alliance",
        "leave_alliance",
    ),
    "工单": ("start_ticket", "close_ticket", "rule_case"),
    "教我": ("show_unclear", "teach", "show_taught", "unteach"),
    "授权": ("grant_role",),
}
# What has no command of its own: said to the bot as an order is.
SAID_TOO: Mapping[str, tuple[str, ...]] = {
    "团购": ("@我 帮沈姐加1份鱼丸", "@我 沈姐的鱼丸改成2份", "@我 取消沈姐的鱼丸，她出差", "（这三样截止以后也行）"),
    "征集": ("#前两名开成团",),
}
HEADINGS = (
    "团购：开团、改价、汇总、截单、已付、核销、催款、结算、供货单",
    "征集：需求征集、看需求、前几名开成团、导出需求",
    "活动：发起、谁报名了、取消、签到、加分、投票",
    "证书：发证、验证、作废、兑换码核销、本月简报",
    "通知：定时广播、广播清单、通过、停掉、安静",
    "店铺和工单：改状态、回访、评分排名、加入联盟，有什么工单、结单",
    "教我：没听懂的、同义词、快答",
)
# Other words by which a heading is asked for.
SAID = {
    "团购": "开团|截单|关团|改价|收款|付款|核销|导出|接龙", "征集": "需求", "活动": "签到|加分|发起", "投票": "投票",
    "证书": "发证|作废|验证|核验", "通知": "广播|群发|推广|静音|安静", "店铺": "商户|商家|店", "工单": "结单|报修",
    "教我": "教|同义词|快答|没听懂",
    "授权": "角色|管理员|网格员",
}
MERCHANTS = (
    "店里的事直接跟我说就行，比如：\n“营业时间改成9:00-20:00”\n“明天休息一天”\n“明天10点发：本店明天全场九折”（网格员同意后发）\n"
    "“验证 V0002”\n“登记消费 V0002 实付30元”\n团购、找店、报修也可以问我。"
)
OF_A_SHOP = re.compile("证书|核验|验证|核销|消费|折扣|优惠|营业|休息|电话|广告|促销|推广|加盟|联盟|店|商户|商家")
_ASKS_FOR_HELP = re.compile(r"帮助|菜单|功能|怎么|如何|教")
_HELP = re.compile(r"帮助|菜单|功能|怎么[用弄说写]?|如何|[@#＠＃]\S{0,30}\s|[\s?？，。]")


def topic_in(text: str) -> str:
    """What stands beside the word for help: 团购 in 帮助 团购; "" where help is not the word."""
    if not _ASKS_FOR_HELP.search(text):
        return ""
    return _HELP.sub("", text)[:12]


_ASKED_OFTEN = (
    (re.compile("付|交钱|转账|转钱|给钱|现金"),
     "钱不是我收，跟网格员付就行，微信、现金都问他。付好会记上，问“我订了什么”就看得到。"),
    (re.compile("发票|收据"),
     "发票和收据我开不了。钱是网格员收的，问问他能不能开。"),
    (re.compile("退货|退款|退钱|能退|可以退|退不退"),
     "没付钱的直接说“我的订单不要了”就退掉。付过钱的、货有毛病的，跟网格员说，由他来退。"),
    (re.compile("送(?:货|到|上|来|过来)|配送"),
     "团购的东西要到自提点取，问“在哪里取”我告诉你。走不动就跟网格员说一声，或者请邻居带。"),
)


def asked_often(text: str) -> str | None:
    """What everybody asks about paying, giving back and bringing, which is not the bot's doing; None for other questions."""
    return next((answer for words, answer in _ASKED_OFTEN if words.search(text)), None)


def group_of(topic: str) -> str | None:
    """The heading that a topic belongs to; None where it names none."""
    for group in GROUPS:
        if topic and (group in topic or re.search(SAID[group], topic)):
            return group
    return None


def forms(group: str, lines: Sequence[str]) -> str:
    """The forms of one heading."""
    if not lines:
        return f"{group}的事请找管理员。"
    return f"{group}可以这样说（把里面的字换成你的）：\n" + "\n".join(lines)


def sentences(lines: Sequence[str], topics: Sequence[str] = ()) -> str:
    """What anybody may say. topics: what there is besides, each of which may be asked for."""
    said = [f"“{line}”" for line in lines]
    more = [f"还有{'、'.join(topics)}，说“帮助 {topics[0]}”就教你怎么说。"] if topics else []
    return "\n".join(["跟我直接说就行，比如：", *said, *more])


def overview(administrator: bool) -> str:
    """All headings for staff, and how to see the forms; 授权 only for whoever may do it."""
    last = "授权：给邻居设网格员、志愿者\n" if administrator else ""
    return (
        "网格员能说的（前面加#或者@我）：\n" + "\n".join(HEADINGS)
        + f"\n{last}说“帮助 团购”看怎么写；说错了，10分钟内回“撤销”。"
    )
