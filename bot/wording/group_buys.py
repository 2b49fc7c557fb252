"""What is said about group buys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.numbered import safe_name
from bot.wording.minimums import when_short
from bot.wording.orders import amount, clock, listed, until
from bot.wording.times import day
from catalogue.amounts import quantity_text, to_milli, yuan_text
from catalogue.group_buys import Edited, Offer
from catalogue.order_lines import Line
from catalogue.settlement import WEIGHTS, ProductTally, Settlement, Tally
from catalogue.tables import GroupBuy, Product
from catalogue.waiting import Waiting

LINES = 5  # of products in an answer
UNDO = "10分钟内回“撤销”可恢复。"


def price(product: Product) -> str:
    """土鸡蛋28元/份"""
    return f"{product.name}{yuan_text(product.price_fen)}元" + (f"/{product.unit}" if product.unit else "")


def _limits(product: Product) -> str:
    parts = []
    if product.stock is not None:
        parts.append(f"共{quantity_text(product.stock)}{product.unit or ''}")
    if product.household_limit is not None:
        parts.append(f"每户限{quantity_text(product.household_limit)}{product.unit or ''}")
    return f"（{'，'.join(parts)}）" if parts else ""


def opened(group_buy: GroupBuy, products: Sequence[Product], now: datetime) -> str:
    """The announcement of a new group buy, which is the answer to the command as well."""
    shown = "、".join(price(product) + _limits(product) for product in products[:12])
    more = f"等{len(products)}样" if len(products) > 12 else ""
    pickup = f"，{'、'.join(group_buy.pickup_points)}取" if group_buy.pickup_points else ""
    lines = [f"{group_buy.title}开团了：{shown}{more}。", f"{until(group_buy.deadline, now)}{pickup}。"]
    least = next((product.min_quantity for product in products if product.min_quantity is not None), None)
    if least is not None:
        units = {product.unit for product in products}
        unit = next(iter(units)) if len(units) == 1 else None
        each = "每样" if len(products) > 1 else ""
        lines.append(f"{each}满{quantity_text(least)}{unit or '份'}成团，{when_short(group_buy)}。")
    lines.append("要的话直接说，比如“" + amount(products[0], 1000) + "”。")
    return "\n".join(lines)


def still_needed(offers: Sequence[Offer], until_when: bool) -> str | None:
    """The question for what a new group buy cannot do without; None where nothing is missing."""
    if not offers:
        return "卖什么、多少钱？比如“白菜2元/斤”。"
    missing = [offer.product for offer in offers if offer.price_fen is None]
    when = "" if until_when else "什么时候截止？比如“明天晚上8点”。"
    if missing:
        return f"{'、'.join(missing[:6])}多少钱？比如“{missing[0]} 12元一{offers[0].unit or '份'}”。{when}"
    return when or None


def wished_for(names: Sequence[str | None], people: int, products: Sequence[Product]) -> str:
    """To those who had wished for what can be ordered now."""
    called = "、".join(dict.fromkeys(safe_name(name) for name in names))
    more = f"等{people}位" if people > len(names) else ""
    what = "、".join(price(product) for product in products[:6])
    return f"{called}{more}：你们想要的开团了，{what}。要的话说一声要多少。"


def pickup_set(group_buy: GroupBuy) -> str:
    """Where it can be fetched from now on."""
    return f"好的，{group_buy.title}在{'、'.join(group_buy.pickup_points)}取。{UNDO.replace('恢复', '撤回')}"


def edited(group_buy: GroupBuy, change: Edited, now: datetime) -> str:
    """What changed, and how many orders keep their price."""
    parts = []
    if change.deadline is not None:
        parts.append(f"改到{until(change.deadline[1], now)}" + ("，重新接单" if change.reopened else ""))
    parts += [f"{product.name}从{yuan_text(before)}元改成{yuan_text(product.price_fen)}元"
              for product, before in change.prices]
    parts += [_stock_changed(product, gone=product in change.gone) for product in change.stocks]
    parts += [_limit_changed(product) for product in change.limits]
    parts += [f"加上{price(product)}" for product in change.added]
    if not parts:
        return f"{group_buy.title}本来就是这样，没有改动。"
    kept = f"已下的{change.orders_kept}单还按原价。" if change.prices and change.orders_kept else ""
    none = "还没有人按原价下单。" if change.prices and not change.orders_kept else ""
    return f"{group_buy.title}：{'，'.join(parts)}。{kept}{none}{UNDO}"


def _stock_changed(product: Product, *, gone: bool) -> str:
    if gone:
        return f"{product.name}不再接单，已经订的{amount(product, product.sold)}照给"
    left = f"（还剩{quantity_text(max(0, (product.stock or 0) - product.sold))}{product.unit}）" if product.sold else ""
    return f"{product.name}库存改成{quantity_text(product.stock or 0)}{left}"


def _limit_changed(product: Product) -> str:
    if product.household_limit is None:
        return f"{product.name}不限购了"
    return f"{product.name}每户限购改成{quantity_text(product.household_limit)}{product.unit or ''}"


def no_such_group_buy(name: str, titles: Sequence[str]) -> str:
    """A command named a group buy that there is not."""
    there = f"现在开着的有{'、'.join(titles[:4])}。" if titles else ""
    return f"这里没有叫{safe_name(name)}的团购。{there}"


def which_limited(limit: float, unit: str, sold: Sequence[Product]) -> str:
    """A limit was said of a whole group buy that sells several things."""
    much = f"每户限{quantity_text(to_milli(limit))}{unit}" if limit else "不限购"
    example = next((one for one in sold if one.unit == unit), sold[0])
    return f"哪样{much}？连商品一起说，比如“{example.name}{much}”；都一样就说“每样{much}”。"


def sums(tally: Tally) -> str:
    """23户、61件、1,846元; what is sold by weight is told by weight: 5户、15件、6斤、300元"""
    weights: dict[str, int] = {}
    pieces = 0
    for one in tally.products:
        if one.product.unit in WEIGHTS:
            weights[one.product.unit] = weights.get(one.product.unit, 0) + one.quantity
        else:
            pieces += one.quantity
    parts = [f"{quantity_text(pieces)}件"] if pieces or not weights else []
    parts += [f"{quantity_text(quantity)}{unit}" for unit, quantity in weights.items()]
    return f"{tally.households}户、{'、'.join(parts)}、{yuan_text(tally.amount_fen)}元"


def closed(tally: Tally) -> str:
    """The answer to closing a group buy."""
    if not tally.orders:
        return f"{tally.group_buy.title}已截止，还没有人下单。{UNDO}"
    return f"{tally.group_buy.title}已截止：{sums(tally)}。清单发你私信了。{UNDO}"


def for_supplier(group_buy: GroupBuy) -> str:
    """What goes with the list that a supplier may see: no names, no addresses."""
    return f"{group_buy.title}的供货单，只有商品和数量，可以直接转给供应商。"


def tallied(tally: Tally, now: datetime, queue: Sequence[Waiting] = ()) -> str:
    """How a group buy stands, and what is waited for in vain so far."""
    state = until(tally.group_buy.deadline, now) if tally.group_buy.status == "open" else "已截止"
    if not tally.orders:
        return f"{tally.group_buy.title}还没有人下单，{state}。"
    waited = listed((one.product, one.quantity) for one in queue)
    more = f"还有{len({one.wait.household for one in queue})}户排队等{waited}。" if queue else ""
    lines = [f"{tally.group_buy.title}：{sums(tally)}，{state}。{more}"]
    for one in tally.products[:4]:
        product = one.product
        least = product.min_quantity or 0
        short = f"，还差{quantity_text(least - one.quantity)}成团" if one.quantity < least else ""
        lines.append(f"{amount(product, one.quantity)}（{one.households}户）{short}")
    rest = [f"{amount(one.product, one.quantity)}" for one in tally.products[4:8]]
    if rest:
        lines.append("、".join(rest) + ("……全部请导出订单看。" if len(tally.products) > 8 else ""))
    return "\n".join(lines)


def tallied_product(product: Product, sold: ProductTally | None) -> str:
    """How one product stands: 散养鸡蛋3盒，2户，共89.4元，还剩117盒。"""
    unit = product.unit or ""
    left = None if product.stock is None else max(0, product.stock - product.sold)
    rest = "" if left is None else f"，还剩{quantity_text(left)}{unit}" if left else "，订完了"
    if sold is None:
        return f"{product.name}还没有人订{rest}。"
    return f"{amount(product, sold.quantity)}，{sold.households}户，共{yuan_text(sold.amount_fen)}元{rest}。"


def settled(settlement: Settlement, now: datetime) -> str:
    """What the room is told when a deadline has been dealt with."""
    group_buy, tally = settlement.group_buy, settlement.tally
    lines = []
    if settlement.extended:
        names = "、".join(product.name for product in settlement.extended)
        later = f"{day(group_buy.deadline, now)}{clock(group_buy.deadline)}"
        lines.append(f"{group_buy.title}的{names}还没够数，延到{later}，想要的抓紧。")
    elif tally is not None and tally.orders:
        lines.append(f"{group_buy.title}已截止：{sums(tally)}。")
    else:
        lines.append(f"{group_buy.title}已截止。")
    if settlement.dropped:
        names = "、".join(product.name for product in settlement.dropped)
        lines.append(f"{names}没有达到成团数量，这次不成团了，订了的都已取消，不用付款。")
    if not settlement.extended and tally is not None and tally.orders and group_buy.pickup_points:
        lines.append(f"到{'、'.join(group_buy.pickup_points)}取货，到货我再说。")
    return "\n".join(lines)


def dropped_for(group_buy: GroupBuy, lines: Sequence[Line]) -> str:
    """What somebody is told whose items were cancelled for want of buyers."""
    items = listed((line.product, line.quantity) for line in lines)
    paid = any(line.order.paid_at is not None for line in lines)
    money = "付过的钱网格员会退给你。" if paid else "不用付款。"
    return f"{group_buy.title}没凑够数，你订的{items}取消了，{money}"


def info(group_buy: GroupBuy, product: Product, field: str | None, now: datetime) -> str:
    """One fact about a product on sale, the answer first."""
    unit = product.unit or "份"
    spec = f"，一{unit}{product.spec}" if product.spec else ""
    told = {
        "price": f"{product.name}{yuan_text(product.price_fen)}元一{unit}{spec}。",
        "deadline": f"{product.name}{until(group_buy.deadline, now)}。",
        "pickup": _pickup(group_buy),
        "stock": _stock(product, unit),
        "limit": _limit(product, unit),
        "spec": f"{product.name}一{unit}{product.spec}。" if product.spec else (
            f"{product.name}按{unit}卖，规格没写，问问网格员吧。"
        ),
        "origin": _origin(product),
    }
    return told.get(field or "") or (
        f"{price(product)}{spec}，{until(group_buy.deadline, now)}。{_pickup(group_buy)}"
    )


def _pickup(group_buy: GroupBuy) -> str:
    points = group_buy.pickup_points
    return f"{'或'.join(points)}取。" if points else f"{group_buy.title}还没定取货点，问问网格员吧。"


def _stock(product: Product, unit: str) -> str:
    if product.stock is None:
        return f"{product.name}不限量，都能订。"
    left = product.stock - product.sold
    return f"{product.name}还有{quantity_text(left)}{unit}。" if left > 0 else f"{product.name}已经订完了。"


def _limit(product: Product, unit: str) -> str:
    if product.household_limit is None:
        return f"{product.name}不限购。"
    return f"{product.name}每户限{quantity_text(product.household_limit)}{unit}。"


def _origin(product: Product) -> str:
    if not product.origin:
        return f"{product.name}的产地没写，问问网格员吧。"
    return f"{product.name}产自{product.origin}" + (f"，批次{product.batch}。" if product.batch else "。")


def overview(group_buys: Sequence[tuple[GroupBuy, Sequence[Product]]], field: str | None, now: datetime) -> str:
    """What the open group buys sell, until when, or where one fetches it."""
    if field == "deadline":
        return "\n".join(f"{group_buy.title}{until(group_buy.deadline, now)}。" for group_buy, _ in group_buys[:LINES])
    if field == "pickup":
        return "\n".join(f"{group_buy.title}：{_pickup(group_buy)}" for group_buy, _ in group_buys[:LINES])
    if field == "stock":
        return "\n".join(
            f"{group_buy.title}：" + "".join(_stock(product, product.unit or "份") for product in products[:6])
            for group_buy, products in group_buys[:LINES]
        )
    return "\n".join(
        f"{group_buy.title}：{'、'.join(_on_the_shelf(product) for product in products[:10])}。"
        f"{until(group_buy.deadline, now)}。"
        for group_buy, products in group_buys[:LINES]
    )


def _on_the_shelf(product: Product) -> str:
    """土鸡蛋28元/份; what is sold out says so."""
    gone = product.stock is not None and product.sold >= product.stock
    return f"{product.name}（订完了）" if gone else price(product)


def which_product(said: str, names: Sequence[str]) -> str:
    """To staff: several products are called as they said; nothing was changed."""
    return f"{said}有{'、'.join(names)}，还没改。请说全名再来一遍。"


def not_sold(names: Sequence[str], title: str | None) -> str:
    """To staff: what was to be changed is sold nowhere, or not there."""
    where = f"{title}里没有" if title else "现在没有团在卖"
    return f"{where}{'、'.join(names)}，什么都没改。要加新商品，就说“{title or '某某团'}加一个{names[0]} 19元/斤”。"
