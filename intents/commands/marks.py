"""What is said to mark orders as paid or fetched, and to remind those of whom it is waited for."""

from __future__ import annotations

import re
from typing import Any

from intents.commands.members import BUILDING, find_people, listed_names, people_in
from intents.commands.numerals import DIGITS, find_number, number_text
from intents.commands.said import Remainder, Said
from intents.patterns import quick

_MARK_WORDS = re.compile(
    r"(?:帮我|麻烦|请|把|将|给|的|那个|已经|都|全部|全|已)|(?:标记|登记|确认|标|记)(?:一下|下|为|成|上)?|(?:已)?"
    r"(?:收款|付款|付|交|转账|转|给|缴|结清|到账|取货|提货|取|提|领|拿|核销|自提)(?:清|过|好|完|齐|走|登记|来)?"
    r"(?:了|钱|款|货)*|收到|货款|团费|钱|款|订单|东西|了|吧|号"
)
_MONEY_OR_GOODS = re.compile("付|款|钱|账|货|团|单|结清|取")
_ALL_OF_THEM = re.compile("所有人|全部|全都|大家|每个人|所有订单|所有的")
_EVERYBODY = re.compile("都|全")
_ONE_NUMBER = re.compile(rf"第?({DIGITS})(?:号单?|单)(?![楼栋幢日])")
_NO_NAME = re.compile("(?:[那这]?[家单个户位号]|[那这][一几]?[家单个户位]|的|还|目前|暂时|订单|单子)+")
_MARK_WORDS_BUT_ALL = re.compile(_MARK_WORDS.pattern.replace("|都|全部|全|", "|"))
_FROM_TO = re.compile(rf"({DIGITS})号?(?:到|至|-|~|—)({DIGITS})号(?!楼|栋|幢)")
_OWN_NUMBER = rf"第?(?:{DIGITS})(?:号单?|单)"
_LISTED = quick(
    rf"(?:第?(?:{DIGITS})(?:号单?|单)?[、,， /和跟及与]+|{_OWN_NUMBER})+第?(?:{DIGITS})(?:号单?|单)?(?![楼栋幢元块月日点.0-9])"
)
_BUT = (
    re.compile(
        r"(?:^|[\s,，。;；了])(?P<who>[^\s,，。;；了]{1,30}?)(?:是|要)?(?:除外|例外|不算(?:在内)?|不在内|不包括(?:在内)?)"
        r"(?:[吧哦啊哈了])*(?=$|[\s,，。;；!！])"
    ),
    re.compile(
        r"(?:(?<![扫清删拆解废开])除(?![夕湿尘草虫螨菌])[了开去掉]?|不包括|不含|不算|[就只还]差|[就只]剩|唯独)(?P<who>[^,，。;；]{1,30}?)"
        r"(?:以外|之外|外|没[付取拿交领给来]|[,，。;；]|其他|其余|别的|剩下|(?=都|全|大家|所有)|[吧哦啊哈了]*$)"
    ),
)
_BUT_NOBODY = re.compile(r"(?<![扫清删拆解废开])除(?![夕湿尘草虫螨菌])|不包括|不含|不算|[就只还]差|[就只]剩|唯独|例外|不在内")
_ALL_THE_REST = re.compile("(?:其他|其余|别的|剩下|另外|大家|所有|全部|人|家|户|的)+")
_OF_SOMETHING = re.compile(r"(?:^|[\x00\s,，])[^\x00\s,，]{2,8}(?=都|全)")
_ASKED = re.compile(r"(?:没有?|吗|么|没呢|否)[呀啊呢了?？]*$|[?？]$|谁|哪|多少|几[个户家单位]|名单|清单|[货款]单?表$")
MOST = 200  # orders by number at once


def mark_orders(said: Said) -> dict[str, Any] | None:
    """name or number or building (3栋) or all, and group_buy. several people: `names` besides; several numbers: `numbers`;
    all but some: `except`, names, numbers or a building, beside all, a building or numbers. Where it is not clear who
    is left out, nobody is named.

    None of what is asked: 都取完了没, 今天收了多少钱.
    """
    if _ASKED.search(said.text):
        return None
    slots: dict[str, Any] = {}
    remainder = Remainder(said.text)
    if group_buy := said.first("group_buy"):
        slots["group_buy"] = group_buy.full_values("group_buy")[0]
        remainder.cut(group_buy.start, group_buy.end)
    remainder.cut_all((found.start, found.end) for found in said.times if "号" not in said.text[found.start:found.end])
    if _BUT_NOBODY.search(remainder.text) or _BUT[0].search(remainder.text):
        return slots | (_all_but(said, remainder) or {})
    building = remainder.take(BUILDING)
    people = find_people(said, remainder)
    if building and not people:
        return {**slots, "building": f"{number_text(building[1]) or building[1]}栋"}
    if people:
        return {**slots, "name": people[0], **({"names": people} if len(people) > 1 else {})}
    if numbers := _several_numbers(remainder.text):
        return {**slots, "numbers": numbers}
    if number := find_number(remainder.text):
        return {**slots, "number": number[0]}
    if _ALL_OF_THEM.search(said.text):
        return {**slots, "all": True}
    return _by_unknown_name(said, remainder, slots)


