"""What is said about orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.numbered import safe_name
from bot.wording.times import day
from catalogue.amounts import quantity_text, to_milli, yuan_text
from catalogue.order_lines import CANCELLED, PAID, PICKED_UP, PLACED, Line, amount_of
from catalogue.tables import GroupBuy, Order, Product
from intents.days import CHINA
from intents.scene import Doubt

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
STATUS = {PLACED: "未付款", PAID: "已付款", PICKED_UP: "已取货", CANCELLED: "已取消"}

NO_ORDER_BUT_BOOKED = "你在这里还没有订东西。约的服务不要了，就说“预约全部取消”，或者说取消哪一个。"


def clock(at: datetime) -> str:
    """18点, 18点半, 9点05分: read aloud as it is written."""
    local = at.astimezone(CHINA)
    minute = {0: "", 30: "半"}.get(local.minute, f"{local.minute:02d}分")
    return f"{local.hour}点{minute}"


def until(at: datetime, now: datetime) -> str:
    """周日18点截止"""
    return f"{day(at, now)}{clock(at)}截止"


def amount(product: Product, milli: int) -> str:
    """土鸡蛋2份"""
    return f"{product.name}{quantity_text(milli)}{product.unit or ''}"


def listed(lines: Iterable[tuple[Product, int]]) -> str:
    """土鸡蛋2份、熟玉米5根; the same product in two lines is added up."""
    sums: dict[int, tuple[Product, int]] = {}
    for product, milli in lines:
        sums[product.id] = (product, sums.get(product.id, (product, 0))[1] + milli)
    return "、".join(amount(product, milli) for product, milli in sums.values() if milli)


def choices(names: Sequence[str]) -> str:
    """①冰糖心 ②红富士"""
    return " ".join(f"{CIRCLED[index]}{name}" for index, name in enumerate(names[:len(CIRCLED)]))


def where_and_when(group_buys: Sequence[GroupBuy], pickups: Mapping[int, str | None], now: datetime) -> str:
    """周日18点截止，服务社前台取。 `pickups`: by the group buy's id."""
    parts = []
    for group_buy in group_buys:
        name = f"{group_buy.title}" if len(group_buys) > 1 else ""
        pickup = pickups.get(group_buy.id)
        parts.append(f"{name}{until(group_buy.deadline, now)}" + (f"，{pickup}取" if pickup else ""))
    return "；".join(parts) + "。"


def or_elsewhere(points: Sequence[str], proposed: str | None) -> str:
    """How to have it somewhere else, where there is a choice."""
    others = [point for point in points if point != proposed]
    return f"换地方取就说“改到{others[0]}”。" if others else ""


_TO_THE_SPEAKER = {"我妈": "你妈妈", "我爸": "你爸爸"}


def called(name: str | None) -> str:
    """A person as the one who is spoken to hears of them: 你妈妈 for 我妈, 你婆婆 for 我婆婆."""
    if name and name.startswith("我"):
        name = _TO_THE_SPEAKER.get(name, f"你{name[1:]}")
    return safe_name(name)


def placed(
    lines: Sequence[tuple[Product, int]], amount_fen: int, added: Sequence[tuple[Product, int]], total_fen: int,
    beneficiary: str | None,
) -> str:
    """The acknowledgement of an order; `added`: the totals, where something had been ordered before."""
    opening = f"帮{called(beneficiary)}记下了" if beneficiary else "记下了"
    if added:
        return f"{opening}：加{listed(lines)}，现在一共{listed(added)}，{yuan_text(total_fen)}元。"
    return f"{opening}：{listed(lines)}，共{yuan_text(amount_fen)}元。"


