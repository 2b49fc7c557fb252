"""What is said of points and of what they can be turned into."""

from __future__ import annotations

from collections.abc import Sequence

from catalogue.points import Awarded
from catalogue.tables import Certificate, PointsEntry, Redemption, Reward

ADD_ME = "加我好友，我私信发给你。"
SENT = "发你私信了。"


def awarded(name: str, done: Awarded, reason: str | None, *, in_private: bool) -> str:
    """What staff gave or took; the balance only where nobody else reads it."""
    change = f"给{name}加了{done.points}分" if done.points > 0 else f"给{name}扣了{-done.points}分"
    why = f"（{reason}）" if reason else ""
    total = f"，现在共{done.balance}分" if in_private else ""
    number = done.certificate.number if done.certificate is not None and in_private else ""
    issued = f"\n{name}攒满积分，发了证书{number}。" if done.certificate is not None else ""
    return f"{change}{why}{total}。{issued}"


def awarded_together(given: Sequence[tuple[str, Awarded]], reason: str | None) -> str:
    """What staff gave to, or took from, several at once; who earned a certificate by it."""
    each = given[0][1].points
    names = "、".join(name for name, _ in given)
    why = f"（{reason}）" if reason else ""
    earned = "、".join(name for name, done in given if done.certificate is not None)
    issued = f"\n{earned}攒满积分，发了证书。" if earned else ""
    return f"给{names}各{'加' if each > 0 else '扣'}了{abs(each)}分{why}。{issued}"


def balance(points: int, latest: Sequence[PointsEntry], certificate: Certificate | None, whose: str = "你") -> str:
    """A member's points: how many, the last changes, the certificate. whose: 你, or the name where staff ask."""
    lines = [f"{whose}现在有{points}分。"]
    if latest:
        changes = "；".join(f"{entry.points:+d} {entry.reason or _origin(entry.origin)}" for entry in latest)
        lines.append(f"最近：{changes}。")
    if certificate is not None:
        state = "有效" if certificate.status == "valid" else "已收回"
        lines.append(f"志愿者证书{certificate.number}，{state}。")
    elif not latest and whose == "你":
        lines.append("参加志愿活动就能攒积分，问“有什么活动”看看。")
    return "\n".join(lines)


def highest(most: Sequence[tuple[str, int]]) -> str:
    """Who has the most points, by name, the most first."""
    if not most:
        return "还没有人攒到积分。"
    return "积分最多的：" + "、".join(f"{name}{points}分" for name, points in most) + "。"


def no_certificate(earned: int, needed: int) -> str:
    """When the certificate comes, to who has none."""
    return f"做志愿活动攒满{needed}分，证书自动发给你，还差{max(needed - earned, 0)}分。"


def _origin(origin: str) -> str:
    return {"volunteering": "志愿活动", "award": "奖励", "redemption": "兑换", "undo": "撤销"}.get(
        origin, "更正"
    )


def redeemed(reward: Reward, redemption: Redemption) -> str:
    """Goods reserved, without the code."""
    return f"换好了：{reward.name}{redemption.quantity}份，用了{redemption.points}分。"


def code(reward: Reward, redemption: Redemption, left: int) -> str:
    """The code that the member shows, for nobody else to read."""
    return f"{reward.name}{redemption.quantity}份的取货码是{redemption.code}，领的时候报一下。还剩{left}分。"


def rewards(rows: Sequence[Reward], lines: int) -> str:
    """What can be had for points."""
    shown = [
        f"{row.name} {row.points}分"
        + ("（换完了）" if row.stock is not None and row.taken >= row.stock else "")
        for row in rows[:lines]
    ]
    return "想换哪样？" + "、".join(shown) + "。"


def codes(rows: Sequence[tuple[Redemption, Reward]]) -> str:
    """The codes of all that lies ready for one member."""
    return "等你来领的：" + "；".join(f"{reward.name}{row.quantity}份，取货码{row.code}" for row, reward in rows) + "。"


def handed_over(goods: str, name: str | None) -> str:
    """To whoever gave the goods out."""
    return f"记好了：{f'{name}的' if name else ''}{goods}领走了。10分钟内回“撤销”可恢复。"


def fetched(goods: str) -> str:
    """To whoever redeemed them."""
    return f"你用积分换的{goods}已经领走了。不是你领的，马上跟网格员说。"
