"""How people speak of what they ordered: by a part of its name (鸡不要了), by whose it is (我妈的菜薹), by the sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from intents.heard import Heard
from intents.patterns import quick
from intents.persons import is_person, surely_somebody
from intents.scene import Product

# What stands between a thing and the word that drops or changes it.
_BETWEEN = r"(?:我的|我|也|都|就|先|还是|全部?|给我|帮我|那个|的|麻烦|想|要){0,3}"
_CHANGES = r"(?:不要|不订|不定|不买|不用|退|取消|撤|划掉|删|去掉|改|换|减|少)"
_BEFORE_IT = r"(?:^|[\s,，。;；:：]|把|那个|那些|这个|我的|我订的|刚才的|刚订的|取消|退掉?|不要|撤掉?|划掉|去掉)"
_NO_PART = "把|那|这|我|刚|取消|退|不要|撤|划|都|也|全|就|先"
_PART = re.compile(
    rf"{_BEFORE_IT}(?P<part>(?!{_NO_PART})[\u4e00-\u9fff]{{1,4}}?)"
    rf"(?=(?:{_BETWEEN}{_CHANGES})|(?:吧|了|哈|啊|呀)*(?:[\s,，。]|$))"
)
DROPS = quick(r"不要|不订|不定|不买|不用|退|取消|撤|划掉|删|去掉|改|换|减|少")
_RELATIVE = (
    r"我(?:妈妈?|爸爸?|爹|娘|婆婆|公公|奶奶?|爷爷?|外婆|外公|姥姥|姥爷|女儿|闺女|儿子|媳妇|女婿|姐姐?|妹妹?|哥哥?|弟弟?|嫂子|"
    r"老公|老婆|爱人|岳母|岳父|丈母娘|老丈人|姑姑?|姨妈?|舅舅?|邻居|同事|朋友|老妈|老爸|爸妈|公婆|孙[子女]|外孙女?|婶婶?|叔叔?|大伯|舅妈|姑妈|"
    r"大[姨姑姐哥嫂]|小[姨姑]|老伴儿?|亲家)"
)
_MEASURE = "[份单袋箱盒斤桶瓶提把只包块条板罐筐篮捆件个]"
# 婆婆那袋, 我妈那两盒
_THAT = rf"那(?:[0-9]{{1,2}}|[一两二俩三四五六七八九十半]{{1,2}})?{_MEASURE}的?"
_DROPPING = r"取消|退掉?|撤掉?|划掉|删掉?|不要|把|帮|给"
_WHOSE = re.compile(
    rf"(?:^|[\s,，]|{_DROPPING})(?:隔壁的?|楼上的?|楼下的?|对门的?)?"
    rf"(?P<who>{_RELATIVE}|(?!{_DROPPING}|我)[\u4e00-\u9fff]{{2,4}}?)家?(?:(?:订|要)?的(?:{_THAT})?|{_THAT}|那[边儿]的?(?!还|也|都|不|有|没|再))"
)
# 沈奶奶山药不要了: the name right before what was ordered for them
_BARELY = quick(rf"(?:^|[\s,，]|{_DROPPING})(?P<who>{_RELATIVE}|(?!{_DROPPING}|我)[\u4e00-\u9fff]{{2,4}}?)家?$")
# 钱奶奶改成一盒, 孙爷爷那份不要了: of whom nothing is named but the change
_WHOSE_ALL = re.compile(
    rf"(?:^|[\s,，])(?P<who>{_RELATIVE}|(?!{_DROPPING}|我)[\u4e00-\u9fff]{{2,5}}?)家?(?P<share>的?{_THAT}|那边|那儿)?(?:的话|也|都|就|还是|先|[说讲]){{0,2}}"
    r"(?=(?P<sets>[改换变](?:成|为|到)?[0-9一二两三四五六七八九十半]|(?:只|就)要[0-9一二两三四五六七八九十半])|(?:不要|不用|不订)了|取消|退了|退掉)"
)
_NO_PERSON = re.compile(r"^(?:我|你|他|她|咱|俺|刚|昨|今|前|上|这|那|订|所|全|其|别|剩|多|少)")
_NUMBER = "[0-9一二两三四五六七八九十半]"
IN_ALL = rf"(?:一共|总共|合计|拢共|加起来|加一起)(?:就|只|还是)?(?=[要订定来拿][^共]{{0,4}}{_NUMBER})"
_WHOLE = re.compile(IN_ALL)
_KEPT = re.compile("留着|留下|保留|照旧|不动|不变|还要")


_ALL_OF_THEM = re.compile("都|全|两样|两种|一起")
_THOUGHT_BETTER = re.compile(r"(?:的话|那个|这次|[呢我还是就那也都先\s,，]){0,4}(?:算|免)了(?!吗|算)")


def called_off(heard: Heard) -> str:
    """茶油算了, of who ordered it, as 茶油不要了; else the text as it is."""
    text = heard.text
    for found in reversed(heard.names):
        own = any(name in heard.speaker.ordered for name in found.values("product"))
        if own and found.exact and (better := _THOUGHT_BETTER.match(text, found.end)):
            text = f"{text[: found.end]}不要了{text[better.end():]}"
    return text


def in_full(heard: Heard) -> str:
    """The text with parts of names of what the speaker ordered in full, where a change follows; else as it is."""
    own = heard.scene.sold_as(heard.speaker.ordered)
    if not own or not DROPS.search(heard.text):
        return heard.text
    text = heard.text
    for start, end, part in reversed(list(_parts(heard))):
        meant = _called(own, part)
        if len(meant) == 1 or (meant and _ALL_OF_THEM.match(text, end)):
            text = f"{text[:start]}{'、'.join(meant)}{text[end:]}"
    return text


def of_several(heard: Heard) -> tuple[str, tuple[str, ...]] | None:
    """A part of a name that several goods of the speaker share (藕 of 粉藕 and 脆藕), and their names; None: no such part."""
    own = heard.scene.sold_as(heard.speaker.ordered)
    for _, end, part in _parts(heard) if own and DROPS.search(heard.text) else ():
        if len(meant := _called(own, part)) > 1 and not _ALL_OF_THEM.match(heard.text, end):
            return part, meant
    return None


def _parts(heard: Heard) -> Iterator[tuple[int, int, str]]:
    here = heard.scene.products_by_name
    known = [(found.start, found.end) for found in heard.names if any(name in here for name in found.values("product"))]
    for match in _PART.finditer(heard.text):
        start, end = match.span("part")
        if not any(first < end and start < last for first, last in known):
            yield start, end, match["part"]


def _called(own: Sequence[Product], part: str) -> tuple[str, ...]:
    """The goods of which a name ends in this, or (two characters or more) begins with it."""
    fits = [
        one.name for one in own
        if any(name.endswith(part) or (len(part) > 1 and name.startswith(part)) for name in (one.name, *one.aliases))
    ]
    return tuple(dict.fromkeys(fits))


def whose(heard: Heard) -> tuple[str, str] | None:
    """Whose goods a change is about, and the text without it: 取消我妈的菜薹 is (我妈, 取消菜薹); None: nobody is named."""
    found = _WHOSE.search(heard.text) or _whose_all(heard) or _barely_whose(heard)
    if found is None or _KEPT.match(heard.text, found.end()):
        return None
    who = found["who"]
    if any(one.start < found.end("who") and found.start("who") < one.end and one.values("product") for one in heard.names):
        return None  # 小米那袋不要了 is nobody called 小米
    own = re.fullmatch(_RELATIVE, who) is not None
    if not own and (_NO_PERSON.match(who) or not (is_person(who, heard.scene.people) or who in heard.scene.people)):
        return None
    start = found.start("who")
    return who, f"{heard.text[:start]}{heard.text[found.end():]}"


def _whose_all(heard: Heard) -> re.Match[str] | None:
    """The name of who gets all of it, before the change; it is surely somebody's, and somebody's for whom the speaker ordered."""
    found = _WHOSE_ALL.search(heard.text)
    if found is None or any(one.start >= found.start() and one.values("product") for one in heard.names):
        return None
    others = heard.speaker.ordered - set(heard.speaker.quantities)
    known = re.fullmatch(_RELATIVE, found["who"]) or surely_somebody(found["who"], heard.scene.people)
    return found if known and (others or found["share"] or found["sets"]) else None


def _barely_whose(heard: Heard) -> re.Match[str] | None:
    """The name right before the one thing that is dropped; staff are called so when one's own is dropped."""
    things = [one for one in heard.names if not heard.speaker.ordered.isdisjoint(one.values("product"))]
    found = _BARELY.search(heard.text, 0, things[0].start) if len(things) == 1 and not heard.quantities else None
    if found is None or not (re.fullmatch(_RELATIVE, found["who"]) or surely_somebody(found["who"], heard.scene.people)):
        return None
    return found if heard.scene.staff.isdisjoint(heard.scene.people.get(found["who"], ())) else None


