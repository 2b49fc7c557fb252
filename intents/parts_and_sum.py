"""A number told by its parts and their sum (外婆一箱 我家一箱 枇杷一共两箱), or by so much for each of so many."""

from __future__ import annotations

import re

from intents.heard import Heard
from intents.numerals import read_number
from intents.patterns import Sifted, quick

_THING = "●"  # stands for each character of a product's name
_N = "(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,2})"
_U = "[份盒箱袋斤桶瓶板提只包个枚根条把块颗罐捆]"
_ENDS = r"(?:就行|就好|就够|吧|啊|哈|呀|了|谢谢|麻烦了|[\s!！~。]){0,4}$"
_SUM = Sifted(
    rf"(?P<ahead>{_THING}+)?(?:一共|总共|合计|拢共|统共|加起来|合起来|共)(?:就是|就|是|要|订|来|得)?(?P<sum>{_N})(?P<unit>{_U})的?(?P<behind>{_THING}+)?{_ENDS}"
)
_PART = quick(
    rf"(?P<thing>{_THING}+)?\s?(?P<who>(?![你您])[\u4e00-\u9fff]{{1,8}}?)(?:也|还|说)?(?:想?要|订|来|拿|报)?(?P<n>{_N})(?P<unit>{_U})(?:的?(?P<of>{_THING}+))?"
)
_APART = re.compile(r"[\s,，、;；]+")
_TOLD = re.compile("买|吃|卖|送|剩|上次|昨|谁|哪|[?？吗了]")
_OURS = (
    "(?:我们|咱们?|俺们?)(?:办公室|宿舍|寝室|教研组|科室|班组?|车间|单位|店里?|组|楼道|单元|群)?|办公室|宿舍|寝室|教研组|科室|班组|车间"
)
_EACH = "(?:一个?人|每个?人|一家|每家|每户|一户|人手|各[自家]?)(?:要|来|订|拿)?"
_MANY = (
    rf"(?:里|的)?(?:一共|总共|有|是)?(?P<many>{_N})(?:个|位|名|户|家)"
    "(?:人家?|老师|同事|邻居|老人|姐妹|兄弟|室友|同学|师傅|大姐|护士|女的|男的)?"
)
_FOR_EACH = Sifted(
    rf"^(?:(?P<before>{_THING}+)\s?)?(?:{_OURS}){_MANY}[\s,，]{{0,3}}"
    rf"(?:(?P<thing>{_THING}+)\s?)?{_EACH}(?P<n>{_N})(?P<unit>{_U})的?(?P<of>{_THING}+)?{_ENDS}"
)


def in_the_sum(heard: Heard) -> str:
    """枇杷两箱 of 外婆一箱 我家一箱 枇杷一共两箱, and of 我们两家 枇杷一家一箱; other texts as they are. Where the
    parts make another number, the sum that is told goes before.
    """
    text = heard.text
    if len(text) > _LONGEST or _TOLD.search(text):
        return text
    masked = text
    for found in heard.names:
        if found.values("product"):
            masked = f"{masked[: found.start]}{_THING * (found.end - found.start)}{masked[found.end :]}"
    if _THING not in masked:
        return text
    return _of_parts(text, masked) or _of_each(text, masked) or text


_LONGEST = 60


def _of_parts(text: str, masked: str) -> str | None:
    total = _SUM.search(masked)
    parts = [_PART.fullmatch(part) for part in _APART.split(masked[: total.start()].strip()) if part] if total else []
    if total is None or len(parts) < 2 or len(re.findall(f"{_THING}+", masked)) != 1:
        return None
    if not all(part and part["unit"] == total["unit"] for part in parts):
        return None
    return f"{_thing(text, masked)}要{total['sum']}{total['unit']}"


def _of_each(text: str, masked: str) -> str | None:
    found = _FOR_EACH.match(masked)
    many, much = (read_number(found["many"]), read_number(found["n"])) if found else (None, None)
    if found is None or not many or not much or many < 2 or len(re.findall(f"{_THING}+", masked)) != 1:
        return None
    return f"{_thing(text, masked)}要{many * much:g}{found['unit']}"


def _thing(text: str, masked: str) -> str:
    named = re.search(f"{_THING}+", masked)
    return text[slice(*named.span())] if named else ""
