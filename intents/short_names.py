"""Products by what tells them apart: 三鲜的一袋, 奉节那个橙子一箱, where 三鲜水饺 and 奉节脐橙 are on sale."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from intents.measuring import Amount, settle
from intents.numbers import Quantity
from intents.scene import Product, Scene

SHORTEST, LONGEST = 2, 4
OF_KIND = re.compile(r"(?:的|那个|那种|那款|那一种|这个|这种|牌的?|味的?)?")
_SEPARATORS = " ,，。;；!！、\n+~:：和跟"


@dataclass(frozen=True, slots=True)
class Short:
    """Where a short name stands, and the one product that it tells."""

    start: int
    end: int
    product: Product


def beginnings(products: Sequence[Product]) -> Mapping[str, Product]:
    """What begins the name of one product only: 三鲜 of 三鲜水饺, not 脐橙 of nothing. A whole name is none."""
    found: dict[str, dict[str, Product]] = {}
    whole = {name for product in products for name in (product.name, *product.aliases)}
    for product in products:
        for name in (product.name, *product.aliases):
            for length in range(SHORTEST, min(LONGEST, len(name) - 1) + 1):
                found.setdefault(name[:length], {})[product.name] = product
    return {short: next(iter(said.values())) for short, said in found.items() if len(said) == 1 and short not in whole}


def with_its_head(text: str, start: int, products: tuple[Product, ...]) -> tuple[int, tuple[Product, ...]]:
    """花猪肉, where 猪肉 was found: of which of them the characters before begin the name, and where these begin."""
    if not start or not any(text[start - 1] in name for one in products for name in (one.name, *one.aliases, "的")):
        return start, products
    for length in range(min(3, start), 0, -1):
        head = text[start - length : start + 1]
        if fitting := tuple(one for one in products if any(name.startswith(head) for name in (one.name, *one.aliases))):
            return start - length, fitting
    return _of_its_kind(text, start, products) or (start, products)


def _of_its_kind(text: str, start: int, products: tuple[Product, ...]) -> tuple[int, tuple[Product, ...]] | None:
    """母的大闸蟹, 公螃蟹: one character before, with which the name of only one of them begins."""
    at = start - 2 if text[start - 1] == "的" else start - 1
    fitting = tuple(one for one in products if at >= 0 and one.name[0] == text[at])
    return (at, fitting) if len({one.name for one in fitting}) == 1 < len({one.name for one in products}) else None


def short_names(
    text: str,
    here: Scene,
    named: Sequence[tuple[int, int, tuple[Product, ...]]],
    quantities: Sequence[Quantity],
    of_order: re.Pattern[str],
) -> Iterator[Short]:
    """The short names of what is on sale here, beside a number that counts what is meant. named: where full names stand,
    and what each may mean; of_order: the words that may stand between.
    """
    counted = [q for q in quantities if q.value and not q.vague and (q.unit or q.times or _stands_alone(text, q))]
    if counted and named and "的" in text:
        yield from _the_other_kind(text, here, named, counted)
    known, heads = here.short_names, here.short_heads
    if not counted or not known:
        return
    at = 0
    while at < len(text) - 1:
        hit = text[at : at + SHORTEST] in heads and next((
            text[at : at + n] for n in range(LONGEST, SHORTEST - 1, -1) if text[at : at + n] in known
        ), None)
        end = hit and _end(text, at, at + len(hit), known[hit], named)
        begins = hit and (_begins(text, at, quantities, of_order) or _follows_its_kind(at, known[hit], named))
        if hit and end and begins and (
            _is_counted(text, at, end, known[hit], counted, of_order) or _is_one_of(text, end, named, counted)
        ):
            yield Short(at, end, known[hit])
            at = end
        else:
            at += 1


_BEHIND_THE_NAME = re.compile(r"[1-9][0-9]?(?:$|[\s,，、;；。!！])")


def _stands_alone(text: str, number: Quantity) -> bool:
    """赣南1 纽荷尔2: a figure without a unit right behind a word, and nothing behind it."""
    before = text[max(0, number.start - 2) : number.start].rstrip()
    return before[-1:].isalpha() and number.end - number.start < 3 and bool(_BEHIND_THE_NAME.match(text, number.start))


_OTHER_KIND = re.compile(
    r"(?P<kind>[\u4e00-\u9fff])的(?:那[种个款])?(?=(?:也|就|还|再|要|来|订|拿|给我){0,3}\s?[0-9一二两三四五六七八九十半])"
)


def _the_other_kind(
    text: str, here: Scene, named: Sequence[tuple[int, int, tuple[Product, ...]]], counted: Sequence[Quantity]
) -> Iterator[Short]:
    """肉粽十二个 白的也十二个, where 腊肉粽 and 白水粽 are sold: one character that only one other of that kind has."""
    ends = {0, *(end for _, end, _ in named), *(q.end for q in counted)}
    for said in _OTHER_KIND.finditer(text):
        if said.start() not in ends and text[said.start() - 1] not in " \n\t,，、和跟":
            continue
        heads = {product.name[-1] for _, end, products in named if end <= said.start() for product in products}
        kinds = {p.name: p for p in here.products if p.name[-1] in heads and said["kind"] in p.name[:-1]}
        if len(kinds) == 1 and any(0 <= q.start - said.end() <= 4 for q in counted):
            yield Short(said.start(), said.end(), next(iter(kinds.values())))


def _end(
    text: str, start: int, at: int, product: Product, named: Sequence[tuple[int, int, tuple[Product, ...]]]
) -> int | None:
    """Where the name ends, with what follows of the kind (赣南的橙子, 麻辣的香肠); None: it is part of another name."""
    of = OF_KIND.match(text, at)
    after = of.end() if of else at
    for begin, end, products in named:
        if begin < at and start < end:
            if start <= begin and end < at:
                continue  # 红薯粉 of 红薯粉条 holds 红薯, which is sold as well
            return None
        if begin in (at, after):
            return end if any(one.name == product.name for one in products) else None
    for name in (product.name, *product.aliases):
        for length in range(len(name) - 1, 1, -1):
            if text.startswith(name[-length:], after):
                return after + length
    return after


def _begins(text: str, start: int, counted: Sequence[Quantity], of_order: re.Pattern[str]) -> bool:
    if not start or text[start - 1] in _SEPARATORS or any(q.end == start for q in counted):
        return True
    return any(of_order.fullmatch(text, at, start) for at in range(max(0, start - 4), start))


def _follows_its_kind(start: int, product: Product, named: Sequence[tuple[int, int, tuple[Product, ...]]]) -> bool:
    """橙子赣南的来一箱: right behind a word for several things, of which it is one."""
    return any(end == start and len(products) > 1 and product in products for _, end, products in named)


def _is_one_of(
    text: str, end: int, named: Sequence[tuple[int, int, tuple[Product, ...]]], counted: Sequence[Quantity]
) -> bool:
    """赣南和纽荷尔各一箱: whether another thing is joined to it, and the number is of each."""
    joined = end + 1 if text[end : end + 1] in ("和", "跟", "与", "、") else end
    after = next((last for begin, last, _ in named if begin == joined), None)
    words = ("各", "各要", "各来", "一样", "都要", "都来")
    return after is not None and any(text[after : one.start].strip() in words for one in counted)


def _is_counted(
    text: str, start: int, end: int, product: Product, counted: Sequence[Quantity], of_order: re.Pattern[str]
) -> bool:
    for quantity in counted:
        between = text[end : quantity.start] if quantity.start >= end else text[quantity.end : start]
        if settle(product, Amount(quantity.value, quantity.unit, "", False, quantity.number))[1] is not None:
            continue
        if quantity.start >= end and not (of_order.sub("", between) if quantity.unit else between).strip():
            return len(between) <= 6 and not re.search(r"[,，。;；\n]", between)
        if quantity.unit and quantity.end <= start and not between.strip() and text[end : end + 1] in ("", *_SEPARATORS):
            return True
    return False


def follows_an_ending(text: str, here: Scene, start: int, end: int) -> bool:
    """油3 of 米1油3: a figure right behind one or two characters, alone between numbers, with which names here end."""
    if end - start > 2 or text[end : end + 1].isdigit():
        return False
    return any(
        (start == length or text[start - length - 1 : start - length] in "0123456789 ,，、")
        and text[start - length : start].isalpha() and bool(here.ending_in(text[start - length : start]))
        for length in (1, 2) if length <= start
    )
