"""Questions about a kind of shop in forms that no list of phrases holds: 明天上午开着的理发店, 花店几点开门, 今天有什么服务车."""

from __future__ import annotations

import re
from functools import cache

from intents.heard import Heard
from intents.lexicon import Found
from intents.only_asking import QUESTION_WORDS
from intents.patterns import quick
from intents.surfaces import kind_by_word
from intents.times import find_times

ANY_CART = "服务车"  # the category of a question about carts of whatever kind
_PARTICLE = r"[呀啊嘛呢哦吗哇哟噻咧勒嗷哈么伐不没?？。.!！~～ ,，]"
_BEFORE = quick(
    r"^(?:请问|问一下|问下|帮我看看|帮我查查|帮我找|查一下|小邻|[ ,，])*(?:附近|这边|小区里?|周边)?(?:还)?"
    r"(?:有没有|有无|有|哪家|哪个|哪里有|找|想找|要找|看看)?(?:家|个|一家)?(?:还|都|也)?(?:在)?"
    r"(?:开着?门?|营业|上班|不关门|不休息|没关门|不打烊)(?:着|中)?的?(?:附近的?)?$"
)
_AFTER = re.compile(rf"^(?:店|铺子?|师傅|的地方)?(?:有吗|有没有|有哪些|在哪里?|哪里有|哪有|是哪家|哪家|推荐|有)?{_PARTICLE}*$")
_NEAREST = re.compile(r"^(?:请问|[ ,，])*(?:离我(?:家)?)?最近的?$")
_PHONE = re.compile(rf"^(?:店|师傅|铺子?)?的?(?:电话|号码|联系方式|手机号?)(?:是)?(?:多少)?{_PARTICLE}*$")
_WHICH_DAY = quick(
    r"^(?:请问|[ ,，])*(?:哪天|哪一天|什么时候|啥时候|几号|周几|星期几|礼拜几)(?:能|可以|有|会|来|再|人|车|流动车|师傅|到|过来)*$"
)
_BESIDE = re.compile(r"(?:附近|旁边|边上|周边|周围)的?$")
_UNKNOWN_KIND = quick(
    r"(?:最近的?|附近的?|哪里有|哪有|哪儿有|有没有|有无|找个?|找家|有)(?:没有|一?家|个)?"
    r"(?P<kind>(?![新有没哪啥什])[\u4e00-\u9fff]{1,5}?(?:店|馆|诊所|影院|医院|银行|超市|网吧|浴室))(?:在哪|吗|么|有没有|[?？]|$)"
)
_KIND_WHERE = quick(
    r"(?:请问|问一下|问下|小邻)?(?:这边|附近|小区)?(?:最近)?的?(?P<kind>[\u4e00-\u9fff]{1,5}?(?:店|馆|诊所|影院|医院|银行|超市|网吧|浴室|站|柜|厅|房|亭))"
    rf"(?:在哪[里儿]?|在什么地方|怎么走|怎么去|哪里有|有没有)(?:啊|呀|呢|{_PARTICLE})*"
)
_HOURS = quick(
    r"^店?(?:今天|现在|一般|平时|明天|早上|晚上|周末|都|是)*(?:几点钟?|什么时候|啥时候|几时|多早|多晚)(?:才|就|会|要|能)*"
    rf"(?:开门|关门|营业|打烊|下班|上班|开|关)(?:的|了|啊)?{_PARTICLE}*(?:我[^,，?？]{{0,8}}(?:来得及|赶得上|赶得及){_PARTICLE}*)?$|"
    r"^店?(?:今天|现在|这会儿?|明天|早上|中午|晚上|半夜|夜里|周末|周[一二三四五六日]|这么晚|这么早){1,2}(?:都|还|也|有)*(?:开门?|营业|上班)着?(?:了|的)?(?:吗|嘛|么|没有?|不)[?？]?$"
)
_CART = re.compile(r"(?:便民|流动)?服务车|便民车|流动服务|流动车")
_ASKED = re.compile(r"什么|啥|哪|有没有|几点|时候|吗|么|[?？]|几号|今天|明天|这周|本周")
_PLACE = quick(
    r"(?:^|请问|问下|问一下|[ ,，])(?P<near>(?![我你他她这那哪咱小离最各])[\u4e00-\u9fffA-Za-z0-9]{1,7}?"
    r"(?:园|苑|小区|新村|公寓|大厦|广场|路|街|巷|弄|学|医院|站|村|府|庭|城|湾|[栋幢]|号楼|坊|里))(?:的)?"
    r"(?:附近|旁边|边上|周边|周围|门口|对面|那边|那里|那儿|一带)"
)


