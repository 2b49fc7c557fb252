"""Answers to a question that the bot put to this speaker, and short requests about a list that it just showed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from intents.addresses import chosen_by_place
from intents.answered_and_more import read_another_instead, read_answer_and_more
from intents.chosen import by_order, several_by_order
from intents.cooking import USED_FOR
from intents.heard import Heard
from intents.items import Item, pair
from intents.lexicon import Found
from intents.measuring import Amount, settle
from intents.normalise import syllables
from intents.numerals import read_number
from intents.patterns import quick
from intents.people_count import read_people
from intents.pieces import Piece, cut
from intents.reading import Reading
from intents.refused_numbers import without_refused
from intents.scene import Doubt, Product, Question
from intents.shared_out import shared_out
from intents.the_other import with_the_other

_GIVES_UP = quick(
    r"^(?:那|哦|噢|啊|嗯|还是|我|先|都|等一?[下等]|慢着|哎|别|不要?|[,， ]){0,3}(?:算了|不用了?|不要了?|不订了?|不买了?|"
    r"不来了?|不换了?|取消吧?|没事了?|不了|"
    r"免了|都不要|不报了?|不加了?|不改了?|再说|下次吧?|下次再说|再想想|我再想想|不需要了?|没了就算了|打错了|发错了|"
    r"重复了|不是|(?:算了)?[,， ]?(?:还是|先)?"
    r"[不别](?:想|要|给我|帮我)?(?:等|排队?|删|改|开|发|办|投|约|换|登记|弄|搞|申请)了?)(?:吧|啦|呀|啊|谢谢|哈|了|,|，| )*$"
)
_YES = quick(
    r"^(?:好|要|行|可以|嗯|恩|是|对|中|得|成|好的|要的|行的|是的|对的|可以的|好吧|行吧|要吧|好呀|好啊|好滴|好嘞|好哒|"
    r"嗯嗯|嗯好|嗯要|ok|OK|Ok|okay|没问题|就这样|就这么办|也行|也好|也可以|那好|那行|那要|要啊|要呀|加|加上|再加|要加|"
    r"再要|确认|确定|没错|对对|可|都要|要1?|没关系|那就这样|就要这么多|那也行|来吧|要了|给我吧|那给我吧|给我留着|"
    r"先这样|那先这样)(?:谢谢|吧|啊|呀|哈|的|了|,|，| )*$"
)
# To the offer of a place in the queue; 等等 and 等一下 only ask for patience.
_WILL_WAIT = quick(
    r"^(?:那|好的?|行|嗯|我|我们|家|就|先|也|给我|帮我|麻烦|可以|要){0,4}[,， ]*(?:排个?队|排上|排着|排|候补|等着|等吧|我等|"
    r"等)(?:等|着|吧|呀|啊|的|上|谢谢|[,， ])*$"
)
_ONCE_MORE = re.compile(r"^(?:是的?|对的?|嗯+|好的?|行|可以|没错)?[,，]?(?:再|还|要|加)")
_NOT_AGAIN = re.compile(r"同一[单个份回次]|是一[单回]|一样的|就是这|一回事|不用加|不加|别加|不用再|重复|发重|手滑|不是再")
_MINE = re.compile(r"我自己|我自家|给我|我家|我也")
_ALL = re.compile(
    r"都要|全要|两种都|两样都|都来|一样一|一样来|各一|各来|每样|每种|各要|都行都要|两个都|全都|都加|各[0-9两二三]|"
    r"都报|全报"
)
_PIECES = quick(
    r"(?:那|就|要|来|给我|嗯|还是|先|[,， ]){0,4}(?P<n>[0-9]{1,2}|[一二两三四五六七八九十]{1,2})块"
    r"(?:吧|啊|呀|哈|好了|就行|就够了?|谢谢|[,， ]){0,3}(?:$|[\s,，。])"
)
_ASKS = re.compile("[?？吗哪谁]|怎么")
_PAUSE = re.compile(r"[\s,，。;；]+")
_TAKES_AWAY = re.compile("退(?![了休]?出)|取消|减掉|减[一两三0-9]|少要|撤掉|划掉")


# 青菜打没打药啊, 医生说一天一个鸡蛋: talk that names what was asked about answers nothing.
_TALKS = quick(
    r"(?P<done>[\u4e00-\u9fff])没(?P=done)|(?<![我她他])说(?!错)|(?:一|每)天一|听说|昨天|以前|为什么|怎么[^样]|[吃喝甜酸贵宜算鲜嫩香][点些]?还是"
)


# 我就问问 不删, 还是留着吧: nothing is erased
_KEEPS = re.compile("[不别莫甭][^确认]{0,2}删|留着|保留|反悔|后悔|问问而已|点错|按错")
# 改成三个人, of who is signed up, is said of the party
_OF_PEOPLE = re.compile(r"[0-9一二两三四五六七八九十]\s?(?:个?[大小]?人(?!份)|位|口人)")


def read_answer(heard: Heard, question: Question) -> Reading | None:
    """The asked intent with what the answer settles; None where the message answers nothing."""
    confirms = any(doubt.kind == "confirm" for doubt in question.doubts)
    if _GIVES_UP.match(heard.bare) or (confirms and len(heard.bare) <= 12 and _KEEPS.search(heard.bare)):
        return Reading(ends_question=True, silent=True, reasons=("the question is dropped",))
    if any(doubt.kind == "missing" for doubt in question.doubts) and question.intent not in (
        "sign_up",
        "order",
        "express_demand",
    ):
        return None
    if any(doubt.kind == "same_again" for doubt in question.doubts) and _NOT_AGAIN.search(heard.bare):
        return Reading(ends_question=True, silent=True, reasons=("it is the same order, not one more",))
    if question.intent == "order" and _TAKES_AWAY.search(heard.text):
        return None  # 土鸡退一只, after 要哪样
    if question.intent == "order" and (_only_talks(heard) or (heard.speaker.parties and _OF_PEOPLE.search(heard.text))):
        return None
    if (plain := without_refused(heard)) != heard.text:
        heard = heard.about(plain)
    if (both := read_answer_and_more(heard, question, read_answer) or read_another_instead(heard, question)) is not None:
        return both
    answer = _Answer(heard, question)
    if _is_own_order(answer, question) or _is_another_order(answer, question):
        return None
    for doubt in question.doubts:
        answer.take(doubt)
    return answer.reading()


def _only_talks(heard: Heard) -> bool:
    """Whether a neighbour only speaks of what was asked about: 鸡蛋可以做蛋饺，五花肉剁馅."""
    if heard.addressed or _MINE.search(heard.text):
        return False
    return bool(_TALKS.search(heard.text) or USED_FOR.search(heard.text))


def _is_own_order(answer: _Answer, question: Question) -> bool:
    """Whether somebody who was asked about a neighbour's number now orders for themselves: 大米一袋."""
    if not question.slots.get("beneficiary") or question.intent != "order":
        return False
    about_number = all(doubt.kind in ("over_limit", "too_many", "sold_out") for doubt in question.doubts)
    complete = any(item.amount for item in _paired(answer.heard, answer.pieces))
    return (about_number and complete) or bool(_MINE.search(answer.heard.bare))


