"""Questions of residents: which shop, what number, what is on offer; read with the phrases of the grammar files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from intents.about_group_buys import by_short_title, group_buy_info
from intents.about_shops import asked_about, asked_about_cart, asked_about_own, asks_for_a_time, with_time
from intents.asked_kinds import asks_for_any_shop, kind_asked_for, unknown_place, without_companies
from intents.asks_at_all import is_put_to_somebody, narrates, only_states
from intents.days import CHINA
from intents.described_kinds import kind_described
from intents.evidence import against
from intents.grammar import PhraseMatch, grammars
from intents.heard import Heard
from intents.lexicon import Found
from intents.matters import matter_asked, matter_by_words
from intents.of_work import asks_for_work
from intents.offered import sought_by_offering
from intents.only_asking import QUESTION_WORDS
from intents.patterns import quick
from intents.reading import Reading
from intents.seeking import BROKEN, cries_for_help, sought_by_form, sought_by_need
from intents.short_activities import says_more
from intents.surfaces import kind_by_word

# In this order: what is more particular first.
QUESTIONS = (
    "list_jobs",
    "ask_guide",
    "merchant_info",
    "list_offers",
    "group_buy_info",
    "list_activities",
    "find_merchant",
)

_OPEN_NOW = re.compile(
    r"现在|这个点|这会儿?|此刻|眼下|还开|开着|没关门|没打烊|没关|营业中|正营业|在营业|这么[晚早]|大半夜|这时候|还营业|"
    r"这个时间|这个时候|半夜了"
)
# 凌晨两点了 还有哪家药店开门: a time that is told, not asked for
_IT_IS = re.compile(
    r"(?:[0-9一二两三四五六七八九十][点时](?:半|一刻|三刻|多|钟|过|[0-9零一二三四五十]{1,3}分?)*|[0-9]:[0-9]{2}|半夜|凌晨|深夜|[大都]?天(?:都)?黑|[0-9一二三四五六七八九十]更半夜)"
    r"(?:都|已经|过)?(?:了|啦|咯|喽)(?![吗么没伐]|[\u4e00-\u9fff]{0,3}(?:以后|之后|再))"
)
_DISCOUNT = re.compile(r"打折|卡有折|有没有折|优惠|折扣|便宜|打几折|几折|特价|[能可][以]?用[^哪]{0,8}卡|刷[^哪]{0,6}卡|划算|实惠")
_NEARBY = re.compile(r"附近|[这那](?:边|里|儿|块|头|片)|边上|旁边|周边|周围|对面|隔壁|门口|一带|跟前|出发|近|往|离|到")
_NOW = quick("现在|这会儿?|这个点|这时候|今[天晚早]|晚上|早上|半夜|还|都|也")  # 学院南门这会儿还有烧烤吗
_MARKER = re.compile("\ue000[\ue010-\ue02f]*\ue001.")
_LOOKS_LIKE_A_SHOP = re.compile(r"[店馆铺所院房厅站行场室班吧楼摊科]$")
_SOMEBODY_AT = re.compile("[^ ,，。.!！?？~、：:附近边区儿里家想]在$")  # 雷雷在哪里健身: where somebody is, not where one can
# 买药在哪, not 快递在哪
_DOES_SOMETHING = re.compile(r"[买卖修洗配换剪剃理烫染补拔镶寄吃喝磨收通改照拍租弹擦刻](?!车|机|衣机|单)")
_WHERE_IS = re.compile(r"在哪|在啥地方|在什么地方")
_VALUE_KINDS = {
    "category": ("category",),
    "name": ("merchant", "cart"),
    "offering": ("offering",),
    "cart_offering": ("cart_offering",),
    "product": ("product",),
    "group_buy": ("group_buy",),
    "topic": ("guide",),
    "job": ("job",),
    "place": ("place",),
    "activity": ("activity",),
}
_JOB = re.compile(
    r"招(?:聘|个|收|点|一个)?(?P<job>[\u4e00-\u9fff]{2,5}?)(?:的|员|工|吗|嘛|伐|呀|啊|么|呢|不|没有|\?|？|$)"
)
_NO_JOB = re.compile(
    r"^[人工活][的伐不没吗嘛呀啊]*$|[我你他她想要都在]|大季|旺季|季$|招[工人聘收]|[人工]$|什么|啥|哪|信息|吗|启事"
)


# A question is looked for only where a name of these kinds or one of these words stands.
_NEEDS: Mapping[str, tuple[frozenset[str], re.Pattern[str] | None]] = {
    "list_jobs": (
        frozenset(("job",)),
        re.compile("招|工作|活|兼职|零工|岗位|职位|小时工|临时工|事情?做|班上|[要请缺用]人|[散短小杂]工|[假期生]工|日结"),
    ),
    "ask_guide": (frozenset(("guide",)), None),
    "merchant_info": (frozenset(("merchant", "cart")), None),
    "list_offers": (frozenset(), re.compile(r"优惠|折|促销|特价|满减|福利|便宜|划算|实惠|卡|活动|志愿者证")),
    "group_buy_info": (
        frozenset(("product", "group_buy")),
        re.compile(r"团|接龙|截|收单|自提|取货|提货|拼|订的|什么.*订|订.{0,2}(?:什么|啥|哪)|群里|下单|哪.{0,3}[拿取领提]|(?:[几哪什啥何]|多久).{0,4}[拿取领提到发送]"
            r"|来得及|赶得上|这(?:一?[次回期趟]).{0,6}(?:哪些|什么|啥)"
        ),
    ),
    "list_activities": (frozenset(("activity",)), re.compile(r"活动|志愿|义工|公益|耍|好玩|热闹")),
    "find_merchant": (frozenset(("category", "offering", "cart_offering")), None),
}


def read_question(heard: Heard) -> Reading | None:
    """The question in a message that the bot can answer; None where there is none, or it is not for the bot."""
    if not heard.addressed and (narrates(heard.text) or is_put_to_somebody(heard)):
        return None
    hard = not heard.addressed and _hard(heard)
    kinds = {name.kind for found in heard.names for name in found.names}
    if not hard and (cart := asked_about_cart(heard)) is not None:
        return Reading("merchant_info", cart, 0.9, reasons=("a service cart, called by what it does",))
    if not hard and (titled := by_short_title(heard)) is not None:
        return titled
    for intent in ("ask_guide",) if hard else QUESTIONS:
        if not _may_ask(heard, intent, kinds):
            continue
        grammar = grammars()[intent]
        if (match := grammar.match(heard.abstracted, heard.addressed, without_companies(heard))) is None:
            continue
        slots = _SLOTS[intent](heard, match)
        if slots is not None:
            unmet = "no_group_buy" if intent == "group_buy_info" and not heard.scene.group_buys else None
            if unmet and not heard.addressed:
                continue
            return Reading(intent, slots, 0.95, unmet=unmet, reasons=(f"phrase {match.phrase + 1} of {intent}",))
    return None if hard else _by_form(heard)


def _may_ask(heard: Heard, intent: str, kinds: set[str]) -> bool:
    """Whether what that intent needs stands in the message, and it does not merely state something."""
    needed, words = _NEEDS[intent]
    if kinds.isdisjoint(needed) and not (words and words.search(heard.text)):
        return False
    return heard.addressed or not only_states(intent, heard.text)


def _by_form(heard: Heard) -> Reading | None:
    """What is asked about a shop by A不A, the search that is asked by telling what is broken, dirty or wanted, and the one
    in which nothing stands but a kind of shop and words of asking.
    """
    if (matter := matter_by_words(heard)) is not None:
        return Reading("ask_guide", {"topic": matter}, 0.85, reasons=("the words of a known matter",))
    if (known := asked_about(heard)) is not None:
        return Reading("merchant_info", with_time(heard, known), 0.9, reasons=("a shop, and whether it does",))
    if (own := asked_about_own(heard)) is not None:
        return Reading("merchant_info", own, 0.9, reasons=("a merchant asks about the own shop",))
    if asks_for_any_shop(heard):
        slots = {name: value for name, value in search_slots(heard, "").items() if name != "category"}
        return Reading("find_merchant", slots, 0.9, reasons=("shops of whatever kind",))
    if (kind := kind_asked_for(heard)) is not None:
        return Reading("find_merchant", search_slots(heard, kind), 0.9, reasons=("a kind of shop, and when it is open",))
    offered = sought_by_offering(heard)
    if offered is None and (who := sought_by_need(heard)) is not None:
        return Reading("find_merchant", search_slots(heard, who), 0.9, reasons=("a need, and who or where",))
    if offered is None and (who := cries_for_help(heard)) is not None:
        return Reading("find_merchant", search_slots(heard, who), 0.85, reasons=(BROKEN,))
    if (category := offered or sought_by_form(heard) or kind_described(heard)) is None:
        return _service_alone(heard)
    return Reading("find_merchant", search_slots(heard, category), 0.85, reasons=("a kind of shop, and words of asking",))


def _service_alone(heard: Heard) -> Reading | None:
    """A service that is said to the bot, and nothing else, where no shop of that kind was found before."""
    for found in heard.names if heard.addressed else ():
        services = found.full_values("service")
        if services and found.exact and len(found.said) >= len(heard.bare) - 1:
            return Reading("book_service", {"service": services[0]}, 0.85, reasons=("a service, and nothing else",))
    return None


_MIXED_UP = re.compile(r"捡到|失主|谁的|拿错|放错|送错|跑丢|谁把|谁往|谁拿|谁家")
_ASKS_WHETHER = re.compile(
    r"要不要(?:上牌|备案|登记|报备|年审|认证|人|带|钱|预约|排队|证|卡|身份证|本人|材料|户口|收费|提前|自己)"
)
# Who asks for what homework needs: 打印作业的地方哪里有.
_FOR_HOMEWORK = re.compile(r"印|扫描|托管|辅导|晚托|补习|文具|[看写做]作业的(?:地方|店|人|班)")


# 求附近棋牌室位置 三缺一
_SHORT_OF_A_PLAYER = re.compile(
    r"^(?=.*(?:求|哪|附近|最近|有没有(?!人)))(?!.*(?:哈哈|笑死|玩笑|做梦|吹牛))[^缺]*[二三123]缺[一1][^缺]*$"
)


def _hard(heard: Heard) -> bool:
    reason = against(heard.text)
    if reason == "still hesitating" and _ASKS_WHETHER.search(heard.text):
        return False
    if reason == "homework" and _FOR_HOMEWORK.search(heard.text):
        return False
    if reason == "a joke" and _SHORT_OF_A_PLAYER.search(heard.text):
        return False
    if reason == "what might have been" and re.search("哪|[?？]|吗", heard.text):
        return False
    if reason == "lost, found or mixed up" and not _MIXED_UP.search(heard.text):
        return False
    return reason is not None and reason in (
        "still hesitating",
        "what might have been",
        "a joke",
        "homework",
        "lost, found or mixed up",
        "something for sale or to give away",
    )


def _found(heard: Heard, match: PhraseMatch, slot: str) -> Found | None:
    return heard.named(match.said.get(slot))


def _value(heard: Heard, match: PhraseMatch, slot: str) -> str | None:
    found = _found(heard, match, slot)
    values = found.full_values(*_VALUE_KINDS[slot]) if found else ()
    return values[0] if values else None


def _find_merchant(heard: Heard, match: PhraseMatch) -> dict[str, Any] | None:
    found = next((f for slot in ("category", "offering", "cart_offering") if (f := _found(heard, match, slot))), None)
    if found is None or found.common or (not found.exact and not any(name.kind == "category" for name in found.names)):
        return None
    if not found.exact and found.said in kind_by_word():
        return None  # 换电瓶 is no slip of 换电池, though nobody here does it
    if not heard.addressed and not _is_sought(heard, match, found):
        return None
    listed = [name.value for name in found.names if name.kind == "cart_offering" and name.full]
    if listed and not any(name.full for name in found.names if name.kind == "category"):
        return search_slots(heard, listed[0])  # what a service cart here does goes before what a kind of shop may do
    values = found.full_values("category") or found.full_values("cart_offering") or found.full_values("offering")
    if not values:
        return None
    return search_slots(heard, values[0])


def search_slots(heard: Heard, category: str) -> dict[str, Any]:
    """What is sought, near what, when, and whether cheaply."""
    slots: dict[str, Any] = {"category": category}
    if near := _near(heard) or unknown_place(heard):
        slots["near"] = near
    if _DISCOUNT.search(heard.text):
        slots["discount"] = True
    when = _when(heard)
    told_now = _IT_IS.search(heard.text)
    if told_now or (_OPEN_NOW.search(heard.text) and not (when and when[:10] > _today(heard))):
        slots["open_now"] = True
    elif when:
        slots["when"] = when
    return slots


def _is_sought(heard: Heard, match: PhraseMatch, found: Found) -> bool:
    """Whether the question is about finding that kind of shop: little else may stand in it, less where the word is
    an everyday one.
    """
    full = any(name.full for name in found.names if name.kind == "category")
    if not full and _SOMEBODY_AT.search(heard.abstracted, 0, match.start):
        return False
    around = QUESTION_WORDS.sub("", _MARKER.sub("", heard.abstracted[match.start : match.end]))
    sought = full or _DOES_SOMETHING.match(found.said) or _LOOKS_LIKE_A_SHOP.search(found.said)
    if not sought and _WHERE_IS.match(heard.text, found.end) and not _ANY_NEAREST.search(heard.text, 0, found.start):
        return False
    return len(around) <= (5 if full else 3)


def _near(heard: Heard) -> str | None:
    for found in heard.names:
        places = found.full_values("place", "pickup")
        around = heard.text[max(0, found.start - 3) : found.start] + _NOW.sub("", heard.text[found.end : found.end + 9])[:4]
        if places and (found.exact or len(found.said) > 2) and (_NEARBY.search(around) or re.search(r"有|哪", around)):
            return places[0]
    return None


def _today(heard: Heard) -> str:
    return heard.message.at.astimezone(CHINA).date().isoformat()


def _when(heard: Heard) -> str | None:
    for time in heard.times:
        if "T" in time.iso or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", time.iso):
            return time.iso
    return None


_ANY_NEAREST = re.compile("(?:最近|附近|就近|近点|近一点|周边|跟前)的?$")


def _merchant_info(heard: Heard, match: PhraseMatch) -> dict[str, Any] | None:
    name = _value(heard, match, "name")
    found = _found(heard, match, "name")
    if name is None or found is None or (not found.exact and len(found.said) < 3 and not heard.addressed):
        return None
    if _ANY_NEAREST.search(heard.text, 0, found.start) and found.values("category"):
        return None  # 最近的快递驿站, where one shop is also called so: whichever is nearest
    settled = dict(match.settled)
    if settled.get("field") == "services" and asks_for_a_time(heard, heard.text[found.end :]):
        settled["field"] = "hours"  # 下午还卖不卖
    return with_time(heard, {"name": name, **settled})


def _list_offers(heard: Heard, match: PhraseMatch) -> dict[str, Any] | None:
    category = next((c for f in heard.names if f.exact for c in f.full_values("category")), None)
    return {"category": category} if category else {}


def _list_activities(heard: Heard, match: PhraseMatch) -> dict[str, Any] | None:
    found = _found(heard, match, "activity")
    if (
        found is not None
        and not heard.addressed
        and not any(name.full for name in found.names if name.kind == "activity")
    ):
        return None
    if found is not None and not found.exact and found.common:
        return None
    if found is not None and says_more(heard, found):
        return None
    if re.search(r"(?<!有)没有活动", heard.text):
        return None
    when = next((time.iso for time in heard.times), None)
    slots = {"when": when} if when else {}
    here = {one.name for one in heard.scene.activities}
    said = (found,) if found is not None else heard.names  # the phrase may not need the name that is said
    named = {name for one in said for name in one.full_values("activity") if name in here}
    return {**slots, "activity": named.pop()} if len(named) == 1 else slots


def _list_jobs(heard: Heard, match: PhraseMatch) -> dict[str, Any] | None:
    if (found := _found(heard, match, "job")) is not None:
        if not asks_for_work(heard, found):
            return None  # 保洁 下周六上午10点 books one, 面包买一送一 sells some
        return {"job": (*found.full_values("job"), found.said)[0]}
    if (said := _JOB.search(heard.text)) and not _NO_JOB.search(said["job"]):
        near = heard.scene.lexicon.closest(said["job"], ("job",), 60.0)
        if near or heard.scene.lexicon.words.is_thing(said["job"]):
            return {"job": near[0].value if near else said["job"]}
    return {}


def _ask_guide(heard: Heard, match: PhraseMatch) -> dict[str, Any] | None:
    found = _found(heard, match, "topic")
    if found is None or (found.common and not heard.addressed):
        return None
    if (topic := matter_asked(heard, found)) is None:
        return None
    when = _when(heard)
    return {"topic": topic, **({"when": when} if when else {})}


_SLOTS: Mapping[str, Any] = {
    "find_merchant": _find_merchant,
    "merchant_info": _merchant_info,
    "list_offers": _list_offers,
    "group_buy_info": group_buy_info,
    "list_activities": _list_activities,
    "list_jobs": _list_jobs,
    "ask_guide": _ask_guide,
}
