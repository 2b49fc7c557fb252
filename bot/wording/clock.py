"""What staff hear when the machine's clock cannot be trusted, or the account has nearly said all that it may in a day."""

from __future__ import annotations

from datetime import timedelta

NEARLY_USED_UP = (
    "今天主动发的消息快到上限了（用了八成）。到了上限，剩下的通知和促销明天再发；"
    "大家问的照常回答，只是攒一攒一起回。"
)
HOUR_MIN, DAY_MIN = 60, 24 * 60


def jumped(moved: timedelta) -> str:
    """The clock jumped so far; negative: back."""
    minutes = abs(round(moved.total_seconds() / 60))
    way = "往前" if moved > timedelta(0) else "往回"
    return (
        f"电脑的时间突然{way}跳了{_length(minutes)}，定时的消息我先不发，到点的事也先放着。\n"
        "请看看那台电脑的时间对不对：对上了会自己接着发；就是这个时间的话，重开一下 linli 也行。"
    )


def _length(minutes: int) -> str:
    if minutes >= 2 * DAY_MIN:
        return f"{round(minutes / DAY_MIN)}天"
    return f"{round(minutes / HOUR_MIN)}小时" if minutes >= 2 * HOUR_MIN else f"{minutes}分钟"
