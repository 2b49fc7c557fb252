"""A number that is taken back with a reason: 青菜四斤，不对，家里还有，两斤够了 is two; and households that order together.

A condition that only asks whether there is any is taken off.
"""

from __future__ import annotations

import re
from itertools import pairwise

from intents.heard import Heard
from intents.numbers import Quantity
from intents.patterns import Sifted

# What shows that the number before is taken back, whatever follows.
_WRONG = re.compile(
    r"不对|错了|[说写打搞弄报记]错|口误|手误|等等|等一?下(?!来|去|取|拿|到)|慢着|且慢|想(?:了想|一想|想(?!要|买|吃))|算了|(?:^|[\s,，。…哦啊噢哎唉诶呀嗯])不+(?=[\s,，]|还是)|不不|"
    r"差点(?:就)?忘|忘了(?:还有|我|还)|(?:哦|噢|啊|哎呀)对了|改变?主意|变(?:了)?主意|变卦|反悔|后悔|打住|决定|嫌(?:太)?[多少]|说(?:太[多少]|不够)|[数算看想][错漏岔]了?|"
    r"重(?:新)?(?:来|说|报|写)|收回|作废|(?:^|[\s,，。])不(?:行|成|中)(?=[\s,，。]|还是|得|要)|(?:^|[\s,，。])(?:哎|唉|诶)(?=[\s,，])"
)
# Why it was too much or too little: with words that settle on another number it is taken back too.
_WHY = re.compile(
    r"(?:家里?|屋里?|冰箱|上[次回])[^,，。]{0,6}(?:还?有|还剩|没吃|剩)|(?:吃|用|喝|放|装|拿|拎|搬)不[完了下动]|太多|太少|多了|少了|不够|要来|来客|怕(?:坏|浪费)|一个人|人少|人多"
)
_SETTLES_BEFORE = re.compile(r"(?:还是|就|那就|要|来|改成?|换成?|先|只要|干脆|订|应该是?)\s?$")
_SETTLES_BEHIND = re.compile(
    r"就?(?:够(?!不够|吗|么|呛)|行(?!不行|吗|么)|可以(?!吗|么|不)|好了|得了|成(?!不成|吗)|中)|吧(?![,，。\s]*[?？])|算了"
)
_ENDS_WRONG = re.compile(r"(?:太多|多了|太少|少了)了?[\s,，。…]*$|改(?:成|为)?\s?$")
# 鸡蛋两盒还是一盒吧吃不完 settles; 两盒还是三盒好 asks
_RATHER = re.compile(r"(?:吧|了|唉|哎|嗯|[\s,，])*(?:要不)?还是(?:就)?(?:要|来|订)?\s?")
_AFTER_ALL = re.compile(r"(?:就)?(?:吧|得了|好了|算了|够了)(?![,，。\s]*[?？]|呢|吗)")
_TOO_MANY = re.compile(r"^(?:好像|有点|是不是)?(?:太[多少]|[多少])了?[\s,，。…]+$")
_MEANT_TO = re.compile("^(?:我)?(?:本来|原来|原本)(?:是)?(?:打算)?")
_CHANGED_AT_ONCE = re.compile(r"\s?(?:就|还是|先)?改(?:成|为)?\s?")  # 玉米20根改10根
_OF_BEFORE = re.compile("之前|刚才|刚刚|早上|[从由把将]|我的|那|[订定报]的")
_SURELY_WRONG = re.compile("不对|错了|不是")
_PEOPLE = frozenset(("人", "口", "位", "名"))
_MORE = re.compile(r"(?:再|另外|外加)(?:加|来|要|订|带|添)?(?:上)?\s?$")
_PAUSE = re.compile(r"^[吧啊呀哈嘛哦呢的]?[\s,，。….!！~—-]")
_ASKED = re.compile(r"[要来订定买拿称整报记登喊]|给我|帮我")
_NO_MORE = re.compile("[不没帮替给]|送")
_ADDS = re.compile(r"(?:再|另外|还|也|加|多|外加|各|每[人家样])(?:要|来|加|订|给我|帮我)?\s?$")
_OTHERS = re.compile(r"[你您他她]|谁|哪|[?？吗]|昨|上个?月|去年|送|退")
_MOST_BETWEEN = 26
_ORDERED = re.compile("[订定买要报]的")  # 刚才订的草莓不是两盒 改一盒, said to the bot, speaks of an order


