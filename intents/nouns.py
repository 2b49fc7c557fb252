"""Things that people want and nobody sells here: which words of a clause name one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from intents.evidence import PAST
from intents.heard import Heard
from intents.pieces import Clause, Piece, clauses, order_words

GOODS_UNITS = frozenset(("斤", "公斤", "千克", "kg", "箱", "件", "盒", "袋", "桶", "瓶", "份", "板", "提", "罐", "筐", "篮", "打", "只", "条", "包"))
_NO_NOUN = re.compile(
    r"[我你您他她它们这那谁哪啥几么什的了着过是在有没不也都就还很太最更把被让叫说看听想吃喝走跑打开关死完多少早晚上下前后里外为以可能会吧吗呢啊呀哦嗯哈]"
    r"|时间|工作|快递|包裹|机会|人生|爱情|钱|假期|作业|房|车|票|路|电影|衣服|垃圾|烟|红包|药|纸箱|外卖|对象|男|女|朋友|老公|老婆|孩子|妈|爸|头发|心|手|脚|眼|脸|命"
)
_ONE_CHARACTER = frozenset("鱼虾蟹米油面葱姜蒜枣糖酒茶醋盐藕梨桃瓜菜肉鸡鸭鹅蛋奶笋梅杏柿橙柚蜜")


def with_nouns(
    heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]
) -> tuple[Sequence[Piece], Sequence[Clause]]:
    """The same pieces and clauses, with the unknown things that are counted made pieces of their own."""
    if not any(piece.kind == "amount" for piece in pieces):
        return pieces, parts
    if not any(piece.amount and _is_goods_unit(piece.amount.unit) for piece in pieces if piece.kind == "amount"):
        return pieces, parts
    each = bool(re.search(r"各|每样|一样", heard.text))
    nouns: list[Piece] = []
    for part in parts:
        if part.rest and not PAST.pattern.search(part.text):
            nouns += _nouns_of(heard, part, each)
    if not nouns:
        return pieces, parts
    everything = sorted((*pieces, *nouns), key=lambda piece: piece.start)
    return everything, clauses(heard.text, everything)


def _is_goods_unit(unit: str) -> bool:
    return unit in GOODS_UNITS


def _nouns_of(heard: Heard, part: Clause, each: bool) -> list[Piece]:
    """The nouns of one clause; none where a word of it is neither a noun nor a word of an order."""
    found: list[Piece] = []
    at = part.start
    for start, end in (*((piece.start, piece.end) for piece in part.pieces), (part.end, part.end)):
        words = _words(heard, at, start)
        if words is None:
            return []
        found += words
        at = end
    if not each:
        found = _joined(found)
    return found


def _words(heard: Heard, start: int, end: int) -> list[Piece] | None:
    text, at = heard.text[start:end], start
    found = []
    for word in heard.scene.lexicon.words.cut(text):
        if not _is_of_order(word):
            if _NO_NOUN.search(word) or not re.fullmatch(r"[\u4e00-\u9fff]{1,6}", word):
                return None
            if len(word) == 1 and word not in _ONE_CHARACTER and not found:
                return None
            found.append(Piece("noun", at, at + len(word), word))
        at += len(word)
    return found


def _is_of_order(word: str) -> bool:
    _, words = order_words()
    return not words.sub("", word).strip(" ,，。!！~～、+")


def _joined(nouns: list[Piece]) -> list[Piece]:
    """Words that stand side by side are one thing: 五香 瓜子."""
    joined: list[Piece] = []
    for noun in nouns:
        if joined and joined[-1].end == noun.start:
            joined[-1] = replace(joined[-1], end=noun.end, said=joined[-1].said + noun.said)
        else:
            joined.append(noun)
    return [noun for noun in joined if len(noun.said) <= 8]