def amended(lines: Sequence[tuple[Product, int]], left: Sequence[Line], whose: str | None = None) -> str:
    """The new totals, and what the whole order comes to. whose: of whom it is, None: of whoever is spoken to."""
    kept = [(product, milli) for product, milli in lines if milli]
    gone = [product.name for product, milli in lines if not milli]
    text = f"改好了：{listed(kept)}" if kept else f"取消了{'、'.join(gone)}"
    if kept and gone:
        text += f"，{'、'.join(gone)}取消"
    return f"{text}。{total(left, whose)}"


def total(left: Sequence[Line], whose: str | None = None, others: Sequence[str] = ()) -> str:
    """现在一共…；nothing left: 没有别的订单了。others: for whom there is something besides, which is not counted."""
    who = whose or ("你自己" if others else "")
    if not left:
        text = f"{who}现在没有别的订单了"
    else:
        text = f"{who}现在一共{listed((line.product, line.quantity) for line in left)}，{yuan_text(amount_of(left))}元"
    if not others or whose:
        return f"{text}。"
    return f"{text}；帮{'、'.join(others[:3])}{f'等{len(others)}位' if len(others) > 3 else ''}订的还在。"


def cancelled(gone: Sequence[Line], left: Sequence[Line], whose: str | None = None, others: Sequence[str] = ()) -> str:
    """取消了：湖羊肉1.5斤。现在一共…"""
    return f"取消了：{listed((line.product, line.quantity) for line in gone)}。{total(left, whose, others)}"


def paid_stays(lines: Sequence[Line]) -> str:
    """What only staff may cancel."""
    return f"{listed((line.product, line.quantity) for line in lines)}已经付过款了，要退请找网格员。"


def cancelled_by_staff(name: str, gone: Sequence[Line], because: str | None, over: bool = False) -> str:
    """What a grid worker cancelled for somebody, what is to be paid back, and that the reason is kept; over: lists went out."""
    paid = sum(line.amount_fen for line in gone if line.order.paid_at is not None)
    back = f"这单付过款，记得退{yuan_text(paid)}元。" if paid else ""
    kept = f"原因记下了：{because}。" if because else ""
    items = listed((line.product, line.quantity) for line in gone)
    text = f"{safe_name(name)}的{items}取消了。{back}{kept}10分钟内回“撤销”可恢复。"
    return late(text) if over else text


def told_of_cancelling(gone: Sequence[Line]) -> str:
    """What is said to whoever had ordered it."""
    paid = any(line.order.paid_at is not None for line in gone)
    money = "付过的钱网格员会退给你。" if paid else "不用付款。"
    return f"你订的{listed((line.product, line.quantity) for line in gone)}，网格员帮你取消了，{money}"


def told_of_change(lines: Sequence[tuple[Product, int]], pickup: str | None) -> str:
    """What is said to whoever had ordered what staff have changed."""
    parts = [f"你订的改成了{listed(lines)}"] if any(milli for _, milli in lines) else []
    parts += [f"{'、'.join(product.name for product, milli in lines if not milli)}取消了"] if any(not m for _, m in lines) else []
    parts += [f"改到{pickup}取"] if pickup else []
    return f"网格员帮你改了：{'，'.join(parts)}。"


def too_late(lines: Sequence[Line], name: str | None = None) -> str:
    """What belongs to a group buy that is over, and how it can still be cancelled. name: of whoever ordered it."""
    product = lines[0].product.name
    whose = f"{safe_name(name)}的" if name else ""
    return (
        f"{listed((line.product, line.quantity) for line in lines)}已经截止，单子报上去了。"
        f"要改请找网格员，网格员@我说“取消{whose}{product}”就行。"
    )


def ended(
    products: Sequence[str], name: str | None, pickup: str | None = None, *, more: bool = True, much: str | None = None
) -> str:
    """That nothing can be added (more) or changed any more, and who can. much: of the first product that was asked for."""
    if pickup:
        return f"这个团已经截止，取货单发出去了。要换地方请找网格员，网格员@我说“{safe_name(name)}改到{pickup}取”就行。"
    if not products:
        return "这个团已经截止了，单子报上去了，现在改不了。要改请找网格员，网格员@我说一声就行。"
    whose = safe_name(name)
    say = f"“帮{whose}加{much or '1份'}{products[0]}”" if more else f"“{whose}的{products[0]}改成{much or '几份'}”"
    return f"{'、'.join(products[:4])}的团已经截止了，单子报上去了，现在改不了。要改请找网格员，网格员@我说{say}就行。"


