"""Goods and numbers that somebody names only to say that they will not: 老公让我买两斤五花肉 我才不买, 鸡蛋两盒 我就不买了; and
what is said of others' wants: 谁说要两斤青菜的, 有人要五斤青菜吗.
"""

from __future__ import annotations

from intents.heard import Heard
from intents.patterns import Sifted
from intents.sieved import Together

_N = "[0-9一二两三四五六七八九十半]"
_SELF = "[我俺咱](?:们|家)?"
_REFUSED = Sifted(
    rf"(?:[\s,，。]|{_N}[\u4e00-\u9fff]|[的吧呢啊]){_SELF}(?:才|就|都|可|偏|也|真|这次|这回|还是|没钱){{0,2}}"
    r"(?:(?:不|懒得|没)(?:买|订|要|理|干|听|去|想[买要订])|懒得|没空[理去买])(?:了|他|她|它|呢|啊|呀|哈|哼|[\s,，。!！~]){0,4}$"
)
_DISLIKED = Sifted(
    rf"[\s,，。]{_SELF}(?:就|还|有点|都|也)?嫌(?:太|有点|它|他|她)?(?:贵|远|麻烦|重|腻|肥|累|脏|丑)(?:了|啊|呀|没买|"
    rf"不要|[\s。!！~])*$"
)
# 有人要五斤青菜吗, 谁说要2斤青菜的: who wants it is asked
_WHO_WANTS = Sifted(
    rf"(?:有人|有没有人|有谁|哪个|哪位|谁)(?:家|还|也)?(?:说|讲|想|会)?(?:过)?(?:要|买|订)(?:过|"
    rf"了)?[^,，。?？\s]{{0,4}}{_N}[\u4e00-\u9fff][^,，。?？\s]{{0,6}}?(?:吗|么|不|的|啊|呀|没)(?=[\s,，。?？!！]|$)"
)
# 下次鸡蛋要两盒: not now
_SOME_OTHER_TIME = Sifted(
    rf"^(?:那|我|我们|我家|等|[\s,，]){{0,3}}(?:下次|下回|下趟|下一次|下一回|下期)(?!再说)[^?？,，。\s]{{0,8}}(?:{_N}|"
    rf"[多少][买来订要]点?[吧啊呀。!！~\s]*$)"
)
_SAID_AMISS = Sifted(
    rf"{_N}[\u4e00-\u9fff]?[\s,，]*(?:[是我]|不好意思)?(?:发错|打错|点错|手滑|误发)(?:群|地方|人)?了?[啊呀哈!！。~\s]*$"
)
# 豆腐留着明天吃, 鸡蛋一盒 钱奶奶家的鸡下的: what is there already
_AT_HOME = Sifted(
    r"(?<![给帮]我)(?<![给帮]我家)留着(?:今天|明天|后天|今晚|晚上|早上|中午|过年|过节|慢慢|以后|自己|"
    r"我们?)?(?:再)?(?:吃|喝|炒|炖|煮|孵|做|烧|下面|包)(?:了|吧|的)?[\s,，。!！~]*$|"
    r"[\s,，][^\s,，。]{0,8}(?:自家|家|自己)(?:的)?[^\s,，。]{0,3}(?:下|种|养|腌|磨|晒|酿)的[啊呀哈。!！~]*$"
)
# 豆腐三块是老豆腐吧: what it is, is only made sure of
_MAKES_SURE = Sifted(rf"{_N}[\u4e00-\u9fff](?:都|就|应该|也)?是[^\s,，。0-9一二两三四五六七八九要来订]{{1,8}}吧[?？!！。~\s]*$")
_MONEY = Sifted(r"^[^0-9一二两三四五六七八九十半]{0,8}[0-9一二两三四五六七八九十]{1,3}块钱[啊呀哈吧了。!！~\s]*$")
_NOT_NOW = Together(_REFUSED, _DISLIKED, _WHO_WANTS, _SOME_OTHER_TIME, _SAID_AMISS, _AT_HOME, _MAKES_SURE, _MONEY)


def refuses(heard: Heard) -> bool:
    """Whether goods and numbers are named only to refuse them, or stand in what others want or another time brings.

    鸡蛋 我不买了, of who has ordered eggs, takes them back, and refuses nothing.
    """
    found = _NOT_NOW.matches(heard.text)
    if len(heard.quantities) > 1:
        found.pop(_SAID_AMISS, None)  # 鸡蛋三盒 不是 两盒 打错了: the first number was amiss
    own = any(name in heard.speaker.ordered for one in heard.names for name in one.values("product"))
    return bool(set(found) - {_REFUSED} if own and not heard.quantities else found)
