"""Things that people want and nobody sells here: which words of a clause name one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from intents.evidence import PAST
from intents.heard import Heard
from intents.measuring import Amount
from intents.normalise import meaningful
from intents.order_words import order_words, without_order_words
from intents.patterns import quick
from intents.persons import surely_somebody
from intents.pieces import COULD_BE, Clause, Piece, clauses
from intents.talk import AFTER_ORDER, is_talk_behind

LONGEST_STRETCH = 60  # characters without a number in which somebody may name things
GOODS_UNITS = frozenset(
    ("斤", "公斤", "千克", "kg", "箱", "盒", "袋", "桶", "瓶", "份", "板", "提", "罐", "筐", "篮", "打", "包", "捆", "扎", "排",
     "听", "盆", "坛")
)
_ANIMALS = re.compile(r"[鸡鸭鹅鱼虾蟹羊兔鸽猪牛腿翅肉瓜]$")  # what may be counted by 只 and 条 and still be wanted
_EGGS = re.compile(r"(?<![笨坏臭完混王倒滚软炮扯捣糊龟脸二傻])蛋$")  # 咸鸭蛋要20只
_LEAVES = re.compile(r"[叶菜草葱蒜韭椿苗芹尖蕨艾]$")  # 粽叶两把
_BY_PIECE = (("只条", _ANIMALS), ("只个枚", _EGGS), ("把", _LEAVES))
_NO_NOUN = quick(
    r"[我你您他她它们这那谁哪啥么什的了着过是在有没不也都就还很太把被让叫说看听想吃喝走跑死完又才得去出扔剩拿放装挂"
    r"剪骑坐站做]"
    r"|[到至]$|门岗|岗亭|门口|楼下|前台|物业|(?<![芋草兰杞馒])头|宝贝|数据|资料|信息|记录|档案|文件|证明|截图|照片|时间|工作|快递|包裹|机会|人生|爱情|钱|假期|作业|门票|电影|衣服|垃圾|烟|红包|药|纸箱|外卖|房子?$|别墅|跑车|豪车|彩票|好运|对象|女朋友|男朋友|男友|女友|老公|老婆|媳妇|保姆|"
    r"孩子|[大老]人|爸|头发|手机|命|猫|狗|眼睛|特别"
)
_BY_COUNT = re.compile("[0-9一二两三四五六七八九十][棵根把颗束枝串]$")  # 艾草5把, said to the bot
_WANTED = re.compile(
    r"[预]?订|登记|囤|(?:想[要买团]|(?:^|[我家])要)[^,，。]{0,8}[0-9一二两三四五六七八九十俩仨]|[来要整搞][0-9一二两三四五六七八九十]+[棵颗根床台套张]"
)
_FLAT = re.compile("[席毯垫桌椅膜褥]$")  # 竹席要两张; of tickets and photographs nobody is asked
# 二等奖是一桶洗衣液 says what something is; 要的是三斤 wants it.
_IS_SO_MUCH = re.compile("(?<![要订的就])是[0-9一二两三四五六七八九十半]|奖品|[一二三四特]等奖")
_LEADING = frozenset("能我想再也先还就请点些")
_SORTS = frozenset(
    ("有机", "进口", "国产", "本地", "散装", "野生", "冷冻", "即食", "无糖", "低脂", "现磨", "手工", "速冻", "真空", "礼盒装")
)
_ANY_SORT = re.compile("|".join(sorted(_SORTS)))
_CONSUMED = re.compile(r"(?<![爱欢])[吃喝]|半斤八两|[腌泡酿晒做煮蒸炖熬炒烤卤装养种]好了")
_EACH = re.compile(r"各|每样|一样")
_A_LITTLE = frozenset("点些哈")
_ASKING = re.compile(r"(?<![吗嘛伐么呀啊呢])[吗嘛伐么呀啊呢]+[?？]?\s*$")
_OF_THAT_SORT = re.compile(r"的(?:吧|啊|呀|哈|嘛|哦|谢谢)*(?=$|[\s,，。!！~])")
_MORE = re.compile("(?:多|再|又)(?:加|来|要|订|拿)$")  # 肉多加一斤
_ONE_CHARACTER = frozenset("鱼虾蟹米油面葱姜蒜枣糖酒茶醋盐藕梨桃瓜菜肉鸡鸭鹅蛋奶笋梅杏柿橙柚蜜")


def with_nouns(
    heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]
) -> tuple[Sequence[Piece], Sequence[Clause]]:
    """The same pieces and clauses, with the unknown things that are counted made pieces of their own."""
    if not any(piece.kind == "amount" for piece in pieces):
        return pieces, parts
    if _IS_SO_MUCH.search(heard.text) and "不是" not in heard.text:
        return pieces, parts
    told = not any(product in heard.text for product in heard.speaker.demanded)
    if told and _CONSUMED.search(heard.text):
        return pieces, parts
    each = bool(_EACH.search(heard.text))
    nouns: list[Piece] = []
    for part in parts:
        if not (part.has("amount") or part.verb or each or _says_which(part) or heard.text[part.end : part.end + 1] == "+"):
            continue
        if part.rest and not PAST.pattern.search(part.text):
            nouns += _nouns_of(heard, part, each)
    if not nouns:
        return pieces, parts
    if any(piece.amount and piece.amount.value is not None for piece in pieces):
        nouns = [_as_product(heard, noun) for noun in nouns]
    goods = [piece.amount for piece in pieces if piece.amount]
    counted = any(amount.unit in GOODS_UNITS and amount.said.endswith(amount.unit) for amount in goods)
    counted = counted or any(noun.kind == "product" for noun in nouns)
    counted = counted or any(
        p.amount and not p.amount.unit and heard.text[p.start - 1 : p.start] == "+" for p in pieces
    )
    wanted = _WANTED.search(heard.text) or (heard.addressed and heard.scene.collections and _BY_COUNT.search(heard.text))
    counted = counted or bool(wanted and any(amount.unit in "个棵根把颗只条串束枝床台套" for amount in goods))
    flat = any(amount.unit == "张" for amount in goods) and all(_FLAT.search(noun.said) for noun in nouns)
    counted = counted or (bool(wanted) and flat)
    if not (counted or any(_counted_by(units, called, goods, nouns) for units, called in _BY_PIECE)):
        return pieces, parts
    everything = sorted((*pieces, *nouns), key=lambda piece: piece.start)
    return everything, clauses(heard.text, everything)


def _counted_by(units: str, called: re.Pattern[str], goods: Sequence[Amount], nouns: Sequence[Piece]) -> bool:
    """Whether one of these units counts things that are called so."""
    return any(amount.unit and amount.unit in units for amount in goods) and all(called.search(noun.said) for noun in nouns)


def _says_which(part: Clause) -> bool:
    """Whether it says of which kind something shall be: 粽子要白的 of 粽子要白的哈 15个."""
    return any(piece.kind == "other" and piece.said[:1] in "要选" and piece.said[-1:] == "的" for piece in part.pieces)


def _as_product(heard: Heard, noun: Piece) -> Piece:
    """来袋米 where one product is rice: the end of its name is enough beside a number."""
    ends = heard.scene.ending_in(noun.said) or (
        heard.scene.ending_in(noun.said[:-1]) if len(noun.said) == 2 and noun.said[-1] in "子儿" else []  # 蟹子
    )
    begins = {} if ends or len(noun.said) < 2 or not _OF_THAT_SORT.match(heard.text, noun.end) else {
        product.name: product for product in heard.scene.products if product.name.startswith(noun.said)
    }
    if len(begins) == 1:  # 来一箱赣南的
        ends = list(begins.values())
    if not ends and len(noun.said) > 1:  # 海带两袋 of 海带丝 and 海带结: which is asked
        ends = [product for product in heard.scene.products if product.name.startswith(noun.said)]
        ends = ends if len({product.name for product in ends}) > 1 else []
    return replace(noun, kind="product", products=tuple(ends)) if ends else noun


def _nouns_of(heard: Heard, part: Clause, each: bool) -> list[Piece]:
    """The nouns of one clause; none where a word of it is neither a noun nor a word of an order."""
    found: list[Piece] = []
    at = part.start
    last = _end_of_wish(heard, part)
    for start, end in (*((piece.start, piece.end) for piece in part.pieces if piece.end <= last), (last, last)):
        words = _words(heard, at, start)
        if words is None:
            return []
        found += words
        at = end
    joined = _joined(found)
    said = [_ANY_SORT.sub("", noun.said) for noun in joined]
    if any(surely_somebody(thing, heard.scene.people) for thing in said):
        return []
    if any(_NO_NOUN.search(thing) or _is_too_short(heard, thing) for thing in said):
        return []
    return found if each and all(len(noun.said) > 1 for noun in found) else joined


def _is_too_short(heard: Heard, thing: str) -> bool:
    """Whether one character names nothing: 锅 does where one thing on sale ends in it."""
    return len(thing) == 1 and thing not in _ONE_CHARACTER and len(heard.scene.ending_in(thing)) != 1


_COOKED = re.compile("[腌包炒烧炸卤煎烤泡蒸炖]")
_COOKING = frozenset(("炒菜", "烧菜", "炖汤", "煲汤", "炒饭", "烧饭", "蒸饭", "炖肉", "烧水", "泡茶", "包装", "包裹"))


def _is_cooked_goods(heard: Heard, part: Clause, start: int) -> bool:
    """Whether what stands behind the number of a clause that names nothing else is a thing called after its making: 两坛腌菜."""
    if not _COOKED.match(heard.text, start) or any(piece.kind in ("product", "noun") for piece in part.pieces):
        return False
    amount = next((piece for piece in part.pieces if piece.kind == "amount"), None)
    if amount is None or not _is_of_order(heard.text[part.start : amount.start]):
        return False
    words = heard.scene.lexicon.words
    first = next(iter(words.cut(heard.text[start : part.end])), "")
    return len(first) > 1 and first not in _COOKING and words.is_thing(first)


def _end_of_wish(heard: Heard, part: Clause) -> int:
    """Where small talk begins behind the last number: 糯米十斤|过年做汤圆."""
    text = heard.text
    last = max((piece.end for piece in part.pieces if piece.kind == "amount"), default=part.end)
    after = AFTER_ORDER.match(text, last, part.end)
    behind = after.end() if after else last
    if _is_cooked_goods(heard, part, behind):
        return part.end
    return behind if is_talk_behind(text[behind : part.end], text[part.start : behind], part.verb) else part.end


def _words(heard: Heard, start: int, end: int) -> list[Piece] | None:
    if end - start > LONGEST_STRETCH:
        return None
    _, words = order_words()
    while start < end and (lead := words.match(heard.text, start, end)) and (len(lead[0]) > 1 or lead[0] in _LEADING):
        start = lead.end()
        if heard.text[start : start + 1] in _A_LITTLE and end > start + 1:
            start += 1  # 团点带鱼
    text, at = _MORE.sub("", _ASKING.sub("", COULD_BE.sub("", heard.text[start:end]))), start
    found = []
    for word in heard.scene.lexicon.words.cut(text):
        if not _is_of_order(word):
            if not re.fullmatch(r"[\u4e00-\u9fff]{1,6}", word) or not (
                word in _SORTS or heard.scene.lexicon.words.is_thing(word)
            ):
                return None
            found.append(Piece("noun", at, at + len(word), word))
        at += len(word)
    return found


def _is_of_order(word: str) -> bool:
    return not meaningful(without_order_words(word))


def _joined(nouns: list[Piece]) -> list[Piece]:
    """Words that stand side by side are one thing: 五香 瓜子."""
    joined: list[Piece] = []
    for noun in nouns:
        if joined and joined[-1].end == noun.start:
            joined[-1] = replace(joined[-1], end=noun.end, said=joined[-1].said + noun.said)
        else:
            joined.append(noun)
    return [noun for noun in joined if len(noun.said) <= 8]
