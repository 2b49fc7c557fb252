"""How else people say a name of the workbook: its last word (土鸡蛋 → 鸡蛋), everyday words for a kind of shop
(剃头 → 理发店).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from intents.matters import DOINGS, as_people_call_it
from intents.numerals import read_number
from intents.tables.foods import as_others_say

if TYPE_CHECKING:
    from intents.lexicon import Entry
    from intents.segmentation import Segmenter

_SHOP_ENDING = re.compile(
    r"(?:专卖店|经营部|门诊部|服务部|事务所|工作室|生活馆|连锁店|中心|服务|沙龙|会所|超市|公司|"
    r"用品|门市|铺子|[店铺馆院所部屋行摊坊室房吧厅城社档])$"
)
_GUIDE_VERBS = re.compile(
    r"^(?:申请|申领|办理|补办|领取|开具|如何|怎么)|(?:办理|申领|申请|补办|登记|参保|迁移|领取|开具|查询|换领|补领|"
    r"清运|缴费|年检|变更|预约|缴纳|报销|"
    r"年审|换发|流程|指南|须知)$"
)
_JOB_ENDING = re.compile(r"(?:人员|员工|师傅|学徒|老师|员|工|师)$")
# What people are called besides what they work as: 张老师 is no 托管老师.
_TITLES = frozenset(("老师", "师傅", "阿姨", "医生", "护士", "经理", "主任", "大夫", "律师", "教练", "老板", "店长"))
_DOING = frozenset("剪理烫染洗修补拔镶种配换开通改缝扦缲撬锁裁钉绱做泡按捏照拍打印复买取寄看吃喝订送磨擦搬租学收卖")
_EVENT_ENDING = re.compile(r"(?:活动|行动|讲座|课堂|比赛|大赛|[课日班节会])$")
_OF_A_PERSON = re.compile("^[老小阿大]|[姐哥嫂婶叔伯爷奶妹娃记家]$|师傅|^[一二三四五六七八九十]+")
_PICKUP_ENDING = re.compile(r"(?:自提点|自提柜|取货点|提货点)$")
_MEASURE = re.compile(
    r"(?<![0-9零一二三四五六七八九十半])[0-9零一二三四五六七八九十半]+(?:斤|公斤|千克|克|枚|个|只|升|毫升|包|瓶|袋|盒|kg|g|l|ml)?(?:装)?$",
    re.I,
)
_GENERIC = frozenset(
    [
        "活动",
        "课程",
        "讲座",
        "比赛",
        "服务",
        "咨询",
        "办理",
        "申请",
        "团购",
        "公益",
        "社区",
        "邻里",
        "志愿",
        "志愿者",
        "日",
        "课",
        "团",
        "会",
        "节",
        "大赛",
        "表演",
        "培训",
        "中心",
        "公司",
        "生活",
        "健康",
        "专业",
        "本地",
        "新鲜",
        "有机",
        "农家",
        "手工",
        "正宗",
        "特级",
        "精品",
        "进口",
        "国产",
        "组合",
        "礼盒",
        "套餐",
        "大礼包",
        "一星",
        "二星",
        "三星",
        "四星",
        "五星",
    ]
)
# 过年想买什么 is no reason to hear its title in every 什么.
_ASKS = re.compile(r"(?:添|买|吃|要|去|是|有|做|办|选)?(?:什么|啥|哪[里儿天个家些]?|多少|怎么样?|几[个点天]|谁|时候|为什么)$")


@cache
def everyday_kinds() -> tuple[tuple[frozenset[str], tuple[str, ...]], ...]:
    """Groups of (what a workbook may call a kind of shop, what people say for it)."""
    content = tomllib.loads((Path(__file__).parent / "grammar" / "_categories.toml").read_text(encoding="utf-8"))
    return tuple((frozenset(kind["called"]), tuple(kind["said"])) for kind in content["kinds"])


@cache
def kind_by_word() -> Mapping[str, str]:
    """What people say for any kind of shop, also one that is not here, and what that kind is called first."""
    content = tomllib.loads((Path(__file__).parent / "grammar" / "_categories.toml").read_text(encoding="utf-8"))
    return {word: kind["called"][0] for kind in reversed(content["kinds"]) for word in (*kind["said"], *kind["called"])}


def derived_surfaces(entries: Sequence[Entry], words: Segmenter) -> Iterator[tuple[str, str, str]]:
    """(surface, kind, value) that follow from the entries; none of them is a full name."""
    for entry in entries:
        for surface in _derive(entry, words):
            if len(surface) > 1 and surface != entry.surface and surface not in _GENERIC and not _ASKS.match(surface):
                yield surface, entry.kind, entry.value
    yield from _brands(entries, words)
    yield from _said_for({entry.value for entry in entries if entry.kind == "category"})


@cache
def _trades() -> tuple[str, ...]:
    """What a shop's name may end with that tells its trade: 洗衣, 口腔; the longest first."""
    said = {form for called, _ in everyday_kinds() for word in called for form in (word, _SHOP_ENDING.sub("", word))}
    return tuple(sorted((word for word in said if len(word) > 1), key=len, reverse=True))