def late(text: str) -> str:
    """What staff changed after the end, and that the lists that went out are not true any more."""
    return f"{text}\n截止以后改的，原来的清单不准了；要新的说“供货单”“取货单”。"


def order_card(order: Order, group_buy: GroupBuy, lines: Sequence[Line], name: str | None) -> str:
    """One order in its owner's list."""
    whom = f"（{name}的）" if name else ""
    pickup = f"，{order.pickup}取" if order.pickup else ""
    items = listed((line.product, line.quantity) for line in lines)
    money = f"{yuan_text(amount_of(lines))}元，{STATUS[order.status]}"
    return f"{group_buy.title}{order.number}号{whom}：{items}，{money}{pickup}"


def together(lines: Sequence[Line]) -> str:
    """What all orders of a list cost."""
    return f"加起来{yuan_text(amount_of(lines))}元。"


def not_there(said: str, points: Sequence[str]) -> str:
    """That a group buy does not go to the pick-up point that somebody asked for."""
    where = f"，可以在{'、'.join(points)}取" if len(points) > 1 else ""
    return f"\n这个团不到{safe_name(said, '那里')}{where}。"


def question(doubts: Sequence[Doubt], products: Mapping[str, Product], whom: str | None = None) -> str:
    """One short question for everything that is not clear. `products`: those on sale, by name; whom: ordered for."""
    if len(doubts) > 1 and all(doubt.kind == "same_again" for doubt in doubts):
        things = "、".join(_counted(doubt, doubt.quantity, products) for doubt in doubts)
        return f"刚才已经记下{things}了，要再加一份同样的吗？要就回“好”。"
    home = f"{safe_name(whom)}家" if whom else "你家"
    if doubts and doubts[0].kind == "each_of_what":
        return _each_of_what(doubts[0], products)
    return "\n".join(_asked(doubt, products, home) for doubt in doubts[:3])


def _each_of_what(doubt: Doubt, products: Mapping[str, Product]) -> str:
    who, one = [safe_name(name) for name in doubt.said.split("、")], f"{doubt.product}1{_unit(doubt, products)}"
    return f"{'、'.join(who[:4])}要哪样？连商品一起说，比如“{'，'.join(f'{name}{one}' for name in who[:2])}”。"


def which_of_own(said: str, names: Sequence[str]) -> str:
    """A part of a name that several of the own goods share; said "": nothing was named."""
    if not said:
        return f"哪样不要了？比如说“{names[0]}不要了”。"
    return f"你订的{said}有{_count(names)}种：{'、'.join(names)}。哪种不要，就说“{names[0]}不要了”。"


def other_goods(products: Mapping[str, Product]) -> str:
    """What is sold here instead."""
    return f"这个群里有{'、'.join(list(products)[:6])}，要哪样？"


def _counted(doubt: Doubt, quantity: float | None, products: Mapping[str, Product]) -> str:
    product = products.get(doubt.product or "")
    if product is None or quantity is None:
        return doubt.product or doubt.said
    return amount(product, to_milli(quantity))


def _unit(doubt: Doubt, products: Mapping[str, Product]) -> str:
    product = products.get(doubt.product or "")
    return (product.unit if product else None) or "份"


