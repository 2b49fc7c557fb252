"""A sign-up that names no activity, in as many parts as people say it in: 把我名字写上 我要报名, 我也去 给我报上名 两个人."""

from __future__ import annotations

import re

from intents.patterns import quick

LONGEST = 40
_ME = "(?:[我俺咱]们?(?:一?家|两口子|[俩仨])?)"
_NUMBER = "(?:[0-9]{1,2}|[一二两三四五六七八九十])"
_PARTICLES = r"[吧啊呀哈哦呗嘞嘛了啦的\s,，。!！~]{0,3}"
_SAYS_SO = (
    # 给我报上名, 我也要报个名, 报名参加
    rf"(?:麻烦|请)?(?:[给帮替]{_ME})?{_ME}?(?:也|要|想|先|来|就|那){{0,3}}(?:报(?:一?个|上|一?下)?名|报上)(?:参加|一下|一个)?",
    # 把我名字写上, 把我登记上
    rf"(?:麻烦|请)?[把将给帮]{_ME}的?(?:名字?)?(?:也|给)?(?:[写记加登填添](?:上|进去|下来|下)|登记(?:上|一?下))",
)
_BESIDES = (
    rf"{_ME}?(?:也|要|想|都|一起|就){{0,3}}(?:去|来|参加)(?:的|一下)?",
    rf"(?:{_ME}?(?:一共|总共|就|是)?{_NUMBER}个?[人位口]|{_ME}一个|{_ME}[和跟与同带](?:老伴|老公|老婆|爱人|孩子|娃|[爸妈]|老[爸妈]|女儿|儿子|孙子|孙女))(?:一起|两个|俩)?",
    r"谢谢[啊了你您]?|麻烦(?:你|您|了){0,2}|辛苦了?",
)
_IN_PARTS = re.compile(rf"(?:(?:{'|'.join((*_SAYS_SO, *_BESIDES))}){_PARTICLES}){{1,5}}")
_MINE = quick(r"[我俺咱]|参加|[一二两三四五六七八九十0-9]个?人")  # 先来报个名 may be said of anything
_SAID_SO = quick("|".join(_SAYS_SO))


def joins_whatever_it_is(bare: str) -> bool:
    """Whether a text without greetings says nothing but that somebody signs up, and who comes along."""
    if len(bare) > LONGEST or not ("名" in bare or "报" in bare):
        return False
    return _MINE.search(bare) is not None and _SAID_SO.search(bare) is not None and _IN_PARTS.fullmatch(bare) is not None