# 小龙虾3斤还是5斤好呢，算了5斤吧: what was hesitated about goes, where one of the numbers is chosen at the end
_DECIDED = Sifted(
    r"[0-9一二两三四五六七八九十半]{1,3}(?P<unit>[\u4e00-\u9fff])(?:呢|好)?[\s,，]?还是(?:要|来)?(?P<second>[0-9一二两三四五六七八九十半]{1,3})(?P=unit)"
    r"(?:好|合适|够)?(?:呢|啊|呀|好呢)?[\s,，。?？…]+(?:算了|嗯+|哎呀?|想了想|那|就|还是|就要|来|要|[\s,，…]){0,4}"
    r"(?=[0-9一二两三四五六七八九十半]{1,3}(?P=unit)(?:吧|了|得了|好了|算了|[\s,，。!！~]|$))"
)
# 十个馒头够俺老两口吃一星期了 订上吧: how long it lasts, and then that it is ordered
_LASTS = Sifted(
    r"(?P<order>^[^,，。!?！？]{0,10}[0-9一二两三四五六七八九十半]{1,3}[\u4e00-\u9fff][^\s,，。!?！？]{0,6}?)[\s,，]?(?:就|也|正好|刚好|应该){0,2}够"
    r"[^\s,，。!?！？不没]{1,8}[吃喝用][^\s,，。!?！？不没]{0,7}[\s,，。!！~]{1,3}"
    r"(?=(?:就|那|先|给我|帮我|麻烦|这次|也){0,2}(?:[订定报记来要拿整]上?|下单|登记)(?:吧|了|哈|啊|一下|这么多|这些|[\s!！~]){0,4}$)"
)
# 蛎子要四袋吧 四袋多了 两袋: the number is said again to say that it is wrong
_SAID_AGAIN = Sifted(
    r"(?P<n>[0-9]{1,3}|[一二两三四五六七八九十半]{1,3})(?P<unit>[\u4e00-\u9fff])[吧啊呀哈哦嗯\s,，。…]{1,4}(?:哎呀?|唉|诶|不过|想想)?\s?"
    r"(?P=n)(?P=unit)(?:好像|可能|怕是?|是不是|有点儿?|实在|也|是|太){0,3}(?:[多少]了?(?:点儿?|些)?|不够(?:吃|用|分)?|[吃用喝放拿]不[完了下])了?"
    r"[吧呀啊哈呢\s,，。…]{1,4}(?:还是|那|就|只?要|来|改成?|先){0,3}(?=(?:[0-9]{1,3}|[一二两三四五六七八九十半]{1,3})(?P=unit)(?!够|才|都))"
)


def in_last_numbers(heard: Heard) -> str:
    """The text without the reasons between a number and the one that takes its place; other texts as they are."""
    if (decided := _DECIDED.sub("", heard.text)) != heard.text:
        heard = heard.about(decided)
    if (lasting := _LASTS.sub(r"\g<order> ", heard.text)) != heard.text:
        return lasting
    if (once := _SAID_AGAIN.sub(r"\g<n>\g<unit> 不对 ", heard.text)) != heard.text and not _own_already(heard):
        return once
    text = heard.text
    counted = [one for one in heard.quantities if one.value and one.unit and not one.vague and one.unit not in _PEOPLE]
    if len(counted) < 2 or _own_already(heard) or (heard.addressed and _ORDERED.search(text, 0, counted[0].start)):
        return text
    for first, second in reversed(list(pairwise(counted))):
        if first.unit != second.unit or first.times or (end := _end_of_thing(heard, first, second)) is None:
            continue
        between = heard.text[end : second.start]
        if not 1 <= len(between) <= _MOST_BETWEEN or _OTHERS.search(between):
            continue
        if _takes_its_place(heard, first, second, between):
            behind = _AFTER_ALL.match(text, second.end)
            stop = behind.end() if behind else second.end
            text = _MEANT_TO.sub("", f"{text[:end]} 不对 {text[second.start : stop]}{' ' if behind else ''}{text[stop:]}")
        elif len(between) > 4 and (more := _MORE.search(between)) and not _NO_MORE.search(between):
            text = f"{text[:end]} {more[0]}{text[second.start :]}"  # 两盒 对了我妈也要 再加三盒
    return text


def _end_of_thing(heard: Heard, first: Quantity, second: Quantity) -> int | None:
    """Where a number, with the thing counted right behind it, ends; None where another thing is named before the second."""
    named = [one for one in heard.names if first.end <= one.start < second.start and one.values("product")]
    if len(named) > 1 or (named and named[0].start != first.end):
        return None
    return named[0].end if named else first.end


def _own_already(heard: Heard) -> bool:
    """Whether it names what the speaker has ordered: then it changes that order."""
    mine = heard.speaker.ordered
    return bool(mine) and any(name in mine for found in heard.names for name in found.values("product"))