def _brands(entries: Sequence[Entry], words: Segmenter) -> Iterator[tuple[str, str, str]]:
    """雅康 of 雅康口腔: neither a word of the common language nor a person's name, and what only that shop is called."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        stem = _SHOP_ENDING.sub("", entry.surface) if entry.kind == "merchant" else ""
        trade = next((trade for trade in _trades() if stem.endswith(trade)), "")
        brand = stem[: -len(trade)] if trade else ""
        if 2 <= len(brand) <= 4 and not (words.is_word(brand) or _OF_A_PERSON.search(brand)):
            found.setdefault(brand, set()).add(entry.value)
    beginning: dict[str, set[str]] = {}
    for entry in entries:
        for length in range(2, 5):
            if entry.surface[:length] in found:
                beginning.setdefault(entry.surface[:length], set()).add(entry.value)
    for brand, values in found.items():
        if len(values) == 1 and beginning[brand] == values:
            yield brand, "merchant", next(iter(values))


def _derive(entry: Entry, words: Segmenter) -> Iterable[str]:
    """How else a name of this kind is said."""
    derive = _DERIVED.get(entry.kind)
    return derive(entry.surface, words) if derive else ()


def _of_goods(surface: str, words: Segmenter) -> Iterable[str]:
    tails = _tails(_MEASURE.sub("", surface), words)
    return (*tails, *_heads(surface, tails, words), *as_others_say(_MEASURE.sub("", surface)))


def _last_words(surface: str, words: Segmenter) -> Iterable[str]:
    return _tails(surface, words)[:1]


def _of_a_category(surface: str, words: Segmenter) -> Iterable[str]:
    stem = _SHOP_ENDING.sub("", surface)
    return (stem, *(stem + ending for ending in ("店", "铺", "馆"))) if len(stem) > 1 else ()


def _of_a_merchant(surface: str, words: Segmenter) -> Iterable[str]:
    stem = _SHOP_ENDING.sub("", surface)
    return (stem,) if len(stem) > 2 else ()


def _of_a_matter(surface: str, words: Segmenter) -> Iterable[str]:
    stem = _GUIDE_VERBS.sub("", surface)
    alike = as_people_call_it(stem) if stem != surface else ()
    return (stem, *as_people_call_it(surface), *alike, *_thing_of(surface, words), *_whose(stem, words))


def _whose(matter: str, words: Segmenter) -> Iterator[str]:
    """动迁房的房产证 of 动迁房房产证."""
    parts = words.cut(matter) if len(matter) > 4 else []
    if len(parts) > 1 and 1 < len(parts[-1]) < len(matter) - 1:
        yield f"{''.join(parts[:-1])}的{parts[-1]}"


def _of_a_place(surface: str, words: Segmenter) -> Iterable[str]:
    """党群服务中心 of 西岭党群服务中心."""
    return (tail for tail in _last_words(surface, words) if len(tail) > 3)


_HOUR = re.compile(r"(?P<number>[0-9]{1,2}|[一二两三四五六七八九十]{1,3})(?=点|号|月|楼|栋|元|块|个|天|次|路)")
_FIGURES = "零一二三四五六七八九十"


def _in_other_figures(option: str) -> Iterator[str]:
    """9点半 of 九点半, and the other way round: an option is said as its number is written elsewhere."""
    if changed := _HOUR.sub(lambda said: _otherwise(said["number"]), option):
        yield changed


def _otherwise(number: str) -> str:
    value = read_number(number)
    if value is None or value != int(value) or not 0 < value < 100:
        return number
    if not number.isdigit():
        return str(int(value))
    tens, ones = divmod(int(value), 10)
    return ("" if not tens else "十" if tens == 1 else f"{_FIGURES[tens]}十") + (_FIGURES[ones] if ones else "")


_DERIVED: Mapping[str, Callable[[str, Segmenter], Iterable[str]]] = {
    "product": _of_goods,
    "reward": _of_goods,
    "activity": lambda surface, words: (
        *_last_words(surface, words), *(tail for tail in _tails(surface, words) if len(tail) > 3), *_without_kind(surface, words),
    ),
    "group_buy": lambda surface, words: (*_last_words(surface, words), *_with_a_word_left_out(surface, words)),
    "collection": _last_words,
    "cart": _last_words,
    "category": _of_a_category,
    "merchant": _of_a_merchant,
    "guide": _of_a_matter,
    "job": lambda surface, words: (
        _JOB_ENDING.sub("", surface), *_last_words(surface, words),
        *(tail for tail in _tails(surface, words) if words.is_word(tail) and tail not in _TITLES),
    ),
    "place": _of_a_place,
    "option": lambda surface, words: _in_other_figures(surface),
    "pickup": lambda surface, words: (_PICKUP_ENDING.sub("", surface), *_last_words(surface, words)),
}


def _tails(surface: str, words: Segmenter) -> list[str]:
    """What is left of a name when its first words are dropped: 红富士苹果 → 富士苹果, 苹果; 海鸭蛋 → 鸭蛋."""
    parts = words.cut(surface)
    tails = ["".join(parts[first:]) for first in range(1, len(parts))]
    tails += [surface[first:] for first in range(1, len(surface) - 1) if words.is_word(surface[first:])]
    return [tail for tail in dict.fromkeys(tails) if len(tail) > 1]


_OF_ANY_TIME = re.compile(r"^(?:今日|今天|明天|本周|这周|下周|周末|每周|每日|天天|本月|第.期|社区|小区|邻里|我们)$")


def _with_a_word_left_out(title: str, words: Segmenter) -> Iterator[str]:
    """粮油团 and 调料团 of 粮油调料团; not 周末团 of 周末赶场团, which may be any."""
    parts = words.cut(title[:-1]) if title.endswith("团") and len(title) > 4 else []
    if len(parts) > 1:
        yield from (f"{part}团" for part in parts if len(part) > 1 and not _OF_ANY_TIME.match(part))


def _thing_of(matter: str, words: Segmenter) -> tuple[str, ...]:
    """What is done something about, in a name that says both: 医药费 of 报医药费."""
    doing = next((one for one in DOINGS if matter.startswith(one)), "")
    is_both = doing and len(matter) > len(doing) + 1 and len(doing) in words.boundaries(matter)
    return (matter[len(doing) :],) if is_both else ()


def _without_kind(surface: str, words: Segmenter) -> tuple[str, ...]:
    """亲子烘焙 of 亲子烘焙课; not 清洁 of 清洁日, which everybody says of everything."""
    stem = _EVENT_ENDING.sub("", surface)
    return (stem,) if len(stem) > 3 and not words.is_word(stem) else ()


def _heads(surface: str, tails: Sequence[str], words: Segmenter) -> list[str]:
    """The name of the sort, without what it is: 红富士苹果 → 红富士; not 东北大米 → 东北, which is a word of its
    own.
    """
    heads = [surface[: -len(tail)] for tail in tails if surface.endswith(tail)]
    return [head for head in heads if len(head) > 2 and not words.is_word(head)]


def _said_for(categories: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """What people say for the kinds of the workbook; a word that fits several kinds means the first of them."""
    known = sorted(categories)
    taken: set[str] = set()
    kinds = [
        (called, said, [one for one in known if one in called or one in said or _SHOP_ENDING.sub("", one) in called])
        for called, said in everyday_kinds()
    ]
    strange = set(known).difference(*(here for _, _, here in kinds))
    for called, said, exactly in kinds:
        here = exactly or [one for one in known if one in strange and any(len(w) > 1 and w in one for w in called)]
        shops = [word for word in sorted(called) if _SHOP_ENDING.search(word) or len(word) > 3]
        words = dict.fromkeys(form for word in (*shops, *said) for form in _forms(word))
        for surface in words if here else ():
            if len(surface) > 1 and surface not in taken and surface not in categories:
                yield surface, "category", _nearest_of(here, surface)
        taken.update(words if here else ())


def _nearest_of(categories: Sequence[str], said: str) -> str:
    """修手机 means 手机维修 rather than 手机店 where a workbook has both: the one with more of its characters."""
    return max(categories, key=lambda category: (len(set(said) & set(category)), -categories.index(category)))


def _forms(word: str) -> Iterator[str]:
    """A verb with its object may be parted: 泡脚, 泡个脚, 配钥匙, 配把钥匙."""
    yield word
    if 2 <= len(word) <= 4 and word[0] in _DOING and word[1] != "个":
        for between in ("个", "一下", "点", "下", "把", "副", "趟"):
            yield word[0] + between + word[1:]
