"""What is said to give points and to issue, revoke, restore, verify and use a certificate."""

from __future__ import annotations

import re
from typing import Any

from intents.commands.goods import plain_number, yuan
from intents.commands.members import find_people, people_in
from intents.commands.numerals import DIGITS, certificate_number
from intents.commands.said import CUT, Remainder, Said, tidy
from intents.numbers import read_number
from intents.patterns import Sifted, quick

_POINTS = Sifted(
    r"(?P<verb>加|添|奖励?|扣除?|扣掉|减去?|补发?|发放?|增加|记|送|\+|-)?(?:上|了|他|她|给)?\s?(?P<sign>[+-])?\s?"
    rf"(?P<number>{DIGITS})\s?(?:个|点)?(?:志愿者?)?(?:积分|分)(?![钟店之])|(?P<sign2>[+-])\s?"
    rf"(?P<number2>{DIGITS})(?![0-9])"
)
_MINUS = re.compile(r"扣|减|-")
_AWARD_WORDS = re.compile(
    r"(?:帮我|麻烦|请)|^(?:加分|加积分|奖励积分|奖励|扣分|扣积分|减分|补分|记分|发积分|奖分|积分)(?:给)?|(?:给|为"
    r"|替|向)(?=\x00)|(?<=\x00)(?:的?积分|各|每个?人|一人|一共|他|她|他们|再)|积分(?=\x00)|奖励?(?=[他她\x00])|扣除?"
    r"(?=\x00)|加(?=\x00)"
)
_EMPTY = ("分", "积分", "给", "了", "为", "和", "各", "跟", "与", "、", "帮", "替", "帮我", "替我", "加", "添", "再")
_PARTS = r"[\x00\n,，。;；:！!?？ ]+"
_JOINED = re.compile(r"[\s、,，和跟与及@]*(?:还有[\s@]*)?")
_BEFORE_NUMBER = re.compile(
    r"[\s:：,，]*+(?:的?(?:积分|分数?))?(?:都|每个?人|一人|一共|各|再|也|也?给)*(?:加|奖励?|扣除?|减|补发?|记|发)?[\s:：]*"
)
_ONE_MORE = re.compile(  # of several, one whom nobody knows: 老丁、路人甲各
    r"(?<=\x00)(?:[、,，和跟与及 ]|还有)+([\u4e00-\u9fff]{2,4}?)(?=(?:每个?人|各|都|一人)(?:再|也)?[加奖扣记]?[\x00 ]*$)"
)
_WHENCE = re.compile(
    rf"(?:对门|对面|楼[上下]|隔壁|{DIGITS}(?:栋|幢|号楼|单元|楼))(?:{DIGITS}(?:单元|楼|室))?的?"
    r"(?=[^\s的加奖扣减]{2,4}(?:加|奖|扣|减|\s|\x00|$))"
)
_GIVEN_TO = re.compile(
    r"(?:给|为|替|向)\s?@?([^\s,，。:：\x00]{1,10}?)(?=加|奖|扣|减|补|发|记|增|送|各|\+|-|\x00|\s|的|开|颁|办|出|$)"
)


def member_points(said: Said) -> dict[str, Any] | None:
    """name: whose points are asked for; `top`: who has the most."""
    people = find_people(said, Remainder(said.text))
    return {"name": people[0]} if len(people) == 1 else {"top": True} if not people else None


def award_points(said: Said) -> dict[str, Any] | None:
    """name, points (negative where taken away), reason; several people: `names` besides. None where goods are meant.

    Only who stands at the number gets points: 小军加2分，陪张老师看病 gives 张老师 none.
    """
    if said.first("product") and "分" not in said.text:
        return None  # 钱奶奶的再加三块豆腐 is about goods
    remainder = Remainder(said.text)
    slots: dict[str, Any] = {}
    points = _take_points(remainder)
    number_at = remainder.text.find(CUT)
    if points is None:
        number_at = len(remainder.text)
    else:
        slots["points"] = points
    people, pieces = _receivers(said, remainder, number_at)
    if people:
        slots["name"] = people[0]
        if len(people) > 1:
            slots["names"] = people
    reason = tidy(" ".join(piece for piece in pieces if piece not in _EMPTY))
    if reason := re.sub(r"^(?:理由|原因|因为|由于|备注)(?:是|为|:)?\s?|,$", "", reason).strip("、 "):
        slots["reason"] = said.as_written(reason)
    return slots