def _is_another_order(answer: _Answer, question: Question) -> bool:
    """Whether somebody who was asked orders something else in the meantime: 鸡蛋2, while it is asked which oranges."""
    asked = {name for doubt in question.doubts for name in (*doubt.choices, doubt.product)}
    unknown = any(doubt.kind == "unknown_product" for doubt in question.doubts)
    if question.intent != "order" or unknown:
        return False
    named = [item for item in _paired(answer.heard, answer.pieces) if item.amount]
    return any(asked.isdisjoint(product.name for product in item.piece.products) for item in named)


class _Answer:
    """One message held against the doubts of a question."""

    def __init__(self, heard: Heard, question: Question) -> None:
        self.heard, self.question = heard, question
        self.pieces = cut(heard)[0]
        self.amounts = [piece.amount for piece in self.pieces if piece.kind == "amount" and piece.amount] or self._by_piece()
        self.yes = bool(_YES.match(heard.bare))
        self.items: list[dict[str, Any]] = []
        self.slots: dict[str, Any] = {}
        self.also: list[dict[str, Any]] = []
        self.left: list[Doubt] = []
        self.settled = False

    def _by_piece(self) -> list[Amount]:
        """四块 of what is sold by 块, which is a price elsewhere."""
        here = self.heard.scene.products_by_name
        sold = [product for doubt in self.question.doubts for product in here.get(doubt.product or "", ())]
        said = _PIECES.match(self.heard.text) if any(product.unit == "块" for product in sold) else None
        number = read_number(said["n"]) if said else None
        return [Amount(number, "块", said["n"], False, number)] if said and number else []

    def take(self, doubt: Doubt) -> None:
        """Settle one doubt, or keep it."""
        before = self.settled
        self.settled = False
        if doubt.kind in ("which_product", "how_many_each", "unknown_product"):
            self._which_product(doubt)
        elif doubt.kind in ("how_many", "vague_quantity", "unit", "sold_out", "too_many", "over_limit"):
            self._how_many(doubt)
        elif doubt.kind == "same_again":
            self._again(doubt)
        elif doubt.kind in ("which_activity", "which_group_buy", "which_person", "missing"):
            self._which(doubt)
        elif doubt.kind == "confirm":  # nothing but the word itself: 好 erases nobody
            self.settled = doubt.said in self.heard.bare and len(self.heard.bare) <= len(doubt.said) + 3
        if not self.settled:
            self.left.append(doubt)
        self.settled = self.settled or before

    def reading(self) -> Reading | None:
        """What came of it."""
        if not self.settled:
            return None
        slots = {**self.question.slots, **self.slots}
        if self.items:
            slots["items"] = self.items
        also = tuple(Reading(self.question.intent, {**self.question.slots, **more}, 0.9) for more in self.also)
        return Reading(
            self.question.intent,
            slots,
            0.95,
            tuple(self.left),
            also,
            answers=True,
            reasons=("an answer to the question",),
        )

    def _which_product(self, doubt: Doubt) -> None:
        if doubt.kind != "unknown_product" and self._shared_out(doubt):
            return
        several = several_by_order(self.heard.text, doubt.choices) if doubt.kind != "how_many_each" else []
        self.amounts = [] if several else self.amounts
        named: list[tuple[str, Amount | None]] = [(name, None) for name in several] or self._named(doubt.choices)
        if not named and (chosen := self._by_order(doubt.choices)):
            named = [(chosen, None)]
            self.amounts = []
        if not named and _ALL.search(self.heard.bare) and (doubt.kind != "unknown_product" or self.amounts):
            named = [(name, None) for name in doubt.choices]
        named = with_the_other(self.heard.text, named, doubt.choices, doubt.quantity, self.pieces)
        for name, amount in named:
            said = amount or (self.amounts[0] if self.amounts else None)
            self._add(name, said or Amount(doubt.quantity, "", doubt.said))

    def _shared_out(self, doubt: Doubt) -> bool:
        """Whether it tells how much of each, 公母各一半; of 5 that cannot be halved it is asked."""
        shares = shared_out(self.heard.bare, doubt.choices, doubt.quantity)
        for name, number in shares.items():
            if number is not None:
                self._add(name, Amount(number, "", doubt.said))
        if None in shares.values():
            self.left.append(replace(doubt, kind="how_many_each"))
            self.settled = True
        self.amounts = [] if shares else self.amounts
        return bool(shares)

    def _named(self, choices: Sequence[str]) -> list[tuple[str, Amount | None]]:
        """The choices that the answer names, each with the number beside it."""
        found: list[tuple[str, Amount | None]] = []
        for item in _paired(self.heard, self.pieces):
            names = [product.name for product in item.piece.products if product.name in choices]
            if len(set(names)) == 1:
                found.append((names[0], item.amount))
        alike = _alike(self.heard.bare, choices) or ([] if _ASKS.search(self.heard.text) else self._in_one_breath(choices))
        return found or [(name, None) for name in alike]

    def _by_order(self, choices: Sequence[str]) -> str | None:
        return by_order(self.heard.bare, choices, self._prices())

    def _prices(self) -> dict[str, int]:
        return {product.name: product.price_fen for product in self.heard.scene.products}

    def _product(self, name: str) -> Product | None:
        title = self.slots.get("group_buy") or self.question.slots.get("group_buy")
        found = self.heard.scene.products_by_name.get(name, ())
        return next((product for product in found if product.group_buy == title), found[0] if found else None)

    def _add(self, name: str, amount: Amount) -> None:
        product = self._product(name)
        if product is None:
            quantity: float | None = amount.value
            trouble = None if quantity else Doubt("how_many", name, name)
        else:
            quantity, trouble = settle(product, amount)
        if trouble is not None:
            self.left.append(replace(trouble, choices=()))
        else:
            assert quantity is not None
            self.items.append({"product": name, "quantity": int(quantity) if quantity == int(quantity) else quantity})
        self.settled = True

    def _how_many(self, doubt: Doubt) -> None:
        if doubt.product is None:
            return
        waits = _WILL_WAIT.match(self.heard.bare) and doubt.kind in ("sold_out", "too_many")
        if doubt.offer and (self.yes or waits):
            wanted = doubt.quantity if waits and doubt.kind == "too_many" else doubt.offer
            self._add(doubt.product, Amount(wanted))
            return
        others = [
            p for p in self.pieces if p.kind == "product" and all(one.name != doubt.product for one in p.products)
        ]
        if others or not self.amounts:
            number = _number_alone(self.heard.bare)
            if number is None or others:
                return
            self._add(doubt.product, Amount(number))
            return
        if len(self.heard.bare) <= 14:
            self._add(doubt.product, self.amounts.pop(0))

    def _again(self, doubt: Doubt) -> None:
        if _paired(self.heard, self.pieces):
            return  # a product named with its number is an order of its own
        if doubt.product and self.amounts and len(self.heard.bare) <= 10:
            self._add(doubt.product, self.amounts[0])
        elif self.yes or (_ONCE_MORE.match(self.heard.bare) and len(self.heard.bare) <= 8):
            if doubt.product and doubt.quantity:
                self._add(doubt.product, Amount(doubt.quantity))
            self.settled = True

    def _in_one_breath(self, choices: Sequence[str]) -> list[str]:
        """The choice that a clause names in part: 手机课那个 我跟闺女俩人."""
        parts = [part for part in _PAUSE.split(self.heard.text) if len(part) > 1]
        return next((hits for part in parts if (hits := _alike(part, choices))), []) if len(parts) > 1 else []

    def _which(self, doubt: Doubt) -> None:
        slot = {"which_activity": "activity", "which_group_buy": "group_buy", "which_person": "beneficiary"}.get(
            doubt.kind
        )
        kinds = ("activity",) if doubt.kind == "which_activity" else ("group_buy",)
        if slot is None:
            return
        chosen = [
            value for found in self.heard.names for value in _meant(found, kinds) if value in doubt.choices
        ] or _alike(self.heard.bare, doubt.choices) or self._in_one_breath(doubt.choices)
        if not chosen:
            chosen = several_by_order(self.heard.text, doubt.choices)
        if not chosen and (one := self._by_order(doubt.choices)):
            chosen = [one]
        if not chosen and doubt.kind == "which_person":
            chosen = chosen_by_place(self.heard.bare, doubt.choices)
        elif not chosen and _ALL.search(self.heard.bare):
            chosen = list(doubt.choices)
        if not chosen or len(self.heard.bare) > 24:
            return
        chosen = list(dict.fromkeys(chosen))
        self.slots[slot] = chosen[0]
        if doubt.kind == "which_activity":
            people = read_people(self.heard.text)
            if people is not None:
                self.slots["people"] = people
            self.also = [{slot: other} for other in chosen[1:]]
        if doubt.kind == "which_group_buy" and doubt.product:
            self._add(doubt.product, self.amounts[0] if self.amounts else Amount(doubt.quantity))
        self.settled = True


