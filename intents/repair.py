"""Names with a slip in them, in messages that mean nothing as they stand: 崩鸡蛋2板, 居租证怎么办, 开硕在哪.

What sounds the same is found by the lexicon at once. Here zh=z, n=l, ing=in count as the same too, and one character
may be missing, too many or swapped. This is done only for a message that has the form of an order or of a question and in
which a name is missing, and the message that comes out is read again as strictly as any other.

Not covered: slips that are words of their own (找点铺), two slips in one short name, look-alike characters in
names of goods and shops (猪肉饺子 and 羊肉饺子, 张记面馆 and 李记面馆 are two things), persons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA

from intents.grammar.sieve import numbers
from intents.lexicon import Lexicon
from intents.normalise import loose_syllables, syllables
from intents.numbers import find_quantities
from intents.order_words import order_words
from intents.patterns import quick
from intents.sieved import Sieved

LONGEST = 40  # characters of a message in which a slip is looked for
_LONGEST_NAME, _SHORTEST_NAME = 10, 2

_GOODS, _SHOPS, _MATTERS = ("product",), ("merchant", "cart"), ("guide",)
_KINDS_OF_SHOPS = ("category", "merchant", "cart")
_HAN = "[一-鿿A-Za-z0-9]"
_ASKED_BEFORE = (
    r"^(?:.{2,14}?(?:[\s,，了]那个|[\s,，]))?"
    r"(?:小邻|请问|问一下|问下|请教|求问|想问|大家好|各位|邻居们?|谁知道|有人知道|麻烦|帮忙|我|想|要|去|一下|下|[ ,，])*"
    r"(?:最近的|附近的?|哪里有|哪儿有|哪有|有没有|办理?|补办?|申请|找)?"
)
_QUESTIONS = (
    (_MATTERS, "(?:要|该|应该|得|需要|现在|到底)?(?:怎么|咋|如何|怎样)(?:办|补|申请|弄|领|报|交|缴|开|换|转|查|登记|认证)"),
    (_MATTERS, "(?:要|该|得|应该|现在)?[去在到上]?(?:哪里|哪儿|哪|什么地方)(?:能|可以)?"
     "(?:办|补|申请|弄|领|报|交|缴|开|登记|认证)"),
    (_MATTERS, "(?:要|需要|得|都)?(?:带|准备|交)?(?:些|点)?(?:什么|啥|哪些)(?:材料|手续|东西|证件|资料)"),
    (_SHOPS, "的?(?:联系)?(?:电话|号码|手机号|地址|营业时间|优惠|折扣)|(?:现在|今天|明天)?(?:几点|开门|关门|打几折|营业)"),
    (_KINDS_OF_SHOPS, "(?:店|的)?(?:在|去|上|到)?(?:哪里?|哪儿|哪家|什么地方|啥地方)"),
)
_ASKS = tuple(
    (kinds, re.compile(f"{_ASKED_BEFORE}(?P<said>{_HAN}{{2,10}}?)(?:{after})")) for kinds, after in _QUESTIONS
)
_ASKED = Sieved(question.pattern for _, question in _ASKS)
# What each of these questions has in it: most chatter that asks something asks none of them.
_MAY_ASK = quick(
    "(?:怎么|咋|如何|怎样)(?:办|补|申请|弄|领|报|交|缴|开|换|转|查|登记|认证)|(?:什么|啥|哪些)(?:[材东]|手续|证件|资料)|"
    "哪|[什啥]么?地方|电话|号码|手机号|地址|营业|优惠|折扣|打几折|几点|[开关]门"
)
_LEADING = frozenset("我想再也先还就请要来订定买拿给加帮")
_PARTS = re.compile(r"[ ,，。;；!！?？、\n+~…:：()（）]+")
_PERSON = re.compile("师傅|[姐哥叔姨婶嫂伯总]$|[爷奶妈爸]{2}$|大[爷妈]$|老师|医生|大夫")


@dataclass(frozen=True, slots=True)
class Slip:
    """Where a name was misspelt, and how it is written."""

    start: int
    end: int
    meant: str


def repaired(text: str, lexicon: Lexicon, selling: bool) -> str | None:
    """The text with one name put right; None where none is missing, or none is near enough, or several are.

    selling: whether something is on sale here, so that a number beside an unknown word is an order.
    """
    slip = asked_slip(text, lexicon) or (_ordered_slip(text, lexicon) if selling else None)
    return None if slip is None else text[: slip.start] + slip.meant + text[slip.end :]


def asked_slip(text: str, lexicon: Lexicon) -> Slip | None:
    """The misspelt name that a question is about."""
    if len(text) > LONGEST or not _MAY_ASK.search(text):
        return None
    for number in numbers(_ASKED.fitting(text)):
        kinds, question = _ASKS[number]
        if (asked := question.match(text)) is None:
            continue
        for said in _with_and_without_kind(asked["said"], kinds, lexicon):
            if meant := _meant(said, kinds, lexicon):
                return Slip(asked.start("said"), asked.start("said") + len(said), meant)
    return None


def _with_and_without_kind(said: str, kinds: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """What was said, then, of a shop, without the kind of shop that people put behind its name (净之圆洗衣店)."""
    yield said
    if kinds is not _SHOPS and kinds is not _KINDS_OF_SHOPS:
        return
    for found in lexicon.find(said):
        if found.end == len(said) and found.exact and found.values("category") and found.start > _SHORTEST_NAME:
            yield said[: found.start]
    if said[-1] in "店铺馆" and len(said) > _SHORTEST_NAME + 1:
        yield said[:-1]


def _ordered_slip(text: str, lexicon: Lexicon) -> Slip | None:
    if len(text) > LONGEST:
        return None
    amounts = [(amount.start, amount.end) for amount in find_quantities(text) if amount.unit or amount.bare]
    for start, end in _stretches(text, amounts):
        if meant := _meant(text[start:end], _GOODS, lexicon):
            return Slip(start, end, meant)
    return None


def _stretches(text: str, amounts: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What stands beside a number, without the words of an order around it."""
    _, words = order_words()
    if not amounts:
        return
    borders = sorted({0, len(text), *(edge for amount in amounts for edge in amount)})
    for first, last in pairwise(borders):
        if (first, last) in amounts:
            continue
        at = first
        for gap in (*_PARTS.finditer(text, first, last), None):
            start, end = at, gap.start() if gap else last
            at = gap.end() if gap else last
            while (filler := words.match(text, start, end)) and (len(filler[0]) > 1 or filler[0] in _LEADING):
                start = filler.end()
            if _SHORTEST_NAME <= end - start <= _LONGEST_NAME:
                yield start, end