def _receivers(said: Said, remainder: Remainder, number_at: int) -> tuple[list[str], list[str]]:
    """Who gets the points, and what else is said: the pieces of the reason."""
    head, tail = Remainder(remainder.text[:number_at]), Remainder(remainder.text[number_at:])
    head.drop(_WHENCE)  # 给对门的周大爷加2分
    people = _nearest_people(said, head, at_the_end=True)
    if not people and (named := head.take(_GIVEN_TO)):
        people = [tidy(named[1])]
    if people and (another := _ONE_MORE.search(head.text)):
        people.append(tidy(another[1]))
        head.cut(*another.span())
    head.drop(_AWARD_WORDS)
    before = head.pieces(_PARTS)
    if not people and before:
        people, before = [before[0]], before[1:]
    after = tail.pieces(_PARTS)
    if not people:
        people = _nearest_people(said, tail, at_the_end=False)
        tail.drop(_AWARD_WORDS)
        after = tail.pieces(_PARTS)
        if not people and after:
            people, after = [re.sub("^给", "", after[0])], after[1:]
    return people, [*before, *after]


def _nearest_people(said: Said, part: Remainder, at_the_end: bool) -> list[str]:
    """The people named together who are meant: whom 给 leads to, else those at the number, else the first."""
    groups: list[list[tuple[int, int, str]]] = []
    for start, end, name in people_in(said, part.text):
        joined = groups and _JOINED.fullmatch(part.text[groups[-1][-1][1]:start])
        groups[-1].append((start, end, name)) if joined else groups.append([(start, end, name)])
    if not groups:
        return []
    led = [group for group in groups if re.search(r"(?:^|[\s,，。])给\s?@?$", part.text[:group[0][0]])]
    close = [group for group in groups if _BEFORE_NUMBER.fullmatch(part.text[group[-1][1]:])]
    chosen = (led or (close if at_the_end else []) or groups)[0]
    part.cut_all((start, end) for start, end, _ in chosen)
    return [name for _, _, name in chosen]


def _take_points(remainder: Remainder) -> float | int | None:
    found = remainder.take(_POINTS)
    if not found:
        verb = re.search(rf"(加分|扣分|减分|积分|奖励|加|扣|减)[^0-9]{{0,60}}?\s({DIGITS})(?=\s|$|,|，)", remainder.text)
        verb = verb or re.search(rf"(加|扣|减|奖励?)[了上]?\s?({DIGITS})\s*$", remainder.text)
        if not verb:
            return None
        remainder.cut(verb.start(2), verb.end(2))
        value = read_number(verb[2])
        return None if value is None else plain_number(-value if _MINUS.match(verb[1]) else value)
    value = read_number(found["number"] or found["number2"])
    if value is None:
        return None
    said_before = remainder.text[max(0, found.start() - 6):found.start()]
    signs = (found["verb"] or "") + (found["sign"] or "") + (found["sign2"] or "")
    minus = _MINUS.search(signs) or re.search(r"扣|减分", said_before)
    return plain_number(-value if minus else value)


_CERTIFICATE_WORDS = quick(
    r"(?:帮我|麻烦|请|给我|(?<![借转交送租卖让])给|把|将|这张|那张|这本|这个|那个|为)|(?:核销|核验|查验|验证|核实"
    r"|收回|吊销|撤[销回掉了]|作废|注销|取消|收走|废掉|停用|废除|没收|恢复|还原|重新启用|启用|激活|解冻|颁发|补发|签发"
    r"|发放|颁|发|开|办|出|制作|生成|授予)(?:出来|一下|掉|了|吧)?"
    r"|一?(?:张|本|份|个)|的?(?:荣誉)?(?:志愿者|志愿)?(?:证书|证)(?:编号|号码|号)?|编号|废了?吧?|掉|吧|一下"
)
_REVOKING_WORDS = quick(
    r"^[\s\x00]*(?:帮我|麻烦|请|把|将|给)*(?:帮我|麻烦|请|把|将|给)|(?:把|将|给)(?=[\s@]?\x00)|(?:收回|吊销|撤[销回掉了]|作废|注销|取消|收走"
    r"|废掉|停用|废除|没收)(?:来|一下|掉|了|吧)*|(?:这|那|一)[张本份个]|[张本份](?=的?(?:荣誉|志愿|证))"
    r"|的?(?:荣誉)?(?:志愿者|志愿)?(?:证书|证(?![件明丢掉没]))(?:编号|号码|号)?|编号|废(?:了吧?|吧)|(?<=\x00)(?:掉|吧|了|的)+"
)
_REASON = re.compile(r"(?:因为|由于|原因是?|理由是?|原因|理由)[:是为]?\s?([^\n。;；]{1,60})")


def about_certificate(said: Said) -> dict[str, Any] | None:
    """number and name, as far as said."""
    return _whose(said, Remainder(said.text), _CERTIFICATE_WORDS)


def revoke_certificate(said: Said) -> dict[str, Any] | None:
    """number, name, reason."""
    remainder = Remainder(said.text)
    reason = remainder.take(_REASON)
    slots = _whose(said, remainder, _REVOKING_WORDS)
    rest = remainder.pieces(r"[\x00\n,，。;；:!！?？]+")
    why = reason[1] if reason else " ".join(piece for piece in rest if len(piece) > 1)
    if why := tidy(why):
        slots["reason"] = said.as_written(why)
    return slots


