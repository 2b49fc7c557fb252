"""A message cut into what an order is made of: products, amounts, what may stand beside them, and what is left over."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter

from intents.addresses import behind_measure, find_address
from intents.evidence import PAST
from intents.fetched_where import WHERE, told_places
from intents.heard import Heard
from intents.in_words import inside_a_word, is_called_so
from intents.lexicon import Found
from intents.measuring import Amount
from intents.normalise import meaningful
from intents.order_words import order_words, without_order_words
from intents.patterns import Sifted, quick
from intents.persons import find_beneficiaries
from intents.prices import find_prices
from intents.scene import Product
from intents.shared_out import HALVES
from intents.short_names import OF_KIND, follows_an_ending, short_names, with_its_head
from intents.sieved import Together
from intents.talk import AFTER_ORDER, is_talk_behind, opening
from intents.titles_of_goods import stands_for_goods

_PHONE = re.compile(
    r"(?<![0-9])(?:1[3-9][0-9][-\s]?[0-9]{4}[-\s]?[0-9]{4}|0[0-9]{2,3}-?[0-9]{7,8}|[0-9]{7,8})(?![0-9])"
)
_ROOM = quick(
    r"(?<![0-9])(?:[0-9]{1,3}[-–—/][0-9]{1,2}[-–—/][0-9]{2,4}|[0-9]{1,3}-[0-9]{3,4}|[0-9]{1,3}(?:栋|幢|号楼|座|"
    r"弄)(?:[0-9]{1,2}单元)?[0-9]{0,4}(?:室|号)?"
    r"|[0-9]{1,2}单元[0-9]{3,4}室?|[0-9]{3,4}室)(?![0-9])"
)
_SPOKEN_PRICE = Sifted(r"[一二三四五六七八九]?十[一二三四五六七八九]?(?:块|元)?一(?:斤|[份盒箱袋桶瓶板提包只个枚根条把])")
_UNIT_PRICE = Sifted(
    r"(?<![0-9])[0-9]+(?:\.[0-9]+)?(?:元|块|块钱)?(?:一|/|每|1)(?:斤|公斤|[份盒箱袋桶瓶板提包罐筐只个枚根条块把])"
)
_ASKS_FOR = re.compile(r"要|来|订|定(?![期心位价])|给我|帮我|留|报|登记|加|下单|接龙|需要|团|买|囤|建议|求[团开购]|希望能?[团开]")
_LIST_NUMBER = re.compile(r"(?:(?m:^)|(?<=[\s,，;；。]))\(?[0-9]{1,2}[.、)](?![0-9])")
_SECOND_THOUGHT = re.compile(
    r"\s*(?:哎呀|啊|哦|噢|哎|不|等等|等下|等一下|等一等|等会儿?|慢着|慢点|算了|还是|错了|说错|打错|写错|不对|不是|了|的|是|口误|更正|搞错|"
    r"呀){1,6}\s*$"
)
_PUT = re.compile(r"(?:放|搁|送|拿|取|帮我放|就放|给我放)?(?:在|到|去|至|于)?(?:(?<!\s)\s+)?$")
_FETCH = re.compile(
    r"^(?:那里|那边|那儿|这边|就行|就好|就可以|自提|自取|自己拿|取|拿|来拿|去拿|提货|取货|吧|谢谢|哈|的)+"
)
_LEFT_OPEN = re.compile(r"\s?(?:左右|上下|差不多|来个)|多(?![谢了的买订要吃拿给放少亏])")
# 嫩点的, 肥一点的: how it shall be, not how much.
_QUALITY = Sifted(r"(?:新鲜|[嫩老大小肥瘦甜熟粗细厚薄好软硬粉糯脆面沙生辣淡咸长短])(?:一)?点儿?的")
# 木耳 就是黑的那个 两袋: which one is meant
_DESCRIBED = re.compile(
    r"(?<=[\s,，])(?:就是|就|要|是)?[^,，。\s0-9要来订买不没]{1,6}的那(?:个|种|款|样儿?)(?=[\s,，。]|$)"
    r"|(?<![不别没我你他她是就只])(?:要|选)[^,，。\s0-9一二两三四五六七八九十半要来订买不没我你他她有]{1,5}的(?=[吧啊哈呀嘛哦]{0,2}(?:[\s,，。]|$))"
)
# 帮我切成坨, 绞成肉馅, 杀好去鳞: what shall be done with it before it is handed over.
_PREPARED = Sifted(
    r"(?:(?:老板|师傅)?(?:帮我|帮忙|给我|麻烦|劳烦|请|要)(?:你们?)?(?:把它|给)?|^|(?<=[\s,，]))"
    r"(?:切|剁|绞|杀|剖|削|斩|砍|刮|去|拔|剪|抽|分|打)(?:成|好|个|一?下|干净|掉|[薄厚大小细长]|[\s]){0,2}"
    r"(?:肉馅|肉末|肉丝|肉片|[大小薄厚长细]?[片块丝丁坨段条馅末]|皮|鳞|毛|骨头?|内脏|肚子?|壳|籽|泥|真空|开)?"
    r"(?:[切剁][片块丝丁段])?(?:的|都行|就行|就好|都可以|谢谢|吧|哈|哦|咯|嘛){0,2}(?=[\s,，。!！~]|$)"
)
_COULD = re.compile(r"^\s*(?:能不能|能|可以|可不可以|希望|是否能)[^,，。]{0,3}[团订开]")
# 车厘子能团不, 海带有没有得团: whether it could be had is asked, behind what is wanted.
COULD_BE = quick(
    r"(?:能不能|可不可以|可以|能|有没有得?|有得|好不好|想)?(?:再)?(?:[团开拼囤]|搞|弄)(?:得到|一下|一个|点|一点|一波)?"
    r"(?:不|没有|没|吗|嘛|么|伐|行不行)?[啊呀呢]?\s*[?？]?\s*$"
)
# 多少钱一箱啊给我来一箱: the price is asked, then it is ordered.
_PRICE_FIRST = Sifted(
    r"(?:多少钱|什么价|怎么卖|啥价|咋卖)(?:一?[份盒箱袋桶瓶斤个只块条把提包板根])?[啊呀哦呢嘛吗\s,，]{0,3}(?=(?:那|就|也|再)*(?:给我|帮我|我要|我来|来|整))"
)
_FURTHER = (_QUALITY, _PREPARED, _PRICE_FIRST, HALVES)
_RARE = Together(_UNIT_PRICE, _SPOKEN_PRICE, *WHERE, *_FURTHER)
_PARTICLE = re.compile(r"(?<![吗嘛伐么呀啊])[吗嘛伐么呀啊]+\s*[?？]?$")
_CALLED_AFTER = re.compile(r"[啊呀哎诶]?[\s,，]{0,4}(?:我|帮|给|要|来|麻烦|你好|早|您好|好)")
_THANKED = re.compile(r"(?:谢谢|麻烦|辛苦|多谢|感谢|请)$")
_START, _FEW, _SEPARATORS = attrgetter("start"), 20, " ,，。;；!！?？、\n+~…/|:：()（）"
_MOST_TRIED = 12  # amounts behind which small talk may begin; a list has more, and no talk
_FARTHEST_BESIDE = 20  # characters between a product and its number; looking farther costs more than it finds
_BESIDE = re.compile(r"[\s,，:：xX*×+＋=]|要|来|订|定|买|拿|我|给|俺|咱|留|记|报|整|搞|弄|登")
_WANTED = re.compile(r"[要来订定买拿加整搞弄留记报]\s?$")
# 西瓜俩: these two are never anything but so many; 我们俩, 姐俩 are people
_SO_MANY = re.compile(r"[要来订买整搞留记报][^,，。]{1,8}(?<![们他她你我咱爷娘母父姐哥公老婆妹弟子嫂口家人女儿])$")
_SEPARATOR = re.compile(f"[{_SEPARATORS}]")
_FIGURE = re.compile("[0-9]")


@dataclass(slots=True, unsafe_hash=True)  # frozen, they would take a microsecond longer to make
class Piece:
    """A part of the text. kind: product | noun (a thing that nobody sells here) | amount | pickup | person (for whom) | other."""

    kind: str
    start: int
    end: int
    said: str
    products: tuple[Product, ...] = ()
    amount: Amount | None = None
    pickup: str | None = None
    found: Found | None = None


@dataclass(slots=True, unsafe_hash=True)
class Clause:
    """A stretch between separators. rest: what neither a piece nor a word of an order accounts for."""

    start: int
    end: int
    text: str
    pieces: tuple[Piece, ...]
    rest: str
    verb: bool

    @property
    def clean(self) -> bool:
        """Whether everything in it is accounted for."""
        return not self.rest

    def has(self, kind: str) -> bool:
        """Whether a piece of that kind stands in it."""
        return any(piece.kind == kind for piece in self.pieces)


def cut(heard: Heard) -> tuple[list[Piece], list[Clause]]:
    """The pieces of the text in order, and its clauses."""
    kept = heard.kept.get("cut")  # several readers ask for the same
    if kept is None:
        pieces = [] if heard.is_long_list else _without_overlaps(heard.text, heard)
        kept = heard.kept["cut"] = pieces, clauses(heard.text, pieces)
    return list(kept[0]), list(kept[1])


def clauses(text: str, pieces: Sequence[Piece]) -> list[Clause]:
    """The clauses of a text; a separator inside a piece does not part."""
    inside = bytearray(len(text) + 1)
    for piece in pieces:
        inside[piece.start : piece.end] = b"\1" * (piece.end - piece.start)
    found, start = [], 0
    for at in (*(separator.start() for separator in _SEPARATOR.finditer(text)), len(text)):
        if not inside[at]:
            if at > start:
                found += _without_talk(text, _clause(text, start, at, pieces), pieces)
            start = at + 1
    return found


def _without_talk(text: str, clause: Clause, pieces: Sequence[Piece]) -> list[Clause]:
    """A clause said in one breath, parted from the small talk before and behind the order in it."""
    counts = [piece for piece in clause.pieces if piece.kind in ("amount", "product", "noun")]
    if clause.clean or len({piece.kind for piece in counts}) < 2:
        return [clause]
    ahead = clause.start + opening(text[clause.start : counts[0].start])
    for last in reversed(counts[1:][-_MOST_TRIED:]):
        cut_at = AFTER_ORDER.match(text, last.end, clause.end)
        behind = cut_at.end() if cut_at else last.end
        core = _clause(text, ahead, behind, pieces)
        if not core.clean or not core.has("amount") or (ahead > clause.start and not core.verb):
            continue
        talk = text[behind : clause.end]
        if PAST.pattern.search(core.text) or (talk and not is_talk_behind(talk, core.text, core.verb)):
            break
        around = ((clause.start, ahead), (ahead, behind), (behind, clause.end))
        return [_clause(text, first, end, pieces) for first, end in around if first < end]
    return [clause]


def _clause(text: str, start: int, end: int, pieces: Sequence[Piece]) -> Clause:
    if len(pieces) > _FEW:  # a list has hundreds of them
        pieces = pieces[bisect_left(pieces, start, key=_START) : bisect_right(pieces, end, key=_START)]
    within = tuple([piece for piece in pieces if start <= piece.start <= end and piece.end <= end])
    parts, at = [], start
    for piece in within:
        before = text[at : piece.start]
        if at > start and piece.kind == "amount" and before[:1] == "儿":
            before = before[1:]  # 豆腐儿三块
        if piece.kind == "noun" and before[-1:] in ("点", "些", "哈"):
            before = before[:-1]  # 希望能团点腊肠
        parts.append(_PUT.sub("", before) if piece.kind == "pickup" else before)
        at = piece.end
    after = text[at:end]
    parts.append(_FETCH.sub("", after) if within and within[-1].kind == "pickup" else after)
    said = text[start:end]
    if _SECOND_THOUGHT.match(said):
        parts = []
    if _COULD.match(said):  # 能不能团点车厘子吗 is a wish in the form of a question
        parts[-1] = _PARTICLE.sub("", parts[-1])
    if within and within[-1].kind == "noun":
        parts[-1] = COULD_BE.sub("", parts[-1])
    rest = "".join([meaningful(without_order_words(part)) for part in parts if part])
    return Clause(start, end, said, within, rest, any(map(_ASKS_FOR.search, parts)))


def _without_overlaps(text: str, heard: Heard) -> list[Piece]:
    taken: list[Piece] = []
    covered = bytearray(len(text))  # long lists have hundreds of pieces: each is compared with the text, not with the others

    def take(candidates: Iterable[Piece]) -> None:
        for piece in candidates:
            if covered.find(1, piece.start, piece.end) < 0:
                covered[piece.start : piece.end] = b"\1" * (piece.end - piece.start)
                taken.append(piece)

    rare = _RARE.matches(text)
    full = _joined(text, list(_products(heard)))
    if _FIGURE.search(text):  # most messages count in words
        take(_spans("other", text, (*_PHONE.finditer(text), *_LIST_NUMBER.finditer(text))))
    take(_shorts(heard, full))
    take(full)
    products = [piece for piece in taken if piece.kind == "product"]
    spans = [(piece.start, piece.end) for piece in products]
    whom = find_beneficiaries(text, spans, heard.scene.people, heard.message.text)
    take(Piece("person" if who else "other", start, end, who) for start, end, who in whom)
    take(_address(text))
    if rare:
        take(_spans("other", text, (*rare.get(_UNIT_PRICE, ()), *rare.get(_SPOKEN_PRICE, ()))))
    take(_prices(text, products))
    for start, end, point in told_places(heard.scene, chain.from_iterable(rare.get(one, ()) for one in WHERE)):
        take([Piece("pickup", start, end, text[start:end], pickup=point)])
    take(_names(heard))
    take(_spans("other", text, chain(_DESCRIBED.finditer(text), *(rare.get(one, ()) for one in _FURTHER))))
    take(_amounts(heard, products))
    take(Piece("other", t.start, t.end, text[t.start : t.end]) for t in heard.times)
    return sorted(taken, key=lambda piece: piece.start)


def _spans(kind: str, text: str, matches: Iterable[re.Match[str]]) -> Iterable[Piece]:
    return (Piece(kind, m.start(), m.end(), m[0]) for m in matches)


def _address(text: str) -> Iterable[Piece]:
    address = find_address(text, ())
    if address is not None and (address.room or address.building) and text[address.start : address.end].strip():
        start = behind_measure(text, address.start)
        yield Piece("other", start, address.end, text[start : address.end])
    yield from _spans("other", text, _ROOM.finditer(text))


def _products(heard: Heard) -> Iterable[Piece]:
    here = heard.scene.products_by_name
    for found in heard.names:
        is_part = found.common and len(found.said) > 1 and not any(one.full for one in found.names if one.kind == "product")
        if is_part and heard.scene.collections and heard.scene.lexicon.words.is_thing(found.said):
            continue  # 李子 is itself, and no part of 车厘子 that sounds like it
        names = found.full_values("product")
        open_here = tuple(product for name in names for product in here.get(name, ()))
        if not open_here:  # a full name that is not on sale hides no other that is
            open_here = tuple(product for name in found.values("product") for product in here.get(name, ()))
        if open_here and not (inside_a_word(heard, found) or is_called_so(heard, found)):
            start, fitting = with_its_head(heard.text, found.start, open_here)
            yield Piece("product", start, found.end, heard.text[start : found.end], fitting, found=found)


def _joined(text: str, named: list[Piece]) -> list[Piece]:
    """纽荷尔那种橙子 is one thing: the second name says of what kind the first is."""
    joined: list[Piece] = []
    for piece in named:
        last = joined[-1] if joined else None
        if last and OF_KIND.fullmatch(text, last.end, piece.start) and set(last.products) < set(piece.products):
            joined[-1] = replace(last, end=piece.end, said=text[last.start : piece.end])
        else:
            joined.append(piece)
    return joined


def _shorts(heard: Heard, full: Sequence[Piece]) -> Iterable[Piece]:
    named = [(piece.start, piece.end, piece.products) for piece in full]
    for short in short_names(heard.text, heard.scene, named, heard.quantities, order_words()[1]):
        yield Piece("product", short.start, short.end, heard.text[short.start : short.end], (short.product,))


def _prices(text: str, products: Sequence[Piece]) -> Iterable[Piece]:
    if not (prices := find_prices(text)):
        return
    by_piece = any(product.unit == "块" for piece in products for product in piece.products)
    for price in prices:
        if not (by_piece and text[price.start : price.end].endswith("块")):
            yield Piece("other", price.start, price.end, text[price.start : price.end])


def _names(heard: Heard) -> Iterable[Piece]:
    points = {point for group_buy in heard.scene.group_buys for point in group_buy.pickup_points} if heard.names else ()
    for found in heard.names:
        if pickups := [value for value in found.full_values("pickup", "place") if value in points]:
            yield Piece("pickup", found.start, found.end, found.said, pickup=pickups[0], found=found)
        elif stands_for_goods(heard, found):
            continue
        elif (found.exact and found.values("group_buy", "collection", "place", "pickup", "room")) or (
            found.exact and found.values("person") and _is_called(heard.text, found)
        ):
            yield Piece("other", found.start, found.end, found.said, found=found)


def _is_called(text: str, found: Found) -> bool:
    """Whether a person is spoken to, thanked, or signs; 黄姨2条鲈鱼 only tells of her."""
    alone = not text[found.end : found.end + 1].strip(_SEPARATORS) and not text[
        max(0, found.start - 1) : found.start
    ].strip(_SEPARATORS)
    return alone or bool(_CALLED_AFTER.match(text, found.end)) or bool(_THANKED.search(text, 0, found.start))


def _amounts(heard: Heard, products: Sequence[Piece]) -> Iterable[Piece]:
    text = heard.text
    for quantity in heard.quantities:
        said = text[quantity.start : quantity.end]
        if quantity.bare and not quantity.each and not (
            _counts_something(text, quantity.start, quantity.end, products)
            or follows_an_ending(text, heard.scene, quantity.start, quantity.end)
        ):
            yield Piece("other", quantity.start, quantity.end, said)
            continue
        if quantity.implied and any(other.start == quantity.end for other in heard.quantities):
            continue  # 要个七八棵: 个 counts nothing
        if quantity.implied and _begins_a_thing(heard, quantity.start, quantity.end):
            continue  # 要包菜2斤: no 包 of 菜
        left_open = _LEFT_OPEN.match(text, quantity.end)
        vague = quantity.vague or quantity.value is None or bool(left_open)
        amount = Amount(quantity.value, quantity.unit, said, vague, quantity.number)
        yield Piece("amount", quantity.start, left_open.end() if left_open else quantity.end, said, amount=amount)


def _begins_a_thing(heard: Heard, start: int, end: int) -> bool:
    """Whether a unit without a number is the beginning of what is wanted: 板鸭, 包菜, 提子, 罐头."""
    words = heard.scene.lexicon.words
    first = next(iter(words.cut(heard.text[start : end + 3])), "")
    return len(first) > end - start and words.is_thing(first)


def _counts_something(text: str, start: int, end: int, products: Sequence[Piece]) -> bool:
    """Whether a number without a unit stands right beside a product (鸡蛋2, 两鸡蛋), or is what somebody wants (要2)."""
    for piece in products:
        if 0 <= start - piece.end <= _FARTHEST_BESIDE and not _BESIDE.sub("", text[piece.end : start]):
            return True
        if 0 <= piece.start - end <= _FARTHEST_BESIDE and not text[end : piece.start].strip():
            return True
    if text[start] in "俩仨" and not text[end : end + 1].isalnum() and _SO_MANY.search(text, max(0, start - 12), start):
        return True
    if start and text[start - 1] in "+xX*×" and text[: start - 1].strip():
        return True
    return bool(_WANTED.search(text, max(0, start - 3), start)) and not text[end : end + 1].isalnum()
