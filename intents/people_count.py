"""How many people come, the sender included: 2人, 一家三口, 我和爱人, 我跟老婆都去, 算我一个."""

from __future__ import annotations

import re

from intents.numerals import read_number
from intents.patterns import Sifted, quick

MOST_PEOPLE = 200
MOST_CHARACTERS = 200  # a sign-up is short; what stands behind is not read

_N = "(?:(?<![0-9.第])[0-9]{1,3}(?![0-9.])|[一二两三四五六七八九十]{1,3}|俩|仨)"
_SELF = "我(?:自己|本人)?"
PAIRS = ("爸妈", "父母", "老两口", "小两口", "两口子", "公婆", "岳父母", "夫妻俩", "姐妹俩", "兄弟俩", "爷爷奶奶", "外公外婆")
KIN = (
    f"(?:隔壁|对门|楼上|楼下)?(?:{'|'.join(PAIRS)})|"
    "爸妈|父母|老婆|老公|爱人|媳妇儿?|太太|先生|丈夫|妻子|老伴儿?|老头子?|老太婆|对象|女朋友|男朋友|(?:外)?孙子|(?:外)?孙女|外孙"
    "|女儿|儿子|闺女|丫头|孩子|宝宝|小孩|小朋友|娃儿?|"
    "小宝|大宝|妈妈|爸爸|老妈|老爸|婆婆|公公|丈母娘|岳母|岳父|爷爷|奶奶|外公|外婆|姥姥|姥爷|姐姐|妹妹|哥哥|弟弟|姐夫"
    "|嫂子|妹夫|弟媳|闺蜜|朋友|同事|"
    "崽崽?|伢子?|妹陀|妹子|囡囡?|外甥女?|侄子|侄女|徒弟|兄弟|姐妹|姊妹|战友|室友|工友|老乡|老头子|老太婆|老倌子?|堂客|婆娘|"
    "小子|孙儿|老人家?|小家伙|小鬼|娃娃|亲戚|邻居|同学|爸妈|父母|妈|爸|爹|娘|姐|妹|哥|弟|舅舅|姑姑|阿姨|叔叔"
)
_TOTAL = re.compile(rf"(?:一共|总共|共计?|合计|全部|加起来|加我)(?:是|有|要)?(?P<n>{_N}) ?(?:个?大?人|位|个|名|口)?")
_FAMILY = quick(
    rf"(?:一家|全家|我?们?家|家里)(?:人)?(?:一共|共|总共)?(?:要?[去来报])?(?P<n>{_N}) ?(?:口人?|个人?|人|位)"
    rf"|(?P<alone>{_N})口(?:人|之家|子)|(?:一家|全家|我?们?家|家里)(?:人)?(?:都?要?[去来报])(?P<pair>[俩仨])(?=$|[\s,，。吧啊呀])"
)
_US = re.compile(
    rf"(?:我们|咱们?)(?:一共|总共)?(?P<n>{_N}) ?(?:个人?|人|口|位)(?!月|小时|星期)"
    rf"|(?:我们|咱们?)(?:宿舍|寝室|单位|班|栋|楼|车间|厂|队|组|楼道|单元)里?(?:一共|总共)?(?P<crowd>{_N}) ?个?"
    rf"(?:人|兄弟|姐妹|姊妹|老姐妹|同学|同事|老太太|老头|大妈|大爷|战友|室友|工友|妈妈)"
)
# 我们老两口, 娘俩, 母女三人: who belongs together, the speaker among them
_AMONG_US = Sifted(
    r"(?<![帮给替带和跟与同加有上下门壁面])(?:[我咱俺](?:们|家|们家)?)?(?:[老小](?:两|二|俩)口子?|(?:两|俩)公婆|两口儿|"
    r"(?:夫妻|夫妇|两夫妻|母女|母子|父女|父子|祖孙|爷孙|婆孙|婆媳|翁婿|叔侄|姑嫂|姐妹|姊妹|姐弟|兄妹|兄弟|师徒|情侣|[娘爷姐哥])们?(?P<n>[俩两二仨三四五])(?:个人?|人|口)?)"
)
_GROWN_AND_SMALL = re.compile(rf"(?P<grown>{_N})个?大人?[ ,和加+]*(?:(?P<small>{_N})个?(?:小孩?|孩子?|娃|小朋友|宝宝))")
_COUNT = quick(
    rf"(?P<n>{_N}) ?"
    rf"(?:个(?:大|成年)?人|人(?!民|家|工|份)|位(?!置)|名(?!字|额)|个?名额)|(?:报|去|来|算|占|留|加)(?:名[\s,，]{{0,2}}"
    rf"|上)?(?P<bare>{_N}) ?个(?!月|小时|星期|半|[名位]额)"
    rf"|(?<!带)(?<!帮)(?P<of_them>{_N}) ?个(?:都|一起|全|一块儿?){{0,2}}(?:要|想)?(?:参加|报|[去来])(?!的|过|了[^吧啊呀])"
)
_ONLY_COUNT = re.compile(rf"[ ,+]*(?P<n>{_N}) ?(?:个(?!月|小|星|半)|人|位|名)?[ ,。!]*")
_MORE = re.compile(
    rf"(?:带[上着]?|还有|再加上?|加上|外加|另外|再帮|帮|和|跟|与|同|以及|还带)(?:[我俺咱]|[我俺咱]家"
    rf"|我们家)?(?:屋里|屋头|家里)?(?:的)?(?P<n>{_N})?个?(?P<kin>{KIN})"
)
_ALSO = re.compile(rf"[、和跟与,]+(?:我|我家)?(?:的)?(?P<n>{_N})?个?(?P<kin>{KIN})")
_BEFORE_ME = quick(rf"我?(?:的)?(?P<n>{_N})?个?(?P<kin>{KIN})[和跟与]我")
_FOR_OTHERS = re.compile(rf"(?:^|(?<=[的赛动个课会班\s,，]))(?:帮|给|替|为)(?:我|我家)?的?(?P<n>{_N})?个?(?P<kin>{KIN})")
_JUST_ME = re.compile(
    r"(?:算|加|报|带|添|留)(?:上)?我?(?:一个|1个|一位|1位)|就我一个|我一个人?|\+1$|我自己(?:去|来|一个)"
)
_SIGNED_PLUS = re.compile(r"报名?\s?[+＋]([2-9])(?![0-9])")
_REASON = (
    r"(?:[^\s,，。]{0,8}?(?:没空|没时间|有课|有事|加班|出差|生病|不舒服|来不了|去不了|要?上班|要?上学|走不开|不去了?|不来了?|不参加了?)"
    r"[\s,，]*)?"
)
# 我们两个人来 哦不 就我一个人; 和女儿俩都来,哦她有课,就我一个: what was said last counts
_ALONE_AFTER_ALL = Sifted(
    rf"[\s,，。]{{1,4}}(?:哦|噢|啊|哎呀?|呀|等等|不对|不是|算了|不|[\s,，]){{0,6}}{_REASON}(?:就|只有?|只剩|还是|那就)(?:报|算|加|带|剩|来|去)?我(?:自己|本人)?(?:一个人?|1个人?|一人|1人)?"
    r"(?:自己)?(?:[去来报参加]{1,2})?[吧了啊哈]*[\s,，。!！]*$"
)
_OTHER_NUMBER = Sifted(
    rf"(?<=[0-9一二两三四五六七八九十俩仨个人位名口])[\s,，。]{{0,4}}(?:哦|噢|啊|哎呀?|等等){{0,4}}[\s,，]{{0,4}}(?:不对|哦不|噢不|不是|不不|说错了?|错了|更正|不(?=[\s,，])|(?=改))[\s,，]{{0,4}}{_REASON}"
    rf"(?:应该)?(?:是|报|改成?)?(?P<n>{_N}) ?(?:个人?|人|位|名|口人?)"
)
_MAY_COUNT = quick(f"[0-9一二两三四五六七八九十俩仨]|{KIN}|我自己")


