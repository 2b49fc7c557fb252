"""What is said of tickets."""

from __future__ import annotations

from datetime import datetime

from bot.wording.times import day, moment
from catalogue.tables import Ticket

KINDS = {"repair": "报修", "complaint": "投诉", "suggestion": "建议"}


def reported(ticket: Ticket, now: datetime) -> str:
    """To whoever reported something; without its text, which may hold a telephone or room number."""
    until = f"{day(ticket.deadline, now)}前" if ticket.deadline is not None else "会"
    ask = f"想看进展，问“{ticket.number}号工单怎么样了”。"
    return f"记下了，{KINDS[ticket.kind]}{ticket.number}号，{until}给你答复。{ask}"


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


def closed(ticket: Ticket) -> str:
    """To staff."""
    answer = f"：{ticket.answer}" if ticket.answer else ""
    return f"{ticket.number}号办结了{answer}。已告诉报的人，10分钟内回“撤销”可恢复。"


def answered(ticket: Ticket) -> str:
    """To whoever reported it."""
    answer = f"：{ticket.answer}" if ticket.answer else ""
    return f"你的{KINDS[ticket.kind]}{ticket.number}号办结了{answer}。还有问题的话再跟我说。"