def _all_but(said: Said, remainder: Remainder) -> dict[str, Any] | None:
    """All but those, or a building, or several numbers or people but those; None where it is not clear who is meant."""
    but = remainder.take(_BUT[0]) or remainder.take(_BUT[1])
    left_out = _left_out(said, but["who"]) if but else []
    if not but or not left_out or _BUT_NOBODY.search(remainder.text):
        return None
    building = remainder.take(BUILDING)
    people, numbers = people_in(said, remainder.text), _numbers_of(remainder.text)
    if not people and not numbers:
        whose = {"building": f"{number_text(building[1]) or building[1]}栋"} if building else {"all": True}
        return None if _of_something(remainder) else {**whose, "except": left_out}
    begins = people[0][0] if people else re.search(rf"第?{DIGITS}", remainder.text).start()  # type: ignore[union-attr]
    if building or (people and numbers) or _EVERYBODY.search(remainder.text[:begins]):
        return None  # 都付了，除了阿强，阿芬: also but 阿芬?
    if but.start() < begins and not set(left_out) < set(numbers):
        return None  # 除了阿强，阿芬都付了
    if numbers:
        return {"numbers": numbers, "except": left_out}
    names = [name for _, _, name in people if name not in left_out]
    return {"name": names[0], "names": names} if names and not any(one.isdigit() for one in left_out) else None


def _of_something(remainder: Remainder) -> bool:
    """Whether all of something unknown is spoken of: 豆腐团都付了."""
    remainder.drop(_ALL_THE_REST)
    remainder.drop(_MARK_WORDS_BUT_ALL)
    return bool(_OF_SOMETHING.search(remainder.text))


def _left_out(said: Said, who: str) -> list[str]:
    """Who is not to be marked: numbers, names, a building; [] where some of it cannot be read."""
    remainder = Remainder(who)
    people = find_people(said, remainder)
    if building := remainder.take(BUILDING):
        return [] if people or re.search("[0-9]", remainder.text) else [f"{number_text(building[1]) or building[1]}栋"]
    numbers = _numbers_of(remainder.text)
    for pattern in (_FROM_TO, _LISTED, _ONE_NUMBER):
        while remainder.take(pattern):
            pass
    names = [name for name in listed_names(said, remainder) if not _NO_NAME.fullmatch(name)]
    return [] if any(re.search("[0-9]", name) for name in names) else [*numbers, *people, *names]


def _numbers_of(text: str) -> list[str]:
    """All numbers of orders: of spans, of lists, single ones."""
    found: list[str] = []
    for pattern in (_FROM_TO, _LISTED, _ONE_NUMBER):
        remainder = Remainder(text)
        while match := remainder.take(pattern):
            one = number_text(match[1]) if pattern is _ONE_NUMBER else None
            found += [one] if one else _several_numbers(match[0])
        text = remainder.text
    return list(dict.fromkeys(found))


def _by_unknown_name(said: Said, remainder: Remainder, slots: dict[str, Any]) -> dict[str, Any] | None:
    if name := _unknown_name(remainder):
        if not said.hashed and (said.first("product") or not _MONEY_OR_GOODS.search(said.text)):
            return None  # talk about goods, no mark of an order
        return {**slots, "name": name}
    return {**slots, "all": True} if _EVERYBODY.search(said.text) else slots


def _unknown_name(remainder: Remainder) -> str | None:
    remainder.drop(re.compile(rf"(?:[0-9.]+|{DIGITS})(?:元|块)"))
    remainder.drop(_MARK_WORDS)
    pieces = remainder.pieces(r"[\x00\n,，。;；:!！?？ 、]+")
    return next((piece for piece in pieces if 1 < len(piece) < 9 and not re.search("[0-9]", piece)), None)


def _several_numbers(text: str) -> list[str]:
    """The numbers of 1到5号 and of 1、3、7号; none where a single one is said."""
    if span := _FROM_TO.search(text):
        first, last = int(number_text(span[1]) or 0), int(number_text(span[2]) or 0)
        return [str(number) for number in range(first, last + 1)] if 0 < first < last < first + MOST else []
    if found := _LISTED.search(text):
        return [number for said in re.findall(DIGITS, found[0]) if (number := number_text(said))]
    apart = re.findall(rf"({DIGITS})号(?![楼栋幢日])", text)  # 1号的钱和2号的钱都收到了
    return [number for said in apart if (number := number_text(said))] if len(apart) > 1 else []


_PAID = re.compile(
    "付(?:了|款|清|好|过|完|齐|$)|(?:钱|款|货款)(?:也|都|已经?)?(?:给|交|付|转|结|收到|到)|"
    "[交给转收](?:了|过)?[钱款]|转账|到账|结清|缴"
)
_FETCHED = re.compile("[取提拿领](?:了|走|好|过|完|齐|货)|自提|核销|拎走|带走|搬走|扛走|抱走")
_NOT_BOTH = re.compile("没|未|别|不|还差|先|再|等|忘|吗|么|[?？]")


def marks_both(text: str) -> bool:
    """Whether an order was paid and fetched: 老严钱付了 货也拿走了; of 付了还没取 only the one is true."""
    return bool(_PAID.search(text) and _FETCHED.search(text)) and not _NOT_BOTH.search(text)


_MONEY = re.compile("付|款|钱|账|转|缴")


def remind_orders(said: Said) -> dict[str, Any] | None:
    """what (paid, picked_up): which mark is waited for; group_buy, where one is named."""
    slots: dict[str, Any] = {"what": "paid" if _MONEY.search(said.text) else "picked_up"}
    if group_buy := said.value("group_buy"):
        slots["group_buy"] = group_buy
    return slots