def _meant(said: str, kinds: Sequence[str], lexicon: Lexicon) -> str | None:
    if not _SHORTEST_NAME <= len(said) <= _LONGEST_NAME:
        return None
    near = {name: how for name in lexicon.alike(said, kinds) if (how := _likeness(said, name, kinds)) is not None}
    if not near or said in near or lexicon.words.is_word(said):
        return None
    best = [name for name, how in near.items() if how == min(near.values())]
    meanings = {lexicon.meanings(name, kinds) for name in best}
    return best[0] if len(meanings) == 1 else None


def _likeness(said: str, name: str, kinds: Sequence[str]) -> tuple[int, int] | None:
    """How far a name is from what was said: differing sounds, then differing characters; None where it is too far."""
    sounds = OSA.distance(loose_syllables(said), loose_syllables(name), score_cutoff=1)
    if sounds > 1:
        return None
    letters = OSA.distance(said, name)
    if kinds is _SHOPS and len(name) == _SHORTEST_NAME:
        return None
    if kinds in (_SHOPS, _KINDS_OF_SHOPS) and _PERSON.search(name) and syllables(said) != syllables(name):
        return None  # 刘师傅 is not 牛师傅
    if sounds == 0:
        return (0, letters) if letters <= len(name) // 2 else None
    if letters > 1:
        return None
    if len(said) == len(name):
        is_swapped = sorted(said) == sorted(name) and len(name) > 2
        return (1, letters) if is_swapped or (kinds is _MATTERS and len(name) > 4) else None
    shorter, longest = min(len(said), len(name)), max(len(said), len(name))
    if kinds is _GOODS and len(said) > len(name):
        return None  # 苹果手机 is no 苹果
    return (1, letters) if longest > 3 and shorter > (2 if kinds is _GOODS else 3) else None
