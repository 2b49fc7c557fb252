"""Which product goes with which number, and what remains to be asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from intents.goods_by_price import called_by_price, is_price_of
from intents.measuring import Amount, settle
from intents.patterns import Sifted, quick
from intents.pieces import Clause, Piece
from intents.scene import Doubt, Product
from intents.shared_out import in_all, of_each, says_halves

_SOME = frozenset(("点", "点儿", "一点", "一点儿", "一些", "些"))
_CORRECTION = Sifted(
    r"(?:^|[,，\s])不+(?=[,，\s])|算了还是|等等|等下|等会儿?(?![来去取拿到再就])|等一[下等]|慢着|慢点啊|记错|不对|不是|错了|说错|打错|写错|搞错|弄错|更正|改成|改为|应该是|"
    r"哦不|噢不|不不|啊不|口误|手误|改变?主意|变主意|变卦|反悔|打住|收回|重新来|重来"
)
_IS_RATHER = re.compile(r"[\s,，]{0,2}(?:而)?是(?!不是|吧|吗)")  # 不是豆腐 是青菜
_CALLED_OFF = re.compile(r"算了\s*(?:就|还是)?\s*(?:要|来)?\s*$")
_EACH = re.compile(
    r"(?:各|每样|每种|每个|都来|都要|一样|每|都)(?:给[我俺咱]|帮[我俺咱]|替我)?(?:家)?"
    r"(?:来|要|订|定|买|拿|整|搞|弄|留|记|称)?\s*$"
)
_SHARE = re.compile(r"(?:一人|每人|一个人|每个人|人手|一家|每家)(?:来|要|吃|分)?\s*$")
_IN_ALL = re.compile(r"(?:就|一共|总共|拢共|合计|共|那就|正好|刚好|得|凑)(?:是|要|来|订|整|给我|给我来|得)?\s*$")
_SEVERAL_PEOPLE = re.compile(
    r"(?:[二两俩仨三四五六七八九十]|(?<![0-9])[2-9]|1[0-9])"
    r"(?:口子?|个?人(?!家)|个(?:孩子|娃|大人|老人)|家(?!里))|[俩仨]人|全家|一家子|家里人"
)
_SAYS_WHICH = re.compile(r"\s?(?:元|块)?的?(?:[那这](?:一?[个种款]|一?样)?|的)(?![两二三四五六七八九十几0-9])")
_OF_A_KIND = re.compile(r"(?<=[要来拿选订\s,，])([\u4e00-\u9fff])的")
_AGAIN = re.compile(r"再(?:来|加|要|订|拿|添)?\s*$|另外\s*$|另加\s*$|还要\s*$|加\s*$")
_FOR_ANOTHER = quick(rf"{_AGAIN.pattern}|(?:自己[吃用喝]|自家[吃用]|自用|送[\u4e00-\u9fff]{{1,2}})的?[\s,，]+(?:另外)?$")
_SUM_OF_ALL = quick(r"(?:共|合计|加起来|加一起)(?:要|来|订|买|是)?\s*$")
_STOCK = Sifted(r"还有|还剩|只剩|剩|(?<!还)有|够|卖|到了|一共|总共|都是|大概")
_PARTS = re.compile(r"[,，。;；\n]")
_IF_THERE = re.compile(r"还?有货?(?:的话|吗|没有|没|么|伐|就|[给帮]我)")
_NEGATED_AFTER = re.compile(
    r"^[\s,，]*(?:这次|这回|我|们|家|就|先|今天|暂时|的|全|都|也|还是|那个|现在|可以){0,4}(?:不要(?!太|多)|不用|不订|不定|不买|"
    r"不来|不需要|不拿|免了|算了|取消|退掉|退[了掉吧]|全退|删掉|去掉|划[掉了去]|抹掉|勾掉|[别莫]要|没要|撤[了掉吧]|[别莫不](?:给我|帮我)[留算送订]|一起(?:取消|退|撤|划|不要)|帮我(?:划|退|撤|删|取消))"
)
# 鸡蛋两份 算了不要了: taken back in the same breath
_WITHDRAWN = re.compile(
    r"[\s,，。]*(?:哎呀?|唉|啊|嗯|还是|想想|先)*(?:算了[\s,，]*)?(?:还是|先|都|也)?(?:不要|不订|不定|不买|不用)了"
    r"(?![^,，。]*[0-9一二两三])"
)
_NEGATED_BEFORE = re.compile(
    r"(?:(?<!要)不要|不订|不定|不买|不用|取消|退掉|退|别要|别订|去掉|删掉|没要|划掉|撤掉)(?:我的|我订的|那个|这个|"
    r"那|掉)?\s*$|(?:(?<!要)不要|不订|不定|不买|不用|取消|退|去掉|删掉|划掉|撤掉)了$"
)


@dataclass(slots=True, unsafe_hash=True)  # frozen, it would take longer to make
class Item:
    """A product (or a noun that nobody sells here) and how much of it; amount None: nothing was said."""

    piece: Piece
    amount: Amount | None = None
    negated: bool = False
    added: float = 0.0


@dataclass(frozen=True, slots=True)
class Settled:
    """Items that are clear, and what must be asked."""

    items: tuple[dict[str, Any], ...]
    doubts: tuple[Doubt, ...]
    group_buys: tuple[str, ...] = ()


def pair(text: str, pieces: Sequence[Piece]) -> list[Item]:
    """The products and nouns of a stretch, each with its amount; corrections, sums and 各 are taken in."""
    things = [piece for piece in pieces if piece.kind in ("product", "noun", "amount")]
    things = _corrected(text, _without_shares(text, _without_some(_without_prices(text, things))))
    partner = _partners(text, things)
    items: list[Item] = []
    for index, piece in enumerate(things):
        if piece.kind == "amount":
            if index not in partner:
                _add_to_last(text, piece, items, index - 1 in partner)
            continue
        amount = things[partner[index]].amount if index in partner else None
        items.append(Item(piece, amount, _negated(text, piece, pieces)))
    return _shared(text, items, things, partner)


def _without_some(things: list[Piece]) -> list[Piece]:
    """想买点瓜子 两斤, 搞个水蜜桃团 我要两箱: where a number is said, 点 and 个 mean nothing."""
    told = any(piece.amount and piece.amount.value is not None for piece in things)
    if len(things) > 2 and 2 * sum(piece.kind == "amount" for piece in things) > len(things):
        things = [one for one in things if one.amount is None or len(one.amount.said) > 1 or one.amount.said.isnumeric()]
    return [piece for piece in things if not (told and piece.amount and piece.amount.said in _SOME)]


def _without_prices(text: str, things: list[Piece]) -> list[Piece]:
    """糯米21的来一袋, 鲈鱼26那个来一条: a bare number that only says which, before the number with a unit, is the price."""
    kept: list[Piece] = []
    for piece, after in zip_longest(things, things[1:]):
        counted = after is not None and after.kind == "amount" and after.amount is not None and after.amount.unit
        bare = piece.kind == "amount" and piece.amount is not None and piece.amount.unit in ("", "块", "元")
        costs = bare and kept and piece.amount and is_price_of(piece.amount.value, kept[-1].products)
        if not (bare and counted and (costs or _SAYS_WHICH.match(text, piece.end))):
            kept.append(piece)
    return kept


def _without_shares(text: str, things: list[Piece]) -> list[Piece]:
    """一人一袋豆包 就三袋吧: the whole counts, not each one's share. Of a share alone among several people nobody said how
    much it makes together: it is vague.
    """
    shares = [p for p in things if p.amount and p.amount.value and _SHARE.search(text, max(0, p.start - 4), p.start)]
    if not shares:
        return things
    last = shares[-1].end
    if any(piece.kind == "amount" and piece.start >= last and _IN_ALL.search(text, last, piece.start) for piece in things):
        return [piece for piece in things if piece not in shares]
    if not _SEVERAL_PEOPLE.search(text):
        return things
    return [replace(p, amount=replace(p.amount, vague=True)) if p in shares and p.amount else p for p in things]


def _add_to_last(text: str, piece: Piece, items: list[Item], is_second: bool) -> None:
    """玉米3根 再来2根, 鱼糕一盒自己吃 一盒送人: the second number adds to the first."""
    again = (_AGAIN if not is_second else _FOR_ANOTHER).search(text, max(0, piece.start - 6), piece.start)
    if items and again and piece.amount and piece.amount.value and items[-1].amount and not items[-1].negated:
        first = items[-1].amount
        if first.value is not None and piece.amount.unit in ("", first.unit):
            items[-1] = replace(items[-1], amount=replace(first, value=first.value + piece.amount.value))


def _shared(text: str, items: list[Item], things: Sequence[Piece], partner: dict[int, int]) -> list[Item]:
    """各两斤: the number goes to each product that has none of its own. 毛豆和莲藕共5斤: nobody knows how it is shared."""
    for index, piece in enumerate(things):
        if piece.kind == "amount" and len(items) > 1 and _SUM_OF_ALL.search(text, max(0, piece.start - 5), piece.start):
            return items if any(item.amount and item.amount is not piece.amount for item in items) else [
                replace(item, amount=Amount(None, vague=True)) for item in items
            ]
        if piece.kind == "amount" and _EACH.search(text, max(0, piece.start - 8), piece.start):
            mine = partner.get(index)
            return [
                item
                if item.negated or (item.amount and item.piece is not (things[mine] if mine is not None else None))
                else replace(item, amount=piece.amount)
                for item in items
            ]
    return items


def _corrected(text: str, things: list[Piece]) -> list[Piece]:
    """两份 不对 三份 is 三份; a product named anew replaces the one before it."""
    kept: list[Piece] = []
    for before_it, piece in zip((None, *things), things, strict=False):
        if kept and before_it:
            gap = text[max(before_it.end, kept[-1].end) : piece.start]
            before = text[max(0, kept[-1].start - 3) : kept[-1].start]
            denied = _is_denied(text, kept[-1], gap, piece)
            if denied or (piece.kind == "product" and _CALLED_OFF.search(gap) and _said_anew(kept, piece)):
                kept.extend(() if denied else (piece,))
                continue
            other_number = piece.kind == "amount" and _CALLED_OFF.search(gap)
            if other_number or _CORRECTION.search(gap) or ("不是" in before and "是" in gap):
                if _said_anew(kept, piece):
                    kept.append(piece)
                    continue
                last = -1 if kept[-1].kind == "amount" else None
                joined = len(kept) > 1 and not text[kept[-2].end : kept[-1].start]
                if last is None and joined and kept[-2].kind == "amount":
                    last = -2  # 两桶花生油，不，一桶
                if piece.kind == "amount" and last is not None:
                    kept[last] = replace(piece, start=kept[last].start, end=kept[last].end)
                    continue
                if piece.kind == "product" and [one.kind for one in kept[-2:]] == ["product", "amount"]:
                    del kept[-2:]
                elif piece.kind == kept[-1].kind == "product":
                    del kept[-1]
        kept.append(piece)
    return kept


def _is_denied(text: str, last: Piece, gap: str, piece: Piece) -> bool:
    """鸡蛋两盒 不是豆腐 是青菜 四斤: the tofu is said not to be meant; the eggs stay."""
    named_after = piece.kind == "product" and last.kind == "amount" and gap.rstrip().endswith("不是")
    return named_after and _IS_RATHER.match(text, piece.end) is not None


def _said_anew(kept: list[Piece], piece: Piece) -> bool:
    """鸡蛋两盒 豆腐三块 不对 鸡蛋一盒: what was said of a thing before goes where it is named again; whether it was."""
    newest = piece if piece.kind == "product" else kept[-1] if kept[-1].kind == "product" else None
    if newest is None:
        return False
    at = next((at for at, one in enumerate(kept) if one is not newest and one.products == newest.products != ()), None)
    if at is None or at + 1 >= len(kept) or kept[at + 1].kind != "amount":
        return False
    del kept[at : at + 2]
    return True


def _partners(text: str, things: Sequence[Piece]) -> dict[int, int]:
    """Neighbouring thing and amount joined, as many as possible, the nearest first; both ways of looking it up."""
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for index in range(len(things)):
        score, joined = best[-1]
        option = (score, joined)
        if index and (things[index].kind == "amount") != (things[index - 1].kind == "amount"):
            cost = _distance(text, things[index - 1], things[index])
            before, earlier = best[index - 1]
            if cost is not None and before + 10 - cost > option[0]:
                option = (before + 10 - cost, (*earlier, index))
        best.append(option)
    partner: dict[int, int] = {}
    for index in best[-1][1]:
        partner[index], partner[index - 1] = index - 1, index
    return partner


def _distance(text: str, left: Piece, right: Piece) -> float | None:
    """How far apart two neighbours are; None where what stands between them parts them."""
    gap = text[left.end : right.start]
    if left.kind == "amount":
        if _PARTS.search(gap):
            return 8.0
        return 0.5 * len(gap.strip()) + (2.0 if gap and not gap.strip() else 0.0)
    if _STOCK.search(_IF_THERE.sub("", gap)):
        return None
    parted = 2.5 if _PARTS.search(gap) else 0.6 if " " in gap else 0.0
    return parted + 0.3 * len(gap.strip())


def _negated(text: str, piece: Piece, pieces: Sequence[Piece]) -> bool:
    ahead = text[piece.end :]
    after = next((other for other in pieces if other.start >= piece.end and other.kind != "other"), None)
    if after is not None:
        ahead = text[piece.end : after.start]
    behind = text[max(0, piece.start - 8) : piece.start]
    if after is not None and after.kind == "amount" and _WITHDRAWN.match(text, after.end):
        return True
    return bool(_NEGATED_AFTER.search(ahead) or _NEGATED_BEFORE.search(behind))


def settle_items(
    items: Sequence[Item], title: str | None = None, nouns: bool = False, text: str = ""
) -> Settled:
    """Names and numbers as they are recorded. title: the group buy that the message names; nouns: a demand is open
    here. text: the whole message, which may say elsewhere which of several is meant (橙子来一箱，要赣南的).
    """
    done: dict[tuple[str, str], dict[str, Any]] = {}
    doubts: list[Doubt] = []
    said_besides = {
        one.name for item in items if item.amount is not None for one in _said_besides(item.piece.products, item.piece.said, text)
    }
    shared = says_halves(text)  # 橙子两箱 赣南和纽荷尔各一半
    counted = {
        one.name for item in items if item.amount is not None and (shared or len(item.piece.products) == 1)
        for one in item.piece.products
    }
    for item in items:
        # 两箱橙子，纽荷尔的; 豆腐 就是卤水的那个 一块: a second name only says which.
        says_which = item.amount is None and {one.name for one in item.piece.products} <= said_besides | counted
        if item.negated or (says_which and item.piece.kind == "product"):
            continue
        if item.piece.kind == "noun":
            if not nouns:
                doubts.append(
                    Doubt("unknown_product", item.piece.said, None, item.amount.value if item.amount else None)
                )
            continue
        for product, quantity, doubt in _settled(item, items, title, text):
            if doubt is not None:
                doubts.append(doubt)
            elif product is not None and quantity is not None:
                slot = done.setdefault((product.group_buy, product.name), {"product": product.name, "quantity": 0})
                slot["quantity"] = round(slot["quantity"] + quantity, 3)
    named = {name for _, name in done}  # 橙子要赣南的一箱: the other name has said which
    open_doubts = tuple(
        one for one in doubts
        if one.kind != "which_product" or named.isdisjoint(one.choices)
        or one.quantity not in (None, in_all(done.values(), one.choices))
    )
    return Settled(tuple(done.values()), open_doubts, tuple(dict.fromkeys(key[0] for key in done)))


def _settled(
    item: Item, items: Sequence[Item], title: str | None, text: str
) -> list[tuple[Product | None, float | None, Doubt | None]]:
    """The product of an item with its quantity, or the doubt; several where one word shares its number out (公母各一半)."""
    product, doubt = choose(item, title, text)
    if product is not None:
        return [(product, *settle(product, item.amount or Amount(None)))]
    if doubt is not None and doubt.kind == "which_product" and text:
        around = text
        for other in items:
            if other is not item:
                around = around.replace(other.piece.said, "\n")
        if each := of_each(item.piece.products, item.amount, doubt, around):
            return [*each]
    return [(None, None, doubt)]


def choose(item: Item, title: str | None = None, text: str = "") -> tuple[Product | None, Doubt | None]:
    """The one product that is meant; else the question which."""
    products = item.piece.products
    if item.amount is not None:
        products = _said_besides(products, item.piece.said, text) or products
    if title and (named := [product for product in products if product.group_buy == title]):
        products = tuple(named)
    if len({product.name for product in products}) > 1 and item.amount and item.amount.unit:
        fitting = tuple(p for p in products if settle(p, item.amount)[1] is None)
        if len({product.name for product in fitting}) == 1:
            products = fitting
    names = tuple(dict.fromkeys(product.name for product in products))
    value = item.amount.value if item.amount else None
    if len(names) > 1:
        return None, Doubt("which_product", item.piece.said, None, value, names)
    if len(products) > 1:
        titles = tuple(dict.fromkeys(product.group_buy for product in products))
        return None, Doubt("which_group_buy", item.piece.said, names[0], value, titles)
    return products[0], None


def _said_besides(products: Sequence[Product], said: str, text: str) -> tuple[Product, ...]:
    """Those of them of whose names a part stands in the text that no other one has (赣南 of 赣南脐橙); () where it is not
    one name alone.
    """
    names = {product.name for product in products}
    if len(names) < 2 or not text:
        return ()
    rest = text.replace(said, "\n")
    meant = {
        name for name in names
        if any(
            part in rest and not any(part in other for other in names if other != name)
            for part in (name[start : start + 2] for start in range(len(name) - 1))
        )
    }
    meant = meant or called_by_price(products, text)
    if not meant:  # 粽子要白的
        kinds = set(_OF_A_KIND.findall(rest))
        meant = {name for name in names if any(kind in name and not any(kind in one for one in names - {name}) for kind in kinds)}
    return tuple(product for product in products if product.name in meant) if len(meant) == 1 else ()


def stretch(clauses: Sequence[Clause]) -> list[Piece]:
    """The pieces of some clauses, in order."""
    return [piece for clause in clauses for piece in clause.pieces]