def _paired(heard: Heard, pieces: Sequence[Piece]) -> list[Item]:
    return [item for item in pair(heard.text, pieces) if item.piece.kind == "product" and not item.negated]


def _meant(found: Found, kinds: Sequence[str]) -> tuple[str, ...]:
    return found.full_values(*kinds)


def _alike(bare: str, choices: Sequence[str]) -> list[str]:
    """The choices that a short answer names in part: 冰糖心的 for 冰糖心苹果, by letters or by sound."""
    core = re.sub(
        r"^(?:就|我|要|我要|那|来|选|我选|就要|给我|那就|还是|想要|买|订|嗯|哦|是)+|(?:的|吧|呀|啊|那个|那种|这个|"
        r"谢谢|哈|呢|了|一个|一种|就行|好了){1,8}$",
        "",
        bare,
    )
    core = re.sub(
        r"(?:来|要|买)?(?<![0-9一二两三四五六七八九十])[0-9一二两三四五六七八九十]+(?:份|箱|盒|袋|斤|个|根|瓶|桶|只|枚)$",
        "",
        core,
    ).removesuffix("的")
    if not 1 <= len(core) <= 12:
        return []
    code = syllables(core)
    hits = [choice for choice in choices if core in choice or (len(core) > 1 and code in syllables(choice))]
    if not hits:
        hits = [choice for choice in choices if choice in bare]
    return hits if len(hits) == 1 else []


def _number_alone(bare: str) -> float | None:
    match = re.fullmatch(r"(?:就|要|来|我要|那就|那)?([0-9]{1,3}|[一二两俩三四五六七八九十半]{1,3})(?:吧|呀|啊)?", bare)
    return read_number(match[1]) if match else None