def read_people(text: str) -> int | None:
    """How many people a sign-up is for, the sender included unless only others are named; None when it does not say.

    A stated total goes before what could be added up (再帮我妈也报上 一共2人 is 2). Companions count with the sender
    (带上孩子 is 2); only others, as in 帮我妈报名, count alone.
    """
    text = text[:MOST_CHARACTERS].strip()
    if not _MAY_COUNT.search(text):
        return None
    if other := _OTHER_NUMBER.search(text):
        return _checked(_number(other["n"]))
    if _ALONE_AFTER_ALL.search(text) and re.search(f"{_N}|{KIN}", text):
        return 1
    for pattern in (_TOTAL, _FAMILY, _US):
        if match := pattern.search(text):
            return _checked(_number(next(group for group in match.groups() if group)))
    if plus := _SIGNED_PLUS.search(text):
        return _checked(int(plus[1]))
    if match := _GROWN_AND_SMALL.search(text):
        return _checked((_number(match["grown"]) or 0) + (_number(match["small"]) or 0))
    return _together(text) or _counted(text) or _added_up(text)


def _together(text: str) -> int | None:
    """How many a couple or a family is, with those who come along: 我们老两口带孙子 is 3; None where none is named."""
    us = _AMONG_US.search(text)
    if us is None:
        return None
    return _checked((_number(us["n"]) or 2) + sum(_also(text, us.end())) + _companions(text[us.end() :]))


