"""What is said of the alliance of merchants and of cases against its members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.wording.certificates import discount
from bot.wording.times import day
from catalogue.alliance import FOUNDED, MOST_FOUNDED, Ruled
from catalogue.tables import Merchant, Ticket

ANSWER_KEPT = "记下了，网格员会一起看，有结果告诉你。"
NAMES_SHOWN = 30


def opened(ticket: Ticket, merchant: Merchant, now: datetime) -> str:
    """To whoever complained: what happens now, and what would help."""
    until = f"{day(ticket.deadline, now)}前" if ticket.deadline is not None else "尽快"
    return (
        f"记下了，投诉{ticket.number}号，已请{merchant.name}说明，{until}给你结果。\n"
        f"哪天去的、花了多少？说“{ticket.number}号补充 …”，有小票请留着。"
    )


def to_merchant(ticket: Ticket) -> str:
    """To the merchant: what it is about, not by whom."""
    return (
        f"有邻居反映本店没兑现给邻居的优惠（投诉{ticket.number}号）。是怎么回事？"
        f"回我“{ticket.number}号说明 …”，网格员会看了再定。"
    )


def to_staff(ticket: Ticket, merchant: Merchant) -> str:
    """To staff: what was said, and how it ends."""
    return (
        f"投诉{ticket.number}号，{merchant.name}：{ticket.text}\n"
        f"已请店家说明。定的时候说“{ticket.number}号成立”或“{ticket.number}号不成立”。"
    )


def merchant_answered(ticket: Ticket, text: str) -> str:
    """To staff: the merchant's side."""
    return f"投诉{ticket.number}号店家说明：{text}\n你看着定：“{ticket.number}号成立”或“{ticket.number}号不成立”。"


def ruled(ticket: Ticket, merchant: Merchant, done: Ruled) -> str:
    """To staff: what was decided and what follows."""
    if done.case.ruling != FOUNDED:
        return f"{ticket.number}号定为不成立，双方都告诉了。10分钟内回“撤销”可恢复。"
    after = f"这是第{done.founded}次，{merchant.name}退出联盟了" if done.expelled else (
        f"{merchant.name}记{done.founded}次，满{MOST_FOUNDED}次就退出联盟"
    )
    return f"{ticket.number}号定为成立，{after}，双方都告诉了。10分钟内回“撤销”可恢复。"


def ruled_to_merchant(ticket: Ticket, merchant: Merchant, done: Ruled) -> str:
    """To the merchant."""
    if done.case.ruling != FOUNDED:
        return f"投诉{ticket.number}号查过了，不成立，谢谢配合。"
    if done.expelled:
        return f"投诉{ticket.number}号成立，这是第{done.founded}次，{merchant.name}从今天起退出联盟。有话请找网格员。"
    return f"投诉{ticket.number}号成立，记{done.founded}次，满{MOST_FOUNDED}次就要退出联盟，请按说好的来。"


def ruled_to_reporter(ticket: Ticket, merchant: Merchant, done: Ruled) -> str:
    """To whoever complained."""
    result = "查过了，是店家的不对" if done.case.ruling == FOUNDED else "查过了，没有成立"
    after = f"，{merchant.name}已退出联盟" if done.expelled else ""
    return f"你的投诉{ticket.number}号{result}{after}。满意不满意，跟我说一声。"


def joined(merchant: Merchant, now: datetime) -> str:
    """To staff: a new member, and what it promises."""
    promise = f"，承诺：{merchant.promise}" if merchant.promise else ""
    return f"记好了：{merchant.name}从今天起是联盟商户{promise}{_volunteers(merchant)}。10分钟内回“撤销”可恢复。"


def _volunteers(merchant: Merchant) -> str:
    if merchant.volunteer_discount is None or "志愿者" in (merchant.promise or ""):
        return ""
    return f"，志愿者{discount(merchant.volunteer_discount)}"


def welcome(merchant: Merchant) -> str:
    """To the merchant."""
    promise = f"，说好的：{merchant.promise}" if merchant.promise else ""
    return f"{merchant.name}加入联盟了{promise}。客人出示证书，把编号发我就能查。"


def left(merchant: Merchant) -> str:
    """To staff."""
    why = f"（{merchant.left_reason}）" if merchant.left_reason else ""
    return f"记好了：{merchant.name}退出联盟了{why}。10分钟内回“撤销”可恢复。"


def goodbye(merchant: Merchant) -> str:
    """To the merchant."""
    why = f"，原因：{merchant.left_reason}" if merchant.left_reason else ""
    return f"{merchant.name}从今天起不在联盟里了{why}。有话请找网格员。"


def member_names(rows: Sequence[Merchant]) -> str:
    """All members by name, in a line or two."""
    more = f"等{len(rows)}家" if len(rows) > NAMES_SHOWN else ""
    return f"联盟商户有{len(rows)}家：{'、'.join(row.name for row in rows[:NAMES_SHOWN])}{more}。"


def member_line(merchant: Merchant, founded: int) -> str:
    """A member as staff see it: since when, what it promises, founded cases."""
    parts = [merchant.name]
    if merchant.joined_on is not None:
        parts.append(f"{merchant.joined_on.year}年{merchant.joined_on.month}月加入")
    if merchant.promise:
        parts.append(merchant.promise)
    if merchant.volunteer_discount is not None:
        parts.append(f"志愿者{discount(merchant.volunteer_discount)}")
    if founded:
        parts.append(f"投诉成立{founded}次")
    return "，".join(parts)
