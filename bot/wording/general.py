"""What is said of the community itself: its grid workers, its office; and what nobody has written down."""

from __future__ import annotations

from collections.abc import Sequence

NO_HOME = "你还没告诉我住哪。说小区和楼号就行，比如“我住3栋2单元502”。"
QUALITY = "好不好我没尝过，不敢乱说。到货不满意，跟网格员说。"
RAIN = "下雨改不改还没通知，要改会在群里说。"
NOT_NOTED = "别的没写明，问问网格员吧。"
WHICH_ACTIVITY = "你问的是哪个？"
MENDER_IF_URGENT = "急的话先找"


def home(address: str) -> str:
    """To the member alone."""
    return f"你登记的是{address}。搬了家就说“我住”和新地址。"


def grid_workers(names: Sequence[str]) -> str:
    """Who looks after this neighbourhood; names only, never a telephone."""
    if not names:
        return "这个群还没登记网格员。有事跟我说，我记下来转给社区。"
    return f"网格员是{'、'.join(names)}，在群里@一下就行。要修的、要投诉的也可以直接跟我说。"


def office(place: str, hours: str | None, phone: str | None, now_open: str | None, *, phone_first: bool) -> str:
    """When an office is open and its telephone, what was asked first."""
    said = [f"{place}{hours}。{now_open or ''}" if hours else "", f"电话{phone}。" if phone else ""]
    if phone_first:
        said = [f"{place}电话{phone}。" if phone else "", f"{hours}。" if hours else ""]
    return "\n".join(line for line in said if line)


def no_office(place: str) -> str:
    """Where nothing is known of it."""
    return f"{place or '社区'}的电话和时间我这里没登记，问问网格员吧。"


def prices(shops: str, service: str) -> str:
    """Where a kind of shop is whose prices nobody has written down; service: what one that comes home costs."""
    return "\n".join(line for line in (service, "店里的价钱我这里没登记，打电话问最准：" if not service else "", shops) if line)


def mender(name: str, opening: str, phone: str | None) -> str:
    """Whom to call at once where something is broken."""
    return f"{MENDER_IF_URGENT}{name}，{opening}{f'，{phone}' if phone else ''}。"
