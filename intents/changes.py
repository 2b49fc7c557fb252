"""Changes and cancellations of what somebody ordered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from intents.evidence import PAST
from intents.heard import Heard
from intents.items import Item, pair, settle_items
from intents.moves import read_move
from intents.own_totals import read_corrected, read_less
from intents.patterns import quick
from intents.persons import is_person
from intents.pieces import Clause, Piece, cut
from intents.reading import Reading
from intents.scene import Doubt
from intents.taken_back import OTHER_MATTERS

_INSTEAD = re.compile(r"不是.{1,8}是")
# 鸡蛋我只要一盒就行, of eggs that were ordered
_ONLY = re.compile(
    r"(?:不好意思|抱歉|对不起|想了想|还是)[^,，。]{0,6}[\s,，]*[^,，。]{0,8}只[要来留](?=[0-9一二两三四五六七八九十半])|"
    r"只[要来留][0-9一二两三四五六七八九十半][^\s,，。]{1,3}?(?:就行|就够|就好|就可以|够了|行了)"
)
_AMEND = quick(
    r"改成|改为|改做|改到|改回|换回|换到|换去|挪到|转到|改一?下|改(?![刀良革装造天日])|变成|变为|换成|换为|"
    r"[变换](?=[0-9一二两三四五六七八九十])|调成|调整为|调到|减成|减到|减为|加到|增加到|少[订要]|"
    r"[写报订要下填记点]多了|[写报订下填记弄搞]错了?"
)
# The number behind it is the new total, whatever else is said.
_SETS = re.compile(
    r"(?:改成|改为|改做|改回|变成|变为|换成|换为|调成|调整为|调到|减成|减到|减为|加到|增加到|改|变|换)[了到]?(?:要)?\s?$"
)
_CANCEL = quick(
    r"不要了|不订了|不定了|不买了|不拿了|取消|退掉|退了|退订|退单|不想要了|作废|撤单|撤掉|删掉|划掉|去掉|全退|帮我退|"
    r"删了|删去|删除|抹了|消掉|(?:不用|不必|甭)(?:再)?(?:给|帮|替)(?:我|我们|我家)[留算送订带拿记]|"
    r"不用了|不要(?![放忘漏弄太搞压挤摔碰冻洗泡切混装拿错])|退款|退吧|划了|划去|抹掉|勾掉|莫要|撤(?=[了吧]|一下|单|$)|"
    r"[别不](?:给我|帮我)[留算送订带拿]?|[别不用]{1,2}[买订定要](?:了|啦)|别送了|(?<![一后])退(?![休伍役货税步烧潮房群]|出群)"
)
# What takes back a whole order says that it speaks of the order; 不用了 to a neighbour does not.
_WHOLE = re.compile(
    r"订单|我[们家]?(?:刚才?|刚刚|之前|上面|前面)?[订定报]的|[订定]的|单子|全部|全退|全都?(?:不要|退|取消)|都(?:不要|不[订定买]|"
    r"退|取消|撤|算)|我不[要买订]了[\s,，]*(?:[给帮]我)?(?:取消|退)|所有|退单|撤单|退订|刚才的|刚刚的|我[的那个]{0,2}单(?!元|位)|我(?:的|那|的那)份"
)
_JOINED = re.compile(r"\s?(?:[和跟与及同、,，还有]|以及)*\s?(?:我的|那个)?")
_ASKS_BACK = quick("了(?:是吧|对吧|是不是|对不对)")  # 鸡蛋不要了是吧
_NEVER_MIND = re.compile(
    r"^(?:那|先|就|哦|嗯|我|还是|真的?){0,3}(?:不用|不要|不必|算)了?(?:[,， ]|吧|啦|谢谢|多谢|哈|啊|呀|您|你|大家|了){0,6}$"
)
_EXCEPT = re.compile(r"(?:其他|其它|别的|其余|剩下)的?[^,，。]{0,3}(?:不要|不[订定买]|取消|退|不用|撤)")
_CHANGED = re.compile(r"改成|改为|改回|改到|换成|变成")
_ORDER_WORD = re.compile(
    r"订单|我[的那个]{0,2}单(?!元|位)|团购|我的|我订的|我定的|刚才|刚刚|刚订|全部|都|所有|我不要|我那|订的|单子|我家的|先前"
)
_HARMLESS_REST = re.compile(
    r"其他|其它|别的|其余|剩下|保留|留着|照旧|不变|不动|还是|照样|一样|订单|订的|我的|刚才|刚刚|那个|那份|单子|掉|把|"
    r"数量|刚|改|变|换|成|为|到|取消|退|不|全部|所有|这个|之前|我那|上面|前面|总共|而|只|份数|减|调|整|哦|不好意思|"
    r"对不起|抱歉|错|点|下单|里|吃不完|太多|多了|点多|家里人|说|算|撤|删|划|作废|款|少|能|吗|请|帮忙|行|想|先|因为|"
    r"临时|有事|出差|来不及|用|取货|提货|自提|位置|地点|点|您好|你好|挪|转|调|去|写|报|填|记|弄|搞|要|够|得|份|单|东西|给|别|留|抹|勾"
)
_OF_MINE = re.compile(r"我(?:的|那|这|家那|订的|报的)")
# 李大娘的花生油改回一桶, said by whoever ordered it for her.
_OF_SOMEBODY = re.compile(
    r"^(?:把|帮|给)?(?P<who>(?![我你您他她它俺咱刚昨今前上下这那楼家订早晚原之])[\u4e00-\u9fff]{2,5})(?P<of>的)?\s?$"
)
_TOO_MANY = re.compile(r"我?(?:不要|要不了|用不了|吃不了|不用)(?:那|这)么多了?|(?:订|要|报)?(?:得)?太多了")
_PLACE_OF_OWN = quick(
    r"我(?:的|那|家)?[^,，。?？]{0,8}(?:还是|就|都)?(?:放|搁|送|到|去|在)|(?:取货|提货|自提)(?:点|地点)?[^?？]{0,4}(?:改|换|放)"
)


def read_change(heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]) -> Reading | None:
    """The change or cancellation of somebody who ordered, or who speaks to the bot; None where there is none."""
    mine = bool(heard.speaker.ordered) or heard.addressed
    if not mine:
        return _of_others(heard, pieces)
    if not heard.addressed and _tells_of_the_past(heard.text) and not _drops_own(heard, parts):
        return _left_alone(heard, pieces)
    if (moved := read_move(heard)) is not None:
        return moved
    too_many = _TOO_MANY.search(heard.text) and not _AMEND.search(heard.text) and not _OFFERS.search(heard.text)
    if too_many and (fewer := _fewer(heard, pieces)) is not None:
        return fewer
    if mine and too_many and any(piece.kind == "amount" for piece in pieces):
        heard = heard.about(_TOO_MANY.sub("改成", heard.text, 1))  # 鸡蛋不要那么多了 一盒就够了
        pieces, parts = cut(heard)
    special = _read_exchange(heard, pieces) or read_less(heard, pieces, _unaccounted(parts))
    if special := special or (None if _CANCEL.search(heard.text) else read_corrected(heard, pieces)):
        return special
    elsewhere = any(piece.kind == "pickup" for piece in pieces) and not _is_counted(pieces) and _PLACE_OF_OWN.search(heard.text)
    if _AMEND.search(heard.text) or elsewhere or (heard.speaker.ordered and _is_instead(heard)):
        return _read_amendment(heard, pieces, parts) or _left_alone(heard, pieces)
    if _rather(heard, pieces):
        return _read_amendment(heard, pieces, parts)
    if _CANCEL.search(heard.text):
        return _read_cancellation(heard, pieces, parts)
    return None


_OFFERS = re.compile("谁|有没有人|哪位|[?？吗]")  # 豆腐太多了 谁要两块
_OF_WHAT_IS_THERE = re.compile("[谁送剩煮昨?？吗]|家里|冰箱|以前|上次")  # 鸡蛋太多了吃不完 谁要


def _fewer(heard: Heard, pieces: Sequence[Piece]) -> Reading | None:
    """豆腐不要那么多, without a number, drops nothing: it is asked how many; None where it is not of one thing of their own."""
    if any(piece.kind == "amount" for piece in pieces) or _OF_WHAT_IS_THERE.search(heard.text):
        return None
    named = {product.name for piece in pieces for product in piece.products} & heard.speaker.ordered
    own = named or (heard.speaker.ordered if not any(piece.products for piece in pieces) else frozenset())
    if len(own) != 1 or "不" not in heard.text:
        return None
    name = next(iter(own))
    return Reading("amend_order", {}, 0.9, (Doubt("how_many", name, name),), reasons=("less of what was ordered",))


def _is_instead(heard: Heard) -> bool:
    mine = heard.speaker.ordered
    only = _ONLY.search(heard.text) and any(name in mine for found in heard.names for name in found.values("product"))
    return bool(_INSTEAD.search(heard.text) or only)


def _is_counted(pieces: Sequence[Piece]) -> bool:
    """帮我下单鸡蛋两盒 送到驿站就行, without a word of changing, is an order."""
    return {"product", "amount"} <= {piece.kind for piece in pieces}


def _tells_of_the_past(text: str) -> bool:
    return bool(PAST.pattern.search(_HARMLESS_REST.sub("", _AMEND.sub("", _CANCEL.sub("", text)))))


def _left_alone(heard: Heard, pieces: Sequence[Piece]) -> Reading | None:
    """A new total that could not be read as one must never be taken for an order of more."""
    if any(piece.kind == "amount" and _SETS.search(heard.text, 0, piece.start) for piece in pieces):
        return Reading(reasons=("a change, but of what is not clear",))
    return None


def _rather(heard: Heard, pieces: Sequence[Piece]) -> bool:
    """鸡蛋不要两盒了 一盒就行: the first number is called off, the last is the new total."""
    amounts = [piece for piece in pieces if piece.kind == "amount"]
    things = [piece for piece in pieces if piece.kind == "product"]
    ordered = heard.speaker.ordered
    own = len(things) == 1 and (not ordered or any(product.name in ordered for product in things[0].products))
    return own and len(amounts) == 2 and bool(re.search(r"不要\s?$", heard.text[: amounts[0].start]))


def _of_others(heard: Heard, pieces: Sequence[Piece]) -> Reading | None:
    """花生油改成5桶, said by who ordered none, is no new order."""
    change = _CHANGED.search(heard.text)
    kinds = [piece.kind for piece in pieces if change and piece.start < change.start()]
    if change and "product" in kinds and "amount" not in kinds:
        return Reading(reasons=("a change by who ordered nothing here",))
    return None


def _drops_own(heard: Heard, parts: Sequence[Clause]) -> bool:
    """Whether a clause drops a product that the speaker ordered; then the others may give the reason (家里还有)."""
    ordered = heard.speaker.ordered
    for part in parts:
        own = any(product.name in ordered for piece in part.pieces for product in piece.products)
        if own and _CANCEL.search(part.text) and not PAST.pattern.search(_CANCEL.sub("", part.text)):
            return True
    named = any(product.name in ordered for part in parts for piece in part.pieces for product in piece.products)
    return named and any(_OF_MINE.search(part.text) and _CANCEL.search(part.text) for part in parts)


def _read_exchange(heard: Heard, pieces: Sequence[Piece]) -> Reading | None:
    """赣南橙换成纽荷尔: as much of the one as there was of the other, which goes (slot `instead_of`) once the one is noted."""
    change = re.search(r"换成|改成|改为|变成|换", heard.text)
    things = [piece for piece in pieces if piece.kind == "product"]
    if not change or len(things) != 2 or not things[0].end <= change.start() < change.end() <= things[1].start:
        return None
    ordered = heard.speaker.ordered
    wanted = list(dict.fromkeys(product.name for product in things[1].products))
    given = list(dict.fromkeys(p.name for p in things[0].products if p.name in ordered and p.name not in wanted))
    if len(wanted) != 1 or len(given) != 1 or heard.text[change.end() : things[1].start].strip("了为成 "):
        return None
    amounts = [piece.amount for piece in pieces if piece.kind == "amount" and piece.start >= change.end()]
    reasons = ("one thing exchanged for another",)
    if amounts:
        settled = settle_items([Item(things[1], amounts[-1])])
        slots, doubts = {"items": [dict(item) for item in settled.items]}, settled.doubts
        if doubts:
            return Reading("amend_order", {"instead_of": given[0]}, 0.9, doubts, reasons=reasons)
    elif quantity := heard.speaker.quantities.get(given[0]):
        slots = {"items": [{"product": wanted[0], "quantity": _plain(quantity)}]}
    else:
        doubt = Doubt("how_many", wanted[0], wanted[0])
        return Reading("amend_order", {"instead_of": given[0]}, 0.9, (doubt,), reasons=reasons)
    return Reading("amend_order", {**slots, "instead_of": given[0]}, 0.9, reasons=reasons)


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number


def _unaccounted(parts: Sequence[Clause]) -> int:
    """How much of the text neither pieces nor the words of a change explain."""
    return sum(len(_HARMLESS_REST.sub("", part.rest)) for part in parts)


def _read_amendment(heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]) -> Reading | None:
    slots: dict[str, Any] = {}
    if pickup := next((piece.pickup for piece in pieces if piece.kind == "pickup"), None):
        slots["pickup"] = pickup
    amounts = [piece for piece in pieces if piece.kind == "amount"]
    things = [piece for piece in pieces if piece.kind == "product"]
    if pickup and not amounts and re.search(r"[?？]|了吗|了没", heard.text):
        return None
    told = [part for part in parts if part.pieces or _AMEND.search(part.text)]
    if whose := _whose(heard, things):
        slots["beneficiary"] = whose
    if _unaccounted(told) > (8 if heard.addressed else 2 + len(whose)) or not (amounts or pickup):
        return None
    if not (things or pickup or heard.speaker.ordered or _ORDER_WORD.search(heard.text)):
        return None
    doubts: tuple[Doubt, ...] = ()
    if amounts:
        items = _amended(heard, pieces, things, amounts)
        if items is None:
            return None
        settled = settle_items(items)
        doubts = settled.doubts
        if settled.items:
            slots["items"] = [dict(item) for item in settled.items]
        if not items:
            doubts = (
                Doubt(
                    "which_product",
                    "",
                    None,
                    amounts[-1].amount.value if amounts[-1].amount else None,
                    tuple(sorted(heard.speaker.ordered)),
                ),
            )
    unmet = None if heard.speaker.ordered else "no_order"
    return Reading("amend_order", slots, 0.95, doubts, unmet=unmet, reasons=("a change of an order, with the new number",))


def _whose(heard: Heard, things: Sequence[Piece]) -> str:
    """For whom it was ordered: 孙爷爷 of 孙爷爷(的)青菜改成两斤; "" where nobody is named before the one thing."""
    said = _OF_SOMEBODY.match(heard.text[: things[0].start]) if len(things) == 1 and heard.speaker.ordered else None
    known = said is not None and (said["of"] or is_person(said["who"], heard.scene.people))
    return said["who"] if said is not None and known else ""


def _amended(
    heard: Heard, pieces: Sequence[Piece], things: Sequence[Piece], amounts: Sequence[Piece]
) -> list[Item] | None:
    """Each product named with the number that stands after the word of change."""
    if things:
        items = pair(heard.text, pieces)
        changed = [item for item in items if item.piece.kind == "product" and item.amount and not item.negated]
        if len(things) == 1 and amounts:
            changed = [Item(things[0], _new_total(heard.text, amounts).amount)]
        return changed or None
    ordered = heard.scene.sold_as(heard.speaker.ordered)
    said = _new_total(heard.text, amounts).amount
    if len(ordered) > 1 and said and said.unit:
        ordered = [one for one in ordered if one.unit == said.unit] or ordered  # 改成3斤 is about what is sold by 斤
    if len(ordered) == 1:
        return [Item(Piece("product", 0, 0, ordered[0].name, (ordered[0],)), _new_total(heard.text, amounts).amount)]
    return []


_PUT_RIGHT = re.compile("不对|不是|[说打写搞弄]?错|应该是|哦不|不不|算了|还是")


def _new_total(text: str, amounts: Sequence[Piece]) -> Piece:
    """The number after the word of change; without one, the last."""
    exact = [piece for piece in amounts if piece.amount and piece.amount.value is not None] or amounts
    change = max((match.end() for match in _AMEND.finditer(text)), default=None)
    chosen = next((amount for amount in exact if change is not None and amount.start >= change), exact[-1])
    for amount in exact:
        if amount.start > chosen.end and _PUT_RIGHT.search(text, chosen.end, amount.start):
            chosen = amount  # 改成三斤 不对 是四斤
    return chosen


def _read_cancellation(heard: Heard, pieces: Sequence[Piece], parts: Sequence[Clause]) -> Reading | None:
    items = [] if _ASKS_BACK.search(heard.text) and not heard.addressed else pair(heard.text, pieces)
    if (all_but := _all_but(heard, items)) is not None:
        return all_but
    items = _together(heard.text, items)
    dropped = [item for item in items if item.negated and item.piece.kind == "product"]
    kept = [item for item in items if not item.negated and item.amount]
    if kept:
        return None
    if not dropped and len({item.piece.said for item in items}) >= 1:
        dropped = [item for item in items if item.piece.kind == "product"]
    ordered = heard.speaker.ordered
    sure = heard.addressed or any(product.name in ordered for item in dropped for product in item.piece.products)
    told = [part for part in parts if _CANCEL.search(part.text) or part.pieces] if sure else parts
    if _unaccounted(told) > (8 if sure else 1):
        return None
    if dropped:
        names = [name for item in dropped for name in _mine(item, ordered)]
        if ordered and not any(name in ordered for name in names) and not heard.addressed:
            return None
        slots = {"items": [{"product": name} for name in dict.fromkeys(names)]}
    elif _is_whole(heard, _unaccounted([part for part in parts if _CANCEL.search(part.text)])):
        slots = {}
    else:
        return None
    return Reading("cancel_order", slots, 0.95, unmet=None if ordered else "no_order", reasons=("an order taken back",))


def _together(text: str, items: Sequence[Item]) -> list[Item]:
    """鸡蛋跟豆腐划掉: what is joined to a thing called off, without a number of its own, is called off too."""
    joined: list[Item] = []
    for item in reversed(items):
        last = joined[0] if joined else None
        gap = text[item.piece.end : last.piece.start] if last else ""
        if last and last.negated and not item.amount and _JOINED.fullmatch(gap):
            item = replace(item, negated=True)
        joined.insert(0, item)
    return joined


def _is_whole(heard: Heard, left: int) -> bool:
    """Whether it takes back everything: in a group it must speak of the order itself.

    left: how many characters beside the word of calling off nothing explains; 取消静音 speaks of something else.
    """
    if OTHER_MATTERS.search(heard.text) or _NEVER_MIND.match(heard.bare):
        return False
    if heard.times and not (_WHOLE.search(heard.text) or _ORDER_WORD.search(heard.text)):
        return False  # 把9点那个去掉
    if heard.addressed:
        return bool((heard.speaker.ordered and left < 2) or _ORDER_WORD.search(heard.text))
    return bool(heard.speaker.ordered and _WHOLE.search(heard.text))


def _all_but(heard: Heard, items: Sequence[Item]) -> Reading | None:
    """除了鸡蛋其他都不要了: the others are cancelled; what is named stays."""
    ordered = heard.speaker.ordered
    named = {p.name for item in items if item.piece.kind == "product" for p in item.piece.products}
    if not _EXCEPT.search(heard.text) or not named & ordered or any(item.amount for item in items):
        return None
    gone = [{"product": name} for name in sorted(ordered - named)]
    return Reading("cancel_order", {"items": gone}, 0.95, reasons=("all but one taken back",)) if gone else None


def _mine(item: Item, ordered: frozenset[str]) -> list[str]:
    names = list(dict.fromkeys(product.name for product in item.piece.products))
    return [name for name in names if name in ordered] or names[:1]