_ENDS_IN_NUMBER = re.compile(rf"{_N} ?(?:个人?|人|位|名|口人?)?[\s,，。]*$")


def in_last_number(text: str) -> str:
    """The text with the number that was said last in the place of the first, without why: 去四个 哦不 外婆不去 三个."""
    other = _OTHER_NUMBER.search(text)
    first = _ENDS_IN_NUMBER.search(text, 0, other.start()) if other else None
    return text if other is None or first is None else f"{text[: first.start()]}{other['n']}个人{text[other.end() :]}"


_MEANT_TO = re.compile("(?:本来|原来|原本|开始)(?:是|还)?(?:想|打算|说好?|要|准备)?")


def alone_after_all(text: str) -> str:
    """The text without why nobody comes along, where the speaker comes alone after all (我老公没空 就我自己)."""
    found = _ALONE_AFTER_ALL.search(text)
    return f"{_MEANT_TO.sub('', text[: found.start()])} 就我一个" if found else text


def _counted(text: str) -> int | None:
    """The number that is written for all of them; 我报一个 is none where somebody is added to it."""
    match = None if "各" in text else _COUNT.search(text)  # 给爸妈各留一个名额
    if match and not (match["bare"] and _number(match["bare"]) == 1 and _companions(text)):
        return _checked(_number(match["n"] or match["bare"] or match["of_them"]))
    only = _ONLY_COUNT.fullmatch(text)
    return _checked(_number(only["n"])) if only else None


# 爸妈都去: they alone, not the speaker
_THEY_BOTH = Sifted(
    r"(?:^|[\s,，]|我家?|家里)(?:爸妈|父母|公婆|岳父母|爷爷奶奶|外公外婆|姥姥姥爷)(?:[他她]们)?(?:俩)?也?都?(?:要|想)?(?:[去来]|参加|报)"
)
_PLUS_KIN = re.compile(rf"报名?\s?[+＋]\s?(?P<n>{_N})?个?(?P<kin>{KIN})")  # 报名+婆婆
_PLUS_EACH = re.compile(r"[+＋](?![0-9一1])[^\s+＋,，。]{1,10}")


def _added_up(text: str) -> int | None:
    if re.search(r"[+＋]我(?![^\s+＋]*的)", text) and len(joined := _PLUS_EACH.findall(text)) > 1:
        return _checked(len(joined))  # +我 +我同学
    if plus := _PLUS_KIN.search(text):
        return _checked(1 + _each(plus))
    others = _FOR_OTHERS.search(text)
    if others and not re.search(f"{_SELF}(?:也|和|跟|都)", text):
        return _checked(_each(others) + sum(_also(text, others.end())))
    if _THEY_BOTH.search(text) and not re.search(r"[我俺咱](?:也|和|跟|带|们|陪)|[和跟带陪]", text):
        return 2
    companions = _companions(text)
    if companions:
        return _checked(1 + companions)
    if before := _BEFORE_ME.search(text):
        return _checked(1 + _each(before))
    return 1 if _JUST_ME.search(text) else None


def _companions(text: str) -> int:
    first = _MORE.search(text)
    if first is None:
        return 0
    count = _each(first)
    position = first.end()
    later = [match for match in _MORE.finditer(text, position)]
    return count + sum(_also(text, position)) + sum(_each(match) for match in later if not _covered(text, match))


def _each(match: re.Match[str]) -> int:
    """How many one mention of kin stands for: 两个孩子 is 2, and so is 爸妈."""
    return _number(match["n"]) or (2 if match["kin"].endswith(PAIRS) else 1)


def _also(text: str, position: int) -> list[int]:
    counts = []
    while match := _ALSO.match(text, position):
        counts.append(_each(match))
        position = match.end()
    return counts


def _covered(text: str, match: re.Match[str]) -> bool:
    """Whether a companion joined by 和 was already counted as one of a row (老婆和女儿)."""
    return match[0][0] in "和跟与" and bool(re.search(f"(?:{KIN})$", text[: match.start()]))


def _number(words: str | None) -> int | None:
    value = read_number(words) if words else None
    return None if value is None else int(value)


def _checked(count: int | None) -> int | None:
    return count if count is not None and 1 <= count <= MOST_PEOPLE else None
