"""Talk, and at its end what is wanted: 广东人没汤活不了 莲藕五斤 唔该, 家里的米被娃拿去养鱼了 气死 丝苗米一袋.

Who tells of goods names them first and then says what became of them; who orders says first why, and the goods last. So
whatever is told ahead of goods and numbers that end a message speaks against nothing, as long as the whole does not sound
like talk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from intents.evidence import PAST
from intents.heard import Heard
from intents.orders import read_orders
from intents.patterns import quick
from intents.pieces import Clause, cut
from intents.reading import Reading
from intents.sounds_like import SHORTEST, is_talk, likeness

# What speaks against anything that is said with it, and is no story told ahead of an order.
_WEIGHS_STILL = frozenset((
    "a condition or a wish", "a plan for some other time", "something for sale or to give away", "lost, found or mixed up",
    "a favour asked of a neighbour", "a delivery at the door", "said to one's own family", "two numbers to choose from",
    "goods that are refused", "homework", "it tells of what was",
))
# What may stand behind the goods: courtesy, haste, who writes it down, what it is for.
_CLOSES = quick(
    "(?:谢谢|多谢|谢了|感谢|辛苦|麻烦|唔该|拜托|赶紧|快点|尽快|马上|走起|安排|冲|记[到上我着]|给我|帮我|算我|(?:别|莫|不要)(?:又|再)?[忘漏]|怕[^,，。]{0,4}[忘漏]|"
    "没得商量|不解释|哈哈|嘿嘿|嘻嘻|唉|哎|挂了|得了|解决|搞定|够|庆祝|奖励|犒劳|当)[^,，。?？了]{0,6}[了啊吧哈呀]?$|"
    "(?:拿来|拿去|用来|自己|回来|明天|今晚|周末)?(?:就|再)?(?:做|炖|煮|包|炒|烧|煲|蒸|炸|熬|榨|拌|涮|烤|下酒|送|给|让|叫)[^,，。?？了过]{1,7}$"
)
# Words that lead to the goods or put them up: 先把鸡蛋记两盒, 馒头四袋冻上.
_LEADS = quick("^(?:那|我|就|先|赶紧|反正){0,3}把|^(?:反正|干脆|索性|不如|偏)")
_PUT_UP = quick("(?:冻|囤|备|存|留)(?:上|着|起来?)$")
_ASKS_IN_TURN = re.compile(r"[?？]|吗|多少|谁|哪|怎么|要不要")
# How much better than talk a message must sound that ends with a number alone, whose goods were named before.
_OF_GOODS_NAMED = 0.0


def read_goods_last(heard: Heard, why_not: Sequence[str]) -> Reading | None:
    """The order that ends a message nobody addressed to the bot, whatever was told ahead of it; why_not: the reasons why it
    was read as none. None: it ends in no goods, sounds like talk, or something weighs still.
    """
    if len(heard.text) < SHORTEST or not heard.scene.group_buys or _WEIGHS_STILL.intersection(why_not):
        return None
    goods = _last_goods(heard)
    if not goods or is_talk(heard.abstracted):
        return None
    order = read_orders(heard.about(goods))
    if order is None or order.intent != "order" or order.doubts or order.also or not order.slots.get("items"):
        return None
    return Reading("order", order.slots, 0.85, reasons=("goods and their number at the end of what is told",))


def _last_goods(heard: Heard) -> str:
    """The clauses with goods and numbers that end the message, behind others; "" where it ends otherwise."""
    parts = cut(heard)[1]
    closing = len(list(takewhile(_only_closes, reversed(parts))))
    ending = list(takewhile(_holds_goods, reversed(parts[: len(parts) - closing])))[::-1]
    if not ending or len(ending) + closing == len(parts) or _ASKS_IN_TURN.search(heard.text[ending[0].start :]):
        return ""
    said = _PUT_UP.sub("", _LEADS.sub("", heard.text[ending[0].start : ending[-1].end]))
    if any(part.has("product") for part in ending):
        return said
    return _with_what_was_named(heard, parts, said)


def _with_what_was_named(heard: Heard, parts: Sequence[Clause], said: str) -> str:
    """A number with the one thing that was named ahead of it: 娃说想吃葡萄 一盒就行."""
    named = [piece for part in parts for piece in part.pieces if piece.kind == "product"]
    counted = [piece for part in parts for piece in part.pieces if piece.kind == "amount"]
    if len({piece.products for piece in named}) != 1 or len(counted) != 1 or likeness(heard.abstracted) < _OF_GOODS_NAMED:
        return ""
    return f"{named[0].said} {said}"


def _only_closes(part: Clause) -> bool:
    return not (part.has("amount") or part.has("product")) and (part.clean or _CLOSES.match(part.text) is not None)


def _holds_goods(part: Clause) -> bool:
    if not (part.has("amount") or part.has("pickup")) or PAST.pattern.search(part.text):
        return False
    if part.clean:
        return True
    return part.has("product") and len(part.rest) <= 2 and bool(_LEADS.search(part.text) or _PUT_UP.search(part.text))