def _takes_its_place(heard: Heard, first: Quantity, second: Quantity, between: str) -> bool:
    text = heard.text
    if _ADDS.search(between) and not _SURELY_WRONG.search(between):
        return False
    if _CHANGED_AT_ONCE.fullmatch(between) and not heard.addressed and not _OF_BEFORE.search(text, 0, first.start):
        return True
    if any(found.start == second.end and found.values("product") for found in heard.names):
        return False  # 鸡蛋两盒 家里还有 两盒牛奶就行: of something else
    if _WRONG.search(between) or (_RATHER.fullmatch(between) and _AFTER_ALL.match(text, second.end)):
        return True
    settled = _SETTLES_BEHIND.match(text, second.end)
    if settled and _TOO_MANY.match(between):
        return True  # 粉藕3斤太多了,2斤吧
    counts_ahead = any(found.start == first.end and found.values("product") for found in heard.names)
    if not _ASKED.search(text, 0, first.start) and (counts_ahead or not _PAUSE.match(between)):
        return False  # 一盒鸡蛋吃不完 半盒够了
    if _ENDS_WRONG.search(between):
        return True
    return bool((_SETTLES_BEFORE.search(between) or settled) and _WHY.search(between))


_TOGETHER = Sifted(
    r"^(?:[我俺咱](?:们|家|们家)?)(?:[和跟与同][\u4e00-\u9fff]{1,8}?)?(?:[两二三俩2-3]家人?)?(?:一共|总共|加起来|合起来|拢共|统共|合计|一起|一块儿?|凑一起)"
    r"(?:就|再)?(?=[要来订定买拿称整]|[0-9一二两三四五六七八九十半])"
)
_TWO_HOUSES = Sifted(r"^[两二三俩2-3]家人?(?:一共|总共|加起来|合起来|一起|合计)?(?=[要来订定买])")
OF_ONE_HOUSEHOLD = (_TOGETHER.source, _TWO_HOUSES.source)  # one of these fits whatever `in_words_of_one_household` changes


def in_words_of_one_household(heard: Heard) -> str:
    """我要三盒 of 我跟我爸妈两家一共要三盒, which is one order of the speaker's; other texts as they are."""
    return _TWO_HOUSES.sub("我", _TOGETHER.sub("我", heard.text))


_STILL_OPEN = "没有?(?:截止|结束|截单|封团|卖完|卖光|抢完|满)|来得及|赶得上|能[订买团]|可以[订买团]"
IF_THERE = Sifted(
    r"(?:(?:要是|如果|若是|假如|只要)(?:还|也)?能?[有剩](?:货|的)?(?:的话)?|还?有货?的话)[\s,，]*[那就]{0,2}"
    r"(?=(?:[给帮]?[我俺咱]们?家?)?(?:就|再|也|先)?[来要订留买拿记报][^,，。]{0,3}[0-9一二两三四五六七八九十半])|"
    rf"(?:(?:要是|如果|若是|假如|只要)(?:还|也|现在)?(?:{_STILL_OPEN})(?:的话)?|还?(?:{_STILL_OPEN})的话)[\s,，]*[那就]{{0,2}}"
    r"(?=(?:[给帮]?[我俺咱]们?家?)?(?:就|再|也|先)?[^,，。\s]{0,8}[0-9一二两三四五六七八九十半][^,，。\s]{1,8}$)"
)


def without_polite_conditions(heard: Heard) -> str:
    """大米我要2袋 of 大米要是还有我要2袋: whether there is any is looked up; other texts as they are."""
    return IF_THERE.sub("", heard.text)


# 丝苗大米(10斤装)一袋: how much one holds, copied from the list; it is no number of what is ordered
HOLDS = re.compile(
    r"[(\[【]\s?(?:约|大约)?[0-9一二两三四五六七八九十半]{1,4}(?:\.[0-9]{1,2})?(?:公斤|千克|毫升|[斤克枚个只升包瓶袋盒]|kg|g|l|ml)"
    r"(?:装|[一/每][盒箱袋份提桶瓶])\s?[)\]】]"
)
# 枇杷两盒吧，本来想要三盒的，怕吃不完: what was thought of before the number that was said
THOUGHT_BEFORE = re.compile(
    r"(?P<order>[0-9一二两三四五六七八九十半]{1,3}[\u4e00-\u9fff](?:[吧哈啊呀了]|就行|就够了?)?)[\s,，。]{1,2}(?:本来|原本|原来)(?:是|还)?"
    r"(?:想|打算|准备)要?[^,，。]{1,10}(?:[\s,，。]{1,2}(?:怕|担心|可是|但|又怕|不过)[^,，。]{1,12})?[\s。!！]{0,2}$"
)
# 豆丝跟上次一样，三斤: it adds nothing to the number
AS_BEFORE = re.compile(
    r"(?:还是)?(?:[跟和同照像按]上[次回]的?(?:那样|一样|老样子)?|老样子|老规矩|照旧)[\s,，]*"
    r"(?=[^,，。]{0,4}[0-9一二两三四五六七八九十半])"
)
# 鸡蛋两盒 豆腐不要了 换青菜两斤, said by who has not ordered: the one instead of the other
TAKES_INSTEAD = Sifted(
    r"(?P<drop>不[要订买用来]了?[吧啊哈]?)[\s,，]+(?:那|就|给我|帮我){0,2}换(?:成|为|个|点)?(?=[^,，。\s]{1,8}[0-9一二两三四五六七八九十半])"
)
