"""What is said to members about themselves: address, notices, data, roles."""

from __future__ import annotations

from bot.numbered import safe_name

CONFIRM = "确认"
ASK_ERASE = (
    "要删掉你在这里的全部资料吗？积分、报名、证书和没付款的订单都会没有，找不回来。\n"
    f"真的要删，2分钟内回“{CONFIRM}”。"
)
ERASED = "删好了，你的资料都清掉了。以后想用，随时再找我。"
TOO_LATE = f"过了2分钟，没有删。还想删的话再说一次，然后回“{CONFIRM}”。"
EXPORTED = "你在这里的资料都在这个文件里。"


def home_kept(address: str, *, known: bool, in_private: bool) -> str:
    """The address was kept; in a group without saying it again."""
    unmarked = "" if known else "地图上还没标这栋楼，找店先按群里的位置算。"
    if in_private:
        return f"记下了，你住{address}。{unmarked}"
    return f"住址记下了，以后按你家附近来找。{unmarked}"


def opted_out(what: str, *, already: bool) -> str:
    """No more promotions or mentions."""
    if what == "mentions":
        return "已经不@你了。" if already else "好的，以后不@你了，要紧的事请在群里留意。"
    return "已经不给你发推广了。" if already else "好的，以后不给你发推广了。"


def taken_away(name: str, role: str, *, held: bool) -> str:
    """A role was taken away, or was never held."""
    if not held:
        return f"{safe_name(name)}本来就不是{role}，没有改动。"
    return f"{safe_name(name)}不再是{role}了。10分钟内回“撤销”可恢复。"


def granted(name: str, role: str, grid: str | None, *, new: bool) -> str:
    """A role was given."""
    which = f"{grid}的{role}" if grid else role
    if not new:
        return f"{name}已经是{which}了。"
    return f"好了，{name}现在是{which}。10分钟内回“撤销”可收回。"