def _whose(said: Said, remainder: Remainder, words: re.Pattern[str]) -> dict[str, Any]:
    slots: dict[str, Any] = {}
    if number := certificate_number(remainder.text):
        slots["number"] = number[0]
        remainder.cut(*number[1])
    if people := _holders(said, remainder):
        slots["name"] = people[0]
    head = remainder.text
    remainder.drop(words)
    if not slots:
        named = next((piece for piece in remainder.pieces(r"[\x00\n,，。;；:!！?？ @]+") if 1 < len(piece) < 9), None)
        if named and (said.hashed or re.search(
            rf"(?:给|把|为|将|收回|吊销|恢复|发|开|颁|证书|\s|^)@?{re.escape(named)}",
            head)):
            slots["name"] = named
            start = remainder.text.find(named)
            remainder.cut(start, start + len(named))
    return slots


def _holders(said: Said, remainder: Remainder) -> list[str]:
    """Whose certificate it is: the first who is named; those named after are part of the reason."""
    named = list(people_in(said, remainder.text))
    if not named:
        return find_people(said, remainder)
    remainder.cut(*named[0][:2])
    return [named[0][2]]


def verify_certificate(said: Said) -> dict[str, Any] | None:
    """number, as printed."""
    number = certificate_number(said.text)
    if number:
        return {"number": number[0]}
    bare = re.search(r"(?:编号|证号|号码|证书|核验|验证|查验|验)[:是为 ]{0,2}([A-Za-z]{0,3}[0-9]{2,8})", said.text)
    return {"number": bare[1]} if bare else {}


_AMOUNT = re.compile(
    r"(?:金额|消费了?|实付|实收|花了?|付了|刷了|收了|用了|结账|买单|一共|合计)[:是为 ]{0,3}(?:了|花了)?[¥￥]?\s?("
    r"(?:[0-9]{1,6}(?:\.[0-9]{1,2})?)(?:块[0-9一二三四五六七八九半]{0,2}|元)?|[一二三四五六七八九十两百千]{1,6}"
    r"(?:块[一二三四五六七八九半]?|元)?)(?![0-9])"
)
_IN_YUAN = re.compile(
    r"[¥￥]?((?:[0-9]{1,6}(?:\.[0-9]{1,2})?)(?:块[0-9一二三四五六七八九半]{0,2}|元)"
    r"|[一二三四五六七八九十两百千]{1,6}(?:块[一二三四五六七八九半]?|元))"
)
_CARD = re.compile(r"(?:卡号|证号|居民卡|大家卡|会员卡|户卡|卡|编号|证)[:是为号 ]{0,3}([A-Za-z]{0,3}-?[0-9]{2,12})")
_LETTERED = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,3}-?[0-9]{2,12}(?![0-9])")
# 080013 45.5元: nobody writes money so
_LONG_NUMBER = re.compile(r"(?<![0-9.¥￥])(0[0-9]{3,11}|[0-9]{7,12}|[0-9]{5,6}(?=[\s,，]+[¥￥]?[0-9]))(?![0-9.]|元|块)")
_ANY_NUMBER = re.compile(r"(?<![0-9.])([A-Za-z]{1,3}-?[0-9]{2,10}|[0-9]{3,12})(?![0-9.]|元|块)")


_VISIT = re.compile("核销|扣卡|划卡|消费|登记|记|花|付|收|刷|结账|买单|用|买")


def record_visit(said: Said) -> dict[str, Any] | None:
    """number (of a certificate or a household's card) and amount in yuan; `wrong` where an earlier one is to be put right."""
    remainder = Remainder(said.text)
    slots: dict[str, Any] = {}
    if number := certificate_number(remainder.text):
        slots["number"] = number[0]
        remainder.cut(*number[1])
    elif lettered := remainder.take(_LETTERED):
        slots["number"] = lettered[0].upper()
    elif card := remainder.take(_CARD) or remainder.take(_LONG_NUMBER):
        slots["number"] = card[1].upper()
    amount = remainder.take(_IN_YUAN) or remainder.take(_AMOUNT)  # 消费 180013 45.5元: what is in yuan is the amount
    if amount and (value := yuan(amount[1])) is not None:
        slots["amount"] = value
    if "number" not in slots and (bare := remainder.take(_ANY_NUMBER)):
        slots["number"] = bare[1].upper()
    if "amount" not in slots and (rest := re.search(
        r"(?<![0-9.])([0-9]{1,6}(?:\.[0-9]{1,2})?)(?![0-9.])",
        remainder.text)):
        slots["amount"] = plain_number(float(rest[1]))
    if "amount" not in slots and not _VISIT.search(said.text):
        return None  # a number alone is verified
    return {**slots, "wrong": True} if _NOTED_WRONGLY.search(said.text) else slots


_NOTED_WRONGLY = re.compile("(?:记|登|写|输|登记|打)错了")
