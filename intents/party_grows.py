"""A party that grows or shrinks after it was signed up: 我同事两个也来, 再加两个人, 一共六个人, 我老公去不了了."""

from __future__ import annotations

import re
from datetime import timedelta

from intents.heard import Heard
from intents.numerals import read_number
from intents.patterns import quick
from intents.people_count import KIN, PAIRS
from intents.reading import Reading

LATELY = timedelta(minutes=10)
_MOST, _MOST_PEOPLE = 30, 50
_N = "(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,2}|俩|仨)"
_LEAD = r"(?:那|哦|哎|嗯|对了|还有|另外|不好意思|麻烦|我这边|我们?家?|这边|现在|就|[\s,，]){0,5}"
_HEADS = r"(?:个?人|位|名|个?名额|个)?"
_TAIL = r"(?:去|来|参加|报名|一起|一块儿?|都|要|吧|啊|呀|哈|啦|了|哦|谢谢|[\s,，。!！~]){0,6}"
_SOMEBODY = (
    rf"(?:有(?:一?个)?)?(?:我们?|俺|咱)?(?:家|单位|公司|班|家里)?的?(?:{_N}\s?个?)?(?:{KIN})(?:家|们)?(?:\s?{_N}\s?(?:个人?|口)?)?"
)
_THEY = rf"(?P<who>{_SOMEBODY}(?:(?:[和跟与、]|还有){_SOMEBODY}){{0,3}})"
_ADDED = quick(
    rf"{_LEAD}(?:(?:再|另外|还要)(?:给我|帮我)?(?:加|添|带|报|多|来)上?(?:报|来|去|带)?|多(?:来|去|带|报|加)?)\s?(?P<n>{_N})\s?(?:个?人|位|名|个?名额|个){_TAIL}"
)
_JOINED_BY = quick(
    rf"{_LEAD}(?:再|还)?(?:带上?|加上?|要带|叫上|帮|给|把)?{_THEY}(?:也(?:都|一起|要|想|说){{0,2}}(?:去|来|参加|报名|报上|报|加上|算上|带上|一起|加入)|(?:一起|都)(?:去|来|参加))"
    rf"(?:[\s,，]{{1,2}}(?P<many>{_N})\s?(?:个?人|个|位))?{_TAIL}"
)
_MORE_OF_THEM = re.compile(rf"{_LEAD}(?:再|还要)?(?:给我|帮我)?(?:带|加|叫|算|添)上?了?{_THEY}{_TAIL}")
_SURELY_MORE = re.compile("再|还有|还要|另外|帮|给|把")
_IN_ALL = quick(
    rf"(?:.{{0,12}}[\s,，])?{_LEAD}(?:这样|算上|(?:算上|加上|连上?){_THEY})?"
    rf"(?:(?:(?:一共|总共|加起来|合起来)(?:就)?(?:是|要|去|来|有)?|改[成为到]?|变成|算(?:在)?我名下|还是)\s?(?P<n>{_N})\s?{_HEADS}|"
    rf"(?:一家|全家)?(?P<family>{_N})(?:口人?|个人?)都)\s?{_TAIL}"
)
_FEWER = re.compile(rf"{_LEAD}(?:少|减)(?:去|来|报|掉|一?下)?\s?(?P<n>{_N})\s?(?:个?人|位|名|个?名额|个){_TAIL}")
_STAYS_AWAY = quick(
    rf"{_LEAD}{_THEY}(?:又|就|这次|那天|临时|突然|有事|要上班|没空|(?:感冒|发烧|生病|住院|加班|出差|拉肚子|不舒服|腿疼|腰疼|走不开)了?|[\s,，]){{0,4}}(?:不去了|不来了|去不了了?|来不了了?|去不成了?|来不成了?|不参加了)"
    rf"(?:[\s,，。]{{1,2}}(?:就|那就|改成|一共|还剩|剩)?{_LEAD}(?P<n>{_N})\s?{_HEADS}|[\s,，。]{{1,2}}我(?:自己|还是|照样|照常|一个人|[就还]){{0,2}}[去来])?{_TAIL}"
)
# 两个人, said right after one's own 报名: so many in all
_SO_MANY = re.compile(rf"(?:我们|我家|哦|对了|那个|是|就|[\s,，]){{0,3}}(?P<n>{_N})\s?(?:个人|人|位){_TAIL}")
_AT_ONCE = timedelta(minutes=3)
_NUMBER = re.compile(_N)
# 闺女作业没写完 就我去, 我爸腿疼 就我妈一个人去: of a party one comes
_ALONE_AFTER_ALL = quick(
    rf"(?:[^?？]{{1,16}}[\s,，。])?(?:(?:那就|还是|只有|只能|只好|就剩|只剩|[那就只剩]){{1,2}}(?:我们?家?)?(?:我|自己|{KIN})(?:自己)?(?:一个人?|1个人?)?[去来]|"
    rf"(?:我们?家?)?(?:我|{KIN})(?:自己)?(?:一个人?|1个人?)(?:[去来]|参加)?)(?:[吧了啊呀哈!！。~]|\s){{0,4}}"
)
_THEY_STAY = quick(r"(?:[他她](?:又|临时|说)?|说)(?:有事)?不[来去]了?(?:[\s,，][^?？]{1,10})?")
_POLITE = quick(r"(?<=[人个位口])(?:行|可以|好|中|成|能行)(?:不行|不|吗|么)?[?？]?$")
_REASON_BEHIND = re.compile(
    r"(?<![\s,，。])[\s,，。]{1,3}(?:因为)?(?:有[一两三四五几][个位人]|[^\s,，。?？0-9]{0,4}?)(?:感冒|发烧|生病|加班|出差|有事|不去|不来|来不了|去不了|请假)了?[啊呀吧。!！]{0,3}$"
)
_OUR_GROUP = quick(r"^(?:我们|咱们?|我家)?[\u4e00-\u9fff]{0,4}?[队班团楼组家厂](?=改)")
# 婆婆 is one, of 同事 there may be several
_ONE_OF_A_KIND = quick("(?:婆婆|公公|老?妈|老?爸|老公|老婆|媳妇|老伴|爱人|奶奶|爷爷|外公|外婆|岳[父母])儿?$")
_ASKS = re.compile(r"[?？吗么]|谁|哪|几(?!个)|怎么|[你您]|[他她]们?(?!妈|爸|奶|爷|姥|姑|叔|舅)|昨|上次|去年")