def _asked(doubt: Doubt, products: Mapping[str, Product], home: str) -> str:
    name = doubt.product or doubt.said
    unit = _unit(doubt, products)
    if doubt.kind in ("sold_out", "too_many", "over_limit"):
        return _too_much(doubt, name, unit, products, home)
    if doubt.kind == "closed":
        return f"{name}已经截止了，要补请找网格员。"
    if doubt.kind == "which_product":
        said = f"{doubt.said}有{_count(doubt.choices)}种" if doubt.said else "这里卖的有"
        return f"{said}：{_priced(doubt.choices, products)}，要哪种？"
    if doubt.kind == "unknown_product":
        others = "、".join((doubt.choices or tuple(products))[:6])
        return f"这次团购没有{safe_name(doubt.said, '这样')}，有{others}，要哪样？"
    if doubt.kind == "unit":
        product = products.get(name)
        spec = f"，一{unit}{product.spec}" if product and product.spec else ""
        return f"{name}是按{unit}卖的{spec}，你要几{unit}？"
    if doubt.kind == "same_again":
        return f"刚才已经记下{_counted(doubt, doubt.quantity, products)}了，要再加一次吗？要就回“好”。"
    if doubt.kind == "which_group_buy":
        return f"{name}有{_count(doubt.choices)}个团在卖：{choices(doubt.choices)}，订哪个团的？"
    if doubt.kind == "which_person":
        return _which_person(doubt)
    if doubt.kind == "how_many" and not name:
        return f"要哪样、要多少？有{'、'.join((doubt.choices or tuple(products))[:6])}。"
    return _how_many_each(doubt, products) if doubt.kind == "how_many_each" else _how_many(doubt, name, unit, name in products)


def _how_many_each(doubt: Doubt, products: Mapping[str, Product]) -> str:
    sold = products.get(doubt.choices[0])
    unit = (sold.unit if sold else None) or "份"
    total = f"{quantity_text(to_milli(doubt.quantity))}{unit}分不成一样多，" if doubt.quantity else ""
    return f"{total}{'、'.join(f'{name}几{unit}' for name in doubt.choices)}？"


def _how_many(doubt: Doubt, name: str, unit: str, is_sold: bool) -> str:
    if doubt.quantity:
        return f"{name}要{quantity_text(to_milli(doubt.quantity))}{unit}？太多了吧，是不是多打了？再说一次要几{unit}。"
    how_many = f"几{unit}" if is_sold else "多少"
    return f"{name}要{how_many}？说个数就行。"


def _which_person(doubt: Doubt) -> str:
    """Told apart by where they live, where that tells them apart."""
    if not doubt.choices:
        return f"叫{safe_name(doubt.said)}的不止一位，是哪一位？请让TA自己来说，或者说TA在群里的全名。"
    return f"叫{safe_name(doubt.said)}的有{_count(doubt.choices)}位：{choices(doubt.choices)}，是哪一位？"


def _too_much(doubt: Doubt, name: str, unit: str, products: Mapping[str, Product], home: str) -> str:
    if not doubt.offer:
        if doubt.kind == "over_limit":
            return f"{name}每户限{_limit(name, products)}{unit}，{home}已经订满了，换点别的吗？"
        return f"{name}已经订完了，换点别的吗？"
    if doubt.kind == "sold_out":
        return f"{name}已经订完了，要不要排队等？回“排队”，有人退了先给你。"
    offered = f"{quantity_text(to_milli(doubt.offer))}{unit}"
    if doubt.kind == "over_limit":
        return f"{name}每户限{_limit(name, products)}{unit}，{home}还能订{offered}，要的话回“好”。"
    return f"{name}只剩{offered}了，要的话回“好”。"


def _limit(name: str, products: Mapping[str, Product]) -> str:
    product = products.get(name)
    return quantity_text(product.household_limit) if product and product.household_limit else "量"


def _priced(names: Sequence[str], products: Mapping[str, Product]) -> str:
    return choices([
        f"{name} {yuan_text(products[name].price_fen)}元" if name in products else name for name in names
    ])


def _count(names: Sequence[str]) -> str:
    return {2: "两", 3: "三", 4: "四", 5: "五"}.get(len(names), str(len(names)))