_ANY_SHOP = quick(
    r"^(?:请问|问一下|问下|想问|打听一下|小邻|[ ,，])*"
    r"(?P<where>(?:我们|咱们|我家|这|那|小区|社区)?[^,，。?？]{0,8}?(?:附近|周边|周围|边上|旁边|一带|门口|这边|这里|这儿))?"
    r"(?:现在|这会儿|还|都|一共|总共)*(?:有|开着|开了)(?:些|点)?(?:什么|啥子?|哪些|哪几家|几家)(?P<what>店铺?|店家|铺子|商户|商家|商店|门店)"
    rf"(?:开着|在开|营业)?(?:的|了)?{_PARTICLE}*$"
)


def asks_for_any_shop(heard: Heard) -> bool:
    """Whether it is asked what shops there are, of whatever kind: 附近有什么店. In a group it has to say where."""
    found = _ANY_SHOP.match(heard.text)
    if found is None:
        return False
    where = found["where"] or ""
    return heard.addressed or bool(re.search("附近|周边|周围|小区|社区|一带", where) and not re.search("[你您他她]", where))


def kind_asked_for(heard: Heard) -> str | None:
    """The kind of shop (服务车 for any cart) that is asked for by when it is open, or by its name alone; None: none."""
    text = heard.text
    if len(text) > 30:
        return None
    if (cart := _CART.search(text)) and _ASKED.search(text) and heard.scene.lexicon.values("cart"):
        named = any(one.full_values("cart") and one.exact for one in heard.names)
        return None if named and cart else ANY_CART
    for found in heard.names:
        done = found.full_values("cart_offering")
        if done and found.exact and _WHICH_DAY.match(text[: found.start]) and _AFTER.match(text[found.end :]):
            return done[0]
        kinds = found.full_values("category")
        if kinds and found.exact and not found.common and _is_asked(heard, found):
            return kinds[0]
    if heard.addressed and (unknown := _UNKNOWN_KIND.search(text) or _KIND_WHERE.fullmatch(heard.bare)) and not _names_one(heard):
        return unknown["kind"]
    return _kind_that_nobody_is(heard) if heard.addressed and not _names_one(heard) else None


def _kind_that_nobody_is(heard: Heard) -> str | None:
    """A kind of shop that people know and that is not here, where nothing else is said: 收旧家电, 哪里换电瓶."""
    words, text, heads = kind_by_word(), heard.bare, _heads_of_kinds()
    starts = [start for start in range(len(text)) if text[start : start + 2] in heads]
    spans = ((start, end) for start in starts for end in range(min(len(text), start + 8), start + 1, -1))
    said = next((text[start:end] for start, end in spans if text[start:end] in words), None)
    if said is None or QUESTION_WORDS.sub("", re.sub("谁", "", text.replace(said, "", 1))):
        return None
    return words[said]


@cache
def _heads_of_kinds() -> frozenset[str]:
    return frozenset(word[:2] for word in kind_by_word())


def _names_one(heard: Heard) -> bool:
    return any(one.exact and one.full_values("category", "merchant", "offering", "cart", "guide") for one in heard.names)


def _is_asked(heard: Heard, found: Found) -> bool:
    before, after = heard.text[: found.start], heard.text[found.end :]
    if not before.strip() and (_HOURS.match(after) or _PHONE.match(after)):
        return True
    if not _AFTER.match(after):
        return False
    if _NEAREST.match(before) or (_BESIDE.search(before) and _is_place(heard, _BESIDE.sub("", before))):
        return True
    times = [one for one in find_times(before, heard.message.at) if one.recurrence is None]
    if not times:
        return False
    return bool(_BEFORE.match(before[: times[0].start] + before[times[0].end :]))


def without_companies(heard: Heard) -> str:
    """The text in which a shop that is called a company is no place of work: 哪有婚庆公司."""
    text = heard.text
    for found in heard.names if "公司" in text else ():
        if found.said.endswith("公司") and found.values("category"):
            text = text.replace(found.said, found.said.removesuffix("公司") + "店")
    return text


def _is_place(heard: Heard, text: str) -> bool:
    return any(one.said == text and one.full_values("place", "pickup") for one in heard.names)


def unknown_place(heard: Heard) -> str | None:
    """A place that is named as where to look (福园附近) and that nobody knows here; None where none is."""
    found = _PLACE.search(heard.text)
    if found is None or _general().search(found["near"]):
        return None
    start, end = found.span("near")
    if any(one.start < end and start < one.end for one in heard.names):
        return None
    return found["near"]


@cache
def _general() -> re.Pattern[str]:
    """What is no name of a place: 小区门口, 马路对面, 楼里, 家里."""
    return re.compile(
        r"^(?:本|咱们?|我们?|整个|老)?(?:小区|社区|家|楼|屋|街|马路|路|学校|店|城|村|院子?)里?$"
        r"|哪|什么|有|找|的|在|去|到|最近"
    )
