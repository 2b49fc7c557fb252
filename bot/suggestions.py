"""What somebody could try to say here: made from what is open in the room, so that each of it works."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intents.scene import ADMINISTRATOR, GRID_WORKER, MERCHANT, GroupBuy, Scene

MOST = 14


@dataclass(frozen=True, slots=True)
class Tip:
    """The words to write, and the shorter ones that a button shows for them."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who would say it: nickname, roles, and the shop of a merchant."""

    name: str
    roles: tuple[str, ...] = ()
    merchant: str | None = None


def suggestions(
    scene: Scene, visitor: Visitor, bot_name: str, categories: Sequence[str] = (), *, private: bool = False
) -> list[Tip]:
    """What this visitor could say here, the most telling first, at most 14, staff 18.

    categories: kinds of shops that there are. private: alone with the bot, where nobody has to be called.
    """
    call = "" if private else f"@{bot_name} "
    staff = bool({GRID_WORKER, ADMINISTRATOR} & set(visitor.roles))
    tips: list[Tip] = []
    if staff:
        tips += _of_staff(scene, call)
    if MERCHANT in visitor.roles and visitor.merchant:
        tips += _of_merchants(visitor.merchant, call)
    tips += _of_residents(scene, visitor, call, categories)
    return tips[: MOST + (4 if staff else 0)]


def _of_residents(scene: Scene, visitor: Visitor, call: str, categories: Sequence[str]) -> Iterator[Tip]:
    if categories:
        yield Tip(f"最近的{categories[0]}在哪", f"最近的{categories[0]}在哪")
    for group_buy in scene.group_buys[:1]:
        yield from _of_buyers(group_buy, visitor)
    for activity in scene.activities[:1]:
        yield Tip(f"{activity.name}我和我爱人都报名", f"{activity.name}，两人报名")
    for poll in scene.polls[:1]:
        yield Tip(f"投{poll.options[0]}", f"投票：{poll.options[0]}")
    for _collection in scene.collections[:1]:
        yield Tip("能不能团点车厘子 我要2箱", "想团车厘子")
    if len(categories) > 1:
        yield Tip(f"现在哪家{categories[1]}开着", f"现在哪家{categories[1]}开着")
    yield Tip("有什么优惠吗", "有什么优惠")
    yield Tip(f"{call}我的订单", "我的订单")
    yield Tip(f"{call}楼道灯坏了，帮忙报修一下", "报修：楼道灯坏了")
    yield Tip(f"{call}我的积分", "我的积分")
    yield Tip(f"{call}你会做什么", "你会做什么")
    yield Tip("昨天买的菜真新鲜", "闲聊一句，看它插不插话")


def _of_buyers(group_buy: GroupBuy, visitor: Visitor) -> Iterator[Tip]:
    if not group_buy.products:
        return
    first = group_buy.products[0]
    wanted = f"{first.name}2{first.unit}"
    if len(group_buy.products) > 1:
        second = group_buy.products[1]
        wanted += f" {second.name}1{second.unit}"
    yield Tip(wanted, f"下单：{wanted}")
    yield Tip(f"{first.name}改成3{first.unit}", f"改单：{first.name}改成3{first.unit}")
    yield Tip(f"{first.name}多少钱一{first.unit or '份'}", f"{first.name}多少钱")
    chain = f"#接龙\n{group_buy.title}\n\n1. {visitor.name} {first.name}1{first.unit}"
    yield Tip(chain, f"接龙：{group_buy.title}")


def _of_staff(scene: Scene, call: str) -> Iterator[Tip]:
    for group_buy in scene.group_buys[:1]:
        yield Tip(f"{call}汇总 {group_buy.title}", f"汇总{group_buy.title}")
        yield Tip(f"{call}导出订单", "导出订单")
    yield Tip(
        f"{call}开团 苹果团 红苹果39元/箱 库存50 每户限2 明晚8点截止", "开一个苹果团",
    )
    yield Tip(f"{call}明天上午10点通知大家：楼道今天消毒，门窗请关好", "定时发通知")
    yield Tip(f"{call}发起投票 长椅放哪里 A南门 B北门 后天20点截止", "发起投票")
    for group_buy in scene.group_buys[:1]:
        yield Tip(f"{call}关团 {group_buy.title}", f"关团：{group_buy.title}")
    yield Tip(f"{call}撤销", "撤销刚才那条")


def _of_merchants(merchant: str, call: str) -> Iterator[Tip]:
    yield Tip(f"{call}我们店明天上午十点推一条：{merchant}明天全场九折", "推一条促销（网格员批）")
    yield Tip(f"{call}查一下V0001", "查志愿者凭证")
