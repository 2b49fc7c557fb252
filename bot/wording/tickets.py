"""What is said of tickets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.wording.times import day, moment
from catalogue.tables import Ticket
from intents.days import CHINA

UNHAPPY = 2  # stars, and fewer
SHOWN = 30  # characters of what was said, in a list
KINDS = {"repair": "报修", "complaint": "投诉", "suggestion": "建议"}

ASK_WHAT = "什么事？在哪里？说一句就行，比如“3号楼电梯坏了”。"


def reported(ticket: Ticket, now: datetime) -> str:
    """To whoever reported something; without its text, which may hold a telephone or room number."""
    until = f"{day(ticket.deadline, now)}前" if ticket.deadline is not None else "会"
    ask = f"想看进展，问“{ticket.number}号工单怎么样了”。"
    return f"记下了，{KINDS[ticket.kind]}{ticket.number}号，{until}给你答复。{ask}"


def nothing_to_rate(stars: int) -> str:
    """To who says how satisfied they are where nothing of theirs was closed lately."""
    if stars <= UNHAPPY:
        return "你现在没有刚办结的事。哪里没弄好，说清是什么、在哪，我来登记。"
    return "谢谢你告诉我。你现在没有刚办结的事要评。"


def status(ticket: Ticket, now: datetime) -> str:
    """How a ticket stands."""
    head = f"{ticket.number}号{KINDS[ticket.kind]}"
    if ticket.status == "closed":
        answer = f"：{ticket.answer}" if ticket.answer else ""
        return f"{head}办结了{answer}。"
    doing = "正在处理" if ticket.status == "in_progress" else "已经登记，等着处理"
    if ticket.deadline is None:
        return f"{head}{doing}。"
    late = "，已经超期，我再催催" if ticket.deadline < now else f"，{day(ticket.deadline, now)}前给答复"
    return f"{head}{doing}{late}。{moment(ticket.at, now)}报的。"


def closed(ticket: Ticket, told: bool = True) -> str:
    """To staff."""
    answer = f"：{ticket.answer}" if ticket.answer else ""
    then = "已告诉报的人，" if told else ""
    return f"{ticket.number}号办结了{answer}。{then}10分钟内回“撤销”可恢复。"


def closed_together(tickets: Sequence[Ticket], reasons: Sequence[str], told: bool) -> str:
    """To staff: several at once, and why others could not be closed."""
    answer = f"：{tickets[0].answer}" if tickets[0].answer else ""
    then = "已告诉报的人，" if told else ""
    numbers = "、".join(f"{ticket.number}号" for ticket in tickets)
    return f"{numbers}办结了{answer}。{''.join(reasons)}{then}10分钟内回“撤销”可恢复。"


def not_ruled(ticket: Ticket) -> str:
    """To staff who closed a case without a ruling."""
    return f"\n联盟那边没记店家的错，要记就说“{ticket.number}号成立”。"


def answered(ticket: Ticket) -> str:
    """To whoever reported it."""
    answer = f"：{ticket.answer}" if ticket.answer else ""
    call = "@我" if ticket.room_id is not None else "跟我"
    return f"你的{KINDS[ticket.kind]}{ticket.number}号办结了{answer}。满意不满意，{call}说一声。"


def started(ticket: Ticket) -> str:
    """To staff."""
    return f"{ticket.number}号记为正在处理，报的人也告诉了。10分钟内回“撤销”可恢复。"


def told_further(ticket: Ticket) -> str:
    """To staff who tell more of what is being worked on."""
    return f"{ticket.number}号本来就在处理，这句话告诉报的人了。"


def not_ours(ticket: Ticket) -> str:
    """To staff who say that it is somebody else's to do: it stays open until they close it."""
    return f"{ticket.number}号还开着。不归这边管的话，说“{ticket.number}号办结 请找物业”这样的话，我告诉报的人。"


def taken_back(ticket: Ticket, *, told: bool) -> str:
    """To whoever needs it no more. told: staff heard of it."""
    if told:
        return f"好的，我跟网格员说了，{KINDS[ticket.kind]}{ticket.number}号不用再办。"
    return f"好的。跟网格员说一声，{KINDS[ticket.kind]}{ticket.number}号就撤。"


def needless(ticket: Ticket) -> str:
    """To staff, in private."""
    return f"{KINDS[ticket.kind]}{ticket.number}号，报的人说不用办了。没别的事就说“{ticket.number}号办结”。"


def at_work(ticket: Ticket, news: str = "") -> str:
    """To whoever reported it. news: who comes, or when, as staff said."""
    if news:
        return f"你的{KINDS[ticket.kind]}{ticket.number}号有消息：{news}。办好告诉你。"
    return f"你的{KINDS[ticket.kind]}{ticket.number}号已经有人在处理了，办好告诉你。"


def new_one(ticket: Ticket, now: datetime) -> str:
    """To staff, in private: what was reported in private."""
    until = f"{day(ticket.deadline, now)}前要答复，" if ticket.deadline is not None else ""
    head = f"{KINDS[ticket.kind]}{ticket.number}号（私聊报的）：{ticket.text}"
    return f"{head}\n{until}办好了说“{ticket.number}号办结”。"


def rated(ticket: Ticket, stars: int) -> str:
    """To whoever was asked how satisfied they are."""
    if stars <= UNHAPPY:
        return f"记下了，{ticket.number}号你不满意，我告诉网格员再看看。哪里不好也可以跟我说。"
    return f"记下了，{ticket.number}号{stars}分，谢谢你。"


def unhappy(ticket: Ticket, stars: int) -> str:
    """To staff."""
    return f"{ticket.number}号{KINDS[ticket.kind]}办结后，报的人不满意（{stars}分），请再看看。"


def added(ticket: Ticket) -> str:
    """To whoever adds to what they reported."""
    return f"补充到{ticket.number}号了，网格员看得到。"


def none_open(kind: str | None) -> str:
    """To staff: nothing is left to do."""
    return f"没有等着办的{KINDS[kind] if kind else '工单'}，都办结了。"


def is_late(ticket: Ticket, now: datetime) -> bool:
    """Whether an answer is overdue."""
    return ticket.deadline is not None and ticket.deadline < now


def open_head(count: int, late: int) -> str:
    """How many are open, and how many of them overdue."""
    overdue = f"，{late}件超期" if late else ""
    return f"等着办的有{count}件{overdue}："


def open_line(ticket: Ticket, shop: str | None, now: datetime, *, with_text: bool) -> str:
    """One of them: number, kind, how old, until when; what was said only in private, it may hold room numbers."""
    days = (now - ticket.at).days
    age = f"{days}天前报的" if days else "今天报的" if ticket.at.astimezone(CHINA).date() == now.astimezone(CHINA).date() else (
        "昨天报的"
    )
    parts = [f"{ticket.number}号{KINDS[ticket.kind]}" + (f"（{shop}）" if shop else "")]
    if with_text:
        parts.append(ticket.text[:SHOWN])
    parts.append(age)
    if ticket.status == "in_progress":
        parts.append("在处理")
    if ticket.deadline is not None:
        parts.append("已超期" if is_late(ticket, now) else f"{day(ticket.deadline, now)}前答复")
    return "，".join(parts)
