"""How a community's month reads."""

from __future__ import annotations

from datetime import datetime

from catalogue.amounts import yuan_text
from catalogue.statement import Month


def statement(whose: str, month: Month, now: datetime) -> str:
    """Activities, hours, points, visits and broken promises, in lines that can be posted as they are."""
    so_far = "（到今天）" if now < month.ends else ""
    lines = [f"{whose}{month.begins.month}月志愿简报{so_far}"]
    if month.attended:
        hours = f"，共{month.hours:g}小时" if month.hours else ""
        lines.append(f"活动{month.dates}场，来了{month.people}人次{hours}。")
    else:
        lines.append("活动还没有签到记录。")
    taken = f"，更正{month.taken}分" if month.taken else ""
    lines.append(f"积分发出{month.given}分，兑换{month.spent}分{taken}。")
    amount = f"，{yuan_text(month.amount_fen)}元" if month.amount_fen else ""
    lines.append(f"联盟商户用证用卡{len(month.visits)}次{amount}。")
    lines.append(
        f"没兑现承诺的投诉{len(month.cases)}件，成立{month.founded}件。" if month.cases else "没有商户失信的投诉。"
    )
    return "\n".join(lines)
