"""A correction that comes as a message of its own: 等等 豆腐是四块, 豆腐四块 刚才说错了, by whoever has just ordered tofu."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intents.heard import Heard
from intents.patterns import quick
from intents.pieces import cut
from intents.scene import Product

_CORRECTS = quick(
    r"^(?:[啊哎呀哦噢唉诶]|[,，。!！~\s])*(?:等等|等一?下|不对不对|不对|不是|错了|(?:说|打|写|搞|弄|报|发|订|点|记)错了?|更正|口误|手误)"
    r"(?:了|哈|啊|呀|[,，。!！~\s])*"
)
_BETWEEN = re.compile(r"(?:的)?(?:应该)?(?:是|要|订|来|就)?(?:要)?\s?")
_BEHIND = re.compile(r"(?:才对|吧|啊|呀|哈|谢谢|就行|就够了|[,，。!！~\s])*$")
# 青菜3斤，刚才说错了: it is told behind that what was said before does not count
_TOLD_BEHIND = quick(
    r"(?<![\s,，。;；])[\s,，。;；]{1,4}(?:(?:不好意思|对不起|抱歉|[啊哎我]){0,3}[,，\s]{0,2}(?:刚才|刚刚|刚|前面|上面|之前|先前|上一?条)(?:的|那个?|那[条单]|数字?|我|发的|[说报订写]的|是|都|[,，\s]){0,3}"
    r"(?:(?:说|打|写|搞|弄|报|发|订|点|记|看|数|算|输)?错|不算数?|不作数|作废|不对|有误|[说打写报订点]?[多少]了)"
    r"|以这[个条]?为准|(?:说|打|写|报|订)错了刚才)(?:了|啊|呀|哈|的|不好意思|抱歉|[,，。!！~\s]){0,6}$"
)


_N = "(?:[0-9]{1,3}(?:\\.[0-9])?|[一二两三四五六七八九十半]{1,3})"
# 豆腐两块啊 不是十块: the number that was taken down is denied behind the one that is meant
_DENIED_BEHIND = quick(
    rf"^(?P<meant>[^,，。?？]{{0,12}}?{_N}\s?(?P<unit>[\u4e00-\u9fff]))(?:[啊呀哦哈的吧呢]|[,，。!！~\s]){{1,4}}(?:可|并|我说的|我要的)?不是(?:要|说)?"
    rf"{_N}\s?(?P=unit)(?:[啊呀哦哈的吧呢了]|[,，。!！~\s]){{0,4}}$"
)
# 开玩笑的 两块就行: so many are wanted, the number before was a joke
_JOKED = quick(
    r"^(?:哈{1,6}|嘿{1,4}|嘻{1,4}|我|刚才?|上面|前面|那个|[,，。!！~\s]){0,4}(?:是|跟你们|跟大家|和大家)?"
    r"(?:开(?:个|句)?玩笑|说笑|闹着玩|说着玩|逗(?:你们?|大家|大伙)?玩?|瞎说|乱说)(?:的|呢|啦|了|哈|啊|[,，。!！~\s]){1,4}(?:其实)?"
    rf"(?=[^,，。?？]{{0,10}}{_N}[\u4e00-\u9fff][^?？]{{0,8}}$)"
)
_ENDS_ENOUGH = quick(r"(?:就|也)?(?:行|好|够|可以|成)了?[吧啊呀哈!！。~\s]{0,4}$|[吧啊呀哈!！。~\s]{1,4}$")


_ONLY_SO_MANY = re.compile(rf"{_N}\s?[\u4e00-\u9fff]")
_CALLS_OUT = quick("[啊呀哦哈]")  # 鸡蛋两盒 不是三盒 may well be three


def as_a_change(heard: Heard) -> str:
    """豆腐改成四块 of 等等 豆腐是四块, where the speaker has ordered tofu; other texts come back as they are."""
    if heard.speaker.ordered and (told := _TOLD_BEHIND.search(heard.text)):
        return _told_behind(heard, heard.text[: told.start()]) or heard.text
    if heard.speaker.ordered and (meant := _meant_after_all(heard.text)) is not None:
        return meant if meant.startswith("不对") else _told_behind(heard, meant) or heard.text
    if (denied := _DENIED_BEHIND.match(heard.text)) and _CALLS_OUT.match(heard.text, denied.end("meant")):
        return denied["meant"]
    corrects = _CORRECTS.match(heard.text) if heard.speaker.ordered else None
    if corrects is None:
        return heard.text
    rest = heard.about(heard.text[corrects.end() :])
    counted = [piece for piece in cut(rest)[0] if piece.kind in ("product", "amount")]
    if [piece.kind for piece in counted] != ["product", "amount"] or _is_not_theirs(heard, counted[0].products):
        return heard.text
    product, amount = counted
    between = rest.text[product.end : amount.start]
    if rest.text[: product.start].strip() or not (_BETWEEN.fullmatch(between) and _BEHIND.fullmatch(rest.text, amount.end)):
        return heard.text
    unit = product.products[0].unit if amount.said.isdigit() else ""
    return f"{product.said}改成{amount.said}{unit}"


def _meant_after_all(text: str) -> str | None:
    """两块 of 两块啊 不是十块 and of 开玩笑的 两块就行; None where no number is denied."""
    if denied := _DENIED_BEHIND.match(text):
        return f"不对 {denied['meant']}" if _ONLY_SO_MANY.fullmatch(denied["meant"]) else denied["meant"]
    joked = _JOKED.match(text)
    rest = _ENDS_ENOUGH.sub("", text[joked.end() :].removeprefix("就").removeprefix("要")) if joked else None
    return f"不对 {rest}" if rest and _ONLY_SO_MANY.fullmatch(rest) else rest


def _told_behind(heard: Heard, text: str) -> str | None:
    """青菜改成3斤 of 青菜3斤, 不对 3斤 of 3斤; None where something else is told, or of what they have not ordered."""
    counted = [piece for piece in cut(heard.about(text))[0] if piece.kind != "other"]
    kinds = [piece.kind for piece in counted]
    if kinds == ["amount"]:
        return f"不对 {text.strip()}"
    if not kinds or kinds != ["product", "amount"] * (len(kinds) // 2):
        return None
    pairs = list(zip(counted[::2], counted[1::2], strict=True))
    if any(_is_not_theirs(heard, thing.products) for thing, _ in pairs):
        return None
    units = [thing.products[0].unit if much.said.isdigit() else "" for thing, much in pairs]
    return "，".join(f"{thing.said}改成{much.said}{unit}" for (thing, much), unit in zip(pairs, units, strict=True))


def _is_not_theirs(heard: Heard, products: Sequence[Product]) -> bool:
    return not any(product.name in heard.speaker.ordered for product in products)