def read_party_change(heard: Heard) -> Reading | None:
    """The party's new size, of who signed up for an activity that is named here, or for one just now; None otherwise."""
    if not heard.speaker.parties or len(heard.text) > _MOST:
        return None
    if (plain := _REASON_BEHIND.sub("", _POLITE.sub("", heard.text))) != heard.text:
        heard = heard.about(plain)
    name, said = _of_what(heard)
    size = heard.speaker.parties.get(name or "")
    if name and size and size > 1 and (_ALONE_AFTER_ALL.fullmatch(said) or (size == 2 and _THEY_STAY.fullmatch(said))):
        return _party_of(name, 1)
    if _ASKS.search(heard.text):
        return None
    if size == 1 and name and name not in heard.text and (alone := _SO_MANY.fullmatch(said)) and _has_just_joined(heard):
        return _party_of(name, _number(alone["n"]))
    if name is None or size is None or (people := _new_size(said, size)) is None or not 0 < people <= _MOST_PEOPLE:
        return None
    return _party_of(name, people)


def _party_of(name: str, people: int) -> Reading:
    return Reading("sign_up", {"activity": name, "people": people}, 0.9, reasons=("the size of the party once more",))


def _has_just_joined(heard: Heard) -> bool:
    act = heard.talk.last_act
    return act is not None and act.sender_id == heard.speaker.id and heard.message.at - act.at <= _AT_ONCE


def _of_what(heard: Heard) -> tuple[str | None, str]:
    """The speaker's own activity that is named, and what is said besides; else the one that they have just signed up for."""
    mine = heard.speaker.parties
    named = [found for found in heard.names if found.values("activity")]
    if not named:
        act = heard.talk.last_act
        just = act is not None and act.kind == "sign_up" and act.sender_id == heard.speaker.id
        if act is not None and just and heard.message.at - act.at <= LATELY:
            return act.activity, heard.text
        surely = heard.addressed or ("改" in heard.text and not heard.speaker.ordered)
        return next(iter(mine)) if surely and len(mine) == 1 else None, heard.text
    found = named[0]
    meant = [name for name in found.values("activity") if name in mine]
    rest = f"{heard.text[: found.start]}{heard.text[found.end :]}".strip(" ,，的")
    return (meant[0] if len(named) == len(meant) == 1 else None), rest


def _new_size(said: str, size: int) -> int | None:
    """How many they are now, where they were `size`."""
    if total := _IN_ALL.fullmatch(_OUR_GROUP.sub("", said)):
        return _number(total["n"] or total["family"])
    if more := _ADDED.fullmatch(said):
        return size + _number(more["n"])
    if fewer := _FEWER.fullmatch(said):
        return size - _number(fewer["n"])
    if away := _STAYS_AWAY.fullmatch(said):
        return _number(away["n"]) if away["n"] else size - _counted(away["who"])
    joined = _MORE_OF_THEM.fullmatch(said) or _JOINED_BY.fullmatch(said)
    if joined is None:
        return None
    if many := joined.groupdict().get("many"):
        all_of_them = _number(many) == size + _counted(joined["who"]) and _ONE_OF_A_KIND.search(joined["who"])
        return _number(many) if all_of_them else size + _number(many)
    if size > 1 and not _SURELY_MORE.search(said) and not _NUMBER.search(joined["who"]):
        return size  # 我老公也去, of three: whether he is one of them nobody knows
    return size + _counted(joined["who"])


def _counted(who: str) -> int:
    """How many are named: 同事两个 2, 爸妈 2, 老婆和女儿 2."""
    return sum(_one_of(part) for part in re.split("[和跟与、]|还有", who) if part)


def _one_of(part: str) -> int:
    said = _NUMBER.search(part)
    return _number(said[0]) if said else 2 if part.endswith(PAIRS) else 1


def _number(said: str) -> int:
    return int(read_number(said) or 0)