def with_new_total(text: str) -> str:
    """抽纸一共要两提, of whoever ordered, sets the total."""
    return _WHOLE.sub("改成", text)


_BUT_RATHER = re.compile(rf"(?:想了想|想想|我想|算了|[\s,，]){{0,6}}(?:还是)(?:就|只|只要|要|来|订|拿|买){{0,2}}(?={_NUMBER})")
_TOO_MUCH = re.compile(rf"(?<=[吧了啊呀\s,，]){_NUMBER}[\u4e00-\u9fff](?:实在|真的|也|都|太)*(?:吃|用|喝|拿|放|装)不[完了下]")


def thought_again(heard: Heard) -> str:
    """鸡蛋改成两盒 of 鸡蛋我想了想还是要两盒吧三盒吃不完, by who ordered eggs; other texts as they are."""
    own = [one for one in heard.names if any(name in heard.speaker.ordered for name in one.values("product"))]
    if len(own) != 1 or "还是" not in heard.text or "再" in heard.text:
        return heard.text
    rest = _BUT_RATHER.sub("改成", heard.text[own[0].end :], count=1)
    return heard.text[: own[0].end] + (_TOO_MUCH.sub("", rest) if rest.startswith("改成") or "改成" in rest else rest)


def in_plain_sums(heard: Heard) -> str:
    """The text of somebody who ordered nothing yet without 一共, of which 一 counts nothing; a wish that is changed
    (腊肠改5斤) without the word of change.
    """
    text = heard.text if heard.speaker.ordered else _WHOLE.sub("", heard.text)
    for wished in heard.speaker.demanded if DROPS.search(text) else ():
        text = re.sub(rf"({re.escape(wished)})(?:[改换变](?:成|为|到|做)?|[加减]到)(?={_NUMBER})", r"\1", text)
    return text
