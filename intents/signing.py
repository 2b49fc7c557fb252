"""Signing up for an activity, and taking it back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from intents.appeals import calls_to_join
from intents.days import CHINA
from intents.evidence import against
from intents.heard import Heard
from intents.joins_at_all import joins_whatever_it_is
from intents.lexicon import Found
from intents.named_party import named_party
from intents.numerals import read_number
from intents.patterns import Sifted, quick
from intents.people_count import KIN, alone_after_all, in_last_number, read_people
from intents.reading import Reading
from intents.scene import Doubt
from intents.short_activities import shortly_named, telling_word
from intents.told_of_joining import tells_of_joining, without_hearsay

_JOIN = quick(
    r"\+[0-9我]|两口子?[也都一起]{0,2}[去来]|报(?![纸道告社警销复价站修])|报[一两三二四五六七八九0-9]|报我|给我报|帮我报|我报|参加|算我|算上|加我|"
    r"加上我|(?<![的车])(?<!回来)(?:[捎喊叫约算]上|别(?:落下|漏了|忘了|少了|丢下|撇下)|少不了)[我俺咱](?=$|[\s,，。!！~吧啊呀哈哦呗噻]|一个)|捎我一个|"
    r"加(?:一(?:个|位|$)|[两二三四五2-5]个人?$)|带我|带上|我[也要想就都]{0,2}[去来]|我们[也要想就都]{0,2}[去来]|我家[也要]?[去来]|都去|都来|一起去|也去|"
    r"也来"
    r"|去[0-9一二两三四五六七八九十]个?人?|[0-9一二两三四五六俩仨]个?去|来(?:[0-9一二两三四五六七八九十]个?|[俩仨])人|"
    r"(?:我们|我家|咱们?|俺们?)[^\s,，?？吃做]{0,6}?[来去报][0-9一二两三四五六七八九十]{1,3}个(?=$|[\s,，。吧啊呀哈!！])|"
    r"家[三四五两0-9一二六]口|"
    r"[0-9一二两三四五六七八九十]个?人|登记|有我|占[个一]|留[一个]{0,2}[名位]|凑一个|我可以|我能去|我愿意|我行|我带|我冲|"
    r"[写填记登]上?[个我]?的?名字?|名字[写填记登]|[留占][个一]{0,2}座|"
    r"想[学去听看]|我要[学去听看来]|[0-9一二两三四]个?大(?:人)?[0-9一二两三四]个?小|我[和跟同与][^\s,，哪吗?？]{1,5}?一起(?=$|[\s,，。!！~吧啊哈])|"
    r"我们?[一两二三四五六七八仨俩0-9]个(?!月|小时)|"
    r"我们[仨俩]|"
    r"我[和跟同与][^\s,，哪吗?？]{1,5}?(?:都|一起|也)?[去来](?=$|[\s,，。!！~吧啊哈])|"
    r"我(?:也|都)(?:要|想)?[去来]?[听学打跳唱](?![过说到见不懂得了])|[给帮把][我俺咱](?:们|家)?(?:也|的)?[记写登填算加留添](?:上|进去|起)(?![了没吗么])|"
    rf"我[和跟同与]我?(?:{KIN})(?:[俩]|两个人?)?[吧啊哈的]?\s*$|"
    r"[占留订定](?:[个一]{0,2}|[两二三俩仨四五2-5]个?)位子?|带(?:上|着)?(?:我|[俩仨娃孩儿女老爸妈家孙]|[一两二三]个|对象)[^,，。?？]{0,6}[去来]"
)
_SIGN_UP_ONLY = re.compile(
    r"^(?:(?:[我俺咱]们?|[我俺咱]们?家)?(?:一家|全家)[一二两三四五六七八九2-9]口人?|[我俺咱]们?(?:一家|全家)?(?:[二两三四五六七八九2-9]个人?|[俩仨]))?"
    r"(?:我|我们|我家|我也|我要|我想|也|要|那我|我先|都|(?:麻烦)?[给帮](?:我|咱)们?(?:家|[俩仨两三四五](?:个人?|口子?)?)?)?"
    r"(?:也|要|想|先|来)?(?:(?:报名[,，!。~ ]{0,3}(?:我?[要想也])?){0,3}报名|"
    r"报个名|报名参加|参加报名|要报名|"
    r"想报名)(?:参加|了|啦|吧|呀|啊|哈|哦|一下|一个|[,，。! ]|谢谢|(?:\+|"
    r"加)?[0-9一二两俩三四五六七八九十]{1,2}(?:个人|个|人|位|名)?|"
    r"[0-9一二两三四五六]个?大人?[+加和 ]*[0-9一二两三四五六]个?(?:小孩?|娃|孩子?)|"
    r"一家[三四五六两二]口|我们?(?:一家)?(?:和|跟|"
    r"与)[^哪吗?]{1,8}|带(?:上|着)?[^哪吗?]{1,6}?(?:一起)?|算我一个|两夫妻|夫妻俩|母子俩|我){0,4}$"
)
_COUNT_ME_IN = re.compile(
    r"^(?:算我一个|加我一个|算我一份|带我一个|带上我|我参加|我也参加|我要参加|我也去|我报一个|"
    r"我报[0-9一二两三四五六]个?人?|"
    r"[给帮]?我?们?家?(?:想|要|先|也|再)?报(?:[0-9一二两三四五六]个?|[俩仨])(?:名额|位[置子]?))(?:吧|呀|啊|哈|谢谢|[,，。! ])*$"
)
_NO = Sifted(
    r"别(?:算|把我|加我|带我|记我|写我)|去不了|不去|不参加|参加不了|来不了|没空|没时间|别给|别帮|不报|不想|不能去|不能来|报名费|报不了|没报|不用报|取消|"
    r"退出|划掉|算了|不来|没法|[来去]不[到成上]|赶不上|要上班|值班|有事|"
    r"(?:限|最多|[只多再]收)[0-9一二两三四五六七八九十百]{1,4}个?[人名位]|名额[改加减扩]"
)
_PAST = Sifted(
    r"上次|上回|[他她]们?(?:也|都|终于){0,2}[能可]以?(?:参加|去|来)|上周|上个?月|上个?(?:礼拜|星期)|去年|昨[天晚]|前天|以前|那次|参加过|报名了|报过|报了|已经|去过|[去来][听看学做玩]过|欢迎|从速|报满|踊跃|想参加的|有意|需要的|可以(?:来)?报名|开始报名|报名(?:方式|地点|时间|截止|电话|链接|成功|表|中)|"
    r"名额(?=[0-9一二三四五六七八九十两]|有限|已|还)|来了[0-9一二三四五六七八九十]|做了|"
    r"(?:早上|上午|中午|早|昨天)就(?:已经)?(?:报|参加)名?[^,，。?？\s]{0,8}了(?![吗没么])|"
    r"包了|吃了|排练|听说|(?:^|[\s,，])(?:我家?)?(?:儿子|女儿|孩子)(?:就|也|又|在)?(?:报|参加)|"
    r"(?:同学|同事|闺蜜|室友|[表堂][姐妹哥弟])(?:就|也|又|在|都|前年|刚)?(?:报|参加)|笑死|开玩笑|人家|别人|他们|好多人|有人|谁|哪些人|几个人报|多少人|"
    r"大家(?:快|都|一起|踊跃|抓紧|积极|别|记得)"
    r"|(?:报名?[了过]?(?:参加)?|参加)[^,，。?？我\s]{0,12}的(?:有(?!我)|都|志愿者|人员|队员|小伙伴|邻居|人|同学|居民|家长|老人|大多|基本|[就才只全还已共]|一共|请|各位|朋友)"
    r"|(?:隔壁|对面|别的|其他|旁边|邻近)(?:的)?(?:小区|社区|街道|院子)|有空[吗没不]|有没有空|(?:大家|各位|你们)[^,，]{0,8}[吗?？]|驾校|考试|比赛报名|辅导班|补习|兴趣班|英语|钢琴|健身房|少年宫|幼儿园|小学报名|学校|考级|国考|考研|旅游团"
)
_QUESTION = re.compile(
    r"[?？]|[吗嘛伐么]\s*$|怎么|咋|哪里|哪儿|几点|什么|啥|还能|能不能|可以.{0,6}吗|有[^,，。]{0,10}的没有?[啊呀呢]*\s*$|是不是|有没有|多少|为什么|几号"
)
_ASKS_WHICH = re.compile(
    r"(?:哪些|哪几[个样]|什么|啥|有没有)[^,，。]{0,6}活动|活动[^,，。]{0,6}(?:哪些|哪几|什么|有啥|是啥|有没有|有吗)"
)
# 周末带孩子去哪玩 社区有活动没: whatever there is
_AFTER_ANY = quick(r"哪|[有没][^,，。]{0,4}活动|活动[没吗不么]")
_LEAVE = quick(
    r"取消|退出|退报|划掉|删掉|去不了|不去了|不能去|不能来|来不了|参加不了|不参加|不报了|不报名了|退[了掉吧]|退一下|帮我退|推掉|撤|没空去|"
    r"(?:别|甭|莫|不用|不要|不必|不|勿|少|减)再?(?:算上?|[记写报留加登填叫等减少]上?)?我(?:的|们|家)*(?:名字|名额)?(?:了|啦|咯|一个|的|[\s,，。]|$)|"
    r"(?:别|甭|莫|不用|不要|不必)再?带我(?:了|玩)|(?:别|甭|莫|不用|不要|不必)再?(?:[给帮替]我|把我)(?:们|家)?(?:算|记|写|报|留|占|登记|填|加)(?!错|漏|掉|忘)|"
    r"把我(?:的名字)?从[^,，。]{0,6}(?:去|拿|划|删|抹|踢)掉?|名额?(?:就)?(?:让|空)(?:给|出)|不(?:去)?凑(?:这个|那个)?热闹|"
    r"不来了|去不成|退名|除名|名字去掉|不去|不来|[来去]不[到成上]|没法去|[给帮]我?划了吧|(?:我|名字)[的名字给嘛]{0,3}(?:划|删|拿|抹|去|勾)[掉了去]"
)
# 三点我去不了 要接孩子 取消吧
_CANNOT_COME = quick(r"我[^,，。?？你]{0,5}[去来]不[了成上][^?？你他她]{0,12}(?:取消|退了?|划掉|删掉)[吧啊了呀哈!！。~\s]{0,4}$")
_OTHERS_ONLY = re.compile(
    r"[给帮替](?!我(?!妈|爸|家|女|儿|老|婆|公|爷|奶|哥|姐|弟|妹|孩))[^\s,，]{1,8}"
    r"(?:报|占[个一]?位|留[个一]?[名位])"
)
# What every sign-up says that names no activity, whichever of the following patterns it fits.
_MAY_JOIN = re.compile("报名|报[个上]名|把我|个名额|[俩仨]名额|活动|参加|算我|加我|带我|带上我|我也?去|我报")
_MANY = re.compile(
    "[一二两三四五六七八九十0-9俩仨]个?人|爸妈|父母|[两三四]口|[一二两三四五0-9]个(?!位)|"
    "[妈爸婆公爷奶伴女子][和跟与、]我?"
)
_OWN_REASON = r"(?:[^\s,，。?？你谁也还]{1,8}?[\s,，]{0,2}(?:就|我)?)?"  # 我看店不去
# 帮我女儿占个位，我就不参加了: the place is hers, and nobody leaves
_FOR_ANOTHER = Sifted(
    r"^(?P<for>[^?？]{0,24}?[给帮替]我?[^\s,，?？]{1,8}?(?:报|占|留|登记)[^\s,，?？]{0,10}(?:[\s,，]+[^\s,，?？]{1,4}个?人?)?)[\s,，。!]+"
    r"(?:(?:就|只有?)?(?:他|她|它|老人家?|孩子)(?:自己|一个人?|单独)*(?:去|来|参加)?[\s,，。!]+)?我(?:自己|本人|们)?(?:就|这次|那天)?"
    rf"{_OWN_REASON}(?:不(?:参加|去|来|报)|没空|没时间|去不了|来不了|有事|走不开|要上班|值班|出差)了?[吧啊哈哦啦。!！~\s]*$"
)

# 义诊我去不了，帮我妈报一个: the speaker's own reason goes before the place for somebody else
_CANNOT_BUT = Sifted(
    rf"我(?:自己|那天|这次)?{_OWN_REASON}(?:[去来]不[了成]|没空|没时间|参加不了|走不开|要上班|不(?:去|来|参加))了?[\s,，。]{{1,2}}"
    r"(?=(?:[^\s,，。?？]{2,8})?(?:就|麻烦|请)?[给帮替]我?[^\s,，。]{1,6}(?:报(?!什么|啥|几|哪)|占|留|登记|记))"
)


def read_sign_up(heard: Heard) -> Reading | None:
    """A sign-up or its cancellation; None where there is neither."""
    if alone := _FOR_ANOTHER.match(heard.text):
        reading = read_sign_up(heard.about(alone["for"]))
        many = _MANY.search(alone["for"])
        return reading and replace(reading, slots={"people": 1, **reading.slots} if many else {**reading.slots, "people": 1})
    heard = _by_part_of_title(_alone_after_all(_without_own_reason(heard)))
    text = heard.text
    named = _named(heard)
    if _LEAVE.search(text):
        return _read_leaving(heard, named)
    if heard.to_everybody or calls_to_join(heard) or not (named or _MAY_JOIN.search(text) or _MAY_JOIN.search(heard.bare)):
        return None
    if not heard.addressed and against(text) in ("still hesitating", "a condition or a wish", "what might have been"):
        return None
    plain = without_hearsay(_without_names(heard, named, "○"))
    told = _PAST.search(plain) or (not heard.addressed and tells_of_joining(text))
    told = told or (not named and _laughs(heard))
    if told or _NO.search(plain) or (_asks(text) and not heard.addressed) or (not named and _ASKS_WHICH.search(text)):
        return None
    bare = heard.bare
    if not named and _JOIN.search(text) and not _AFTER_ANY.search(text) and _by_place_or_day(heard):
        return _sign_up(heard, named)
    if named:
        if not _JOIN.search(_without_names(heard, named)):
            return None
    elif not (_SIGN_UP_ONLY.match(bare) or _COUNT_ME_IN.match(bare) or joins_whatever_it_is(bare)) and not (
        heard.addressed and re.search(r"报名|报个名|参加活动", text)
    ):
        return None
    return _sign_up(heard, named)


# 报名 哈哈, with which a neighbour answers a neighbour: a joke, unless somebody has just signed up for something
_LAUGHS = re.compile(r"哈哈|嘿嘿|嘻嘻|hhh|[😂🤣😄😆😁🤪😜]|\[(?:旺柴|坏笑|偷笑|捂脸|破涕为笑|笑哭|奸笑|呲牙|调皮)\]")


def _laughs(heard: Heard) -> bool:
    return not heard.addressed and bool(_LAUGHS.search(heard.message.text)) and not _by_talk(heard)


# 还有名额吗？有的话帮我报一个; 怎么报名？我想报一个: what is asked first, then the place that is wanted
_ASKS_FIRST = Sifted(
    r"^(?:能|可以|让)[^\s,，。?？]{1,8}[吗么嘛][\s,，。?？]+(?:可以|能|行|让)的话[\s,，]?|"  # 可以带孩子吗 可以的话净滩报两个
    r"(?:还|现在)?(?:有(?:没有)?(?:名额|位[置子]|空位)|能(?:不能)?(?:报名?|参加)|可以(?:报名?|参加)|怎么(?:报名?|参加)|(?:来|赶)得及|满员?了|报满了)(?:了)?(?:吗|么|没有?|不|呀|啊|呢)?"
    r"[\s,，。?？]+(?:(?:要是|如果)?(?:还)?(?:有|能|能报|可以|没满|来得及)的话[\s,，]?)?(?:那|就|麻烦){0,2}"
    r"(?=(?:[给帮]我|算[我上]|我们?家?(?:也|想|要|就|来){0,2}报|报(?:我|一个|两|[1-9])|带我|加我))"
)


def _without_own_reason(heard: Heard) -> Heard:
    if (asked := _ASKS_FIRST.sub(" ", heard.text)) != heard.text:
        heard = heard.about(asked)
    cannot = _CANNOT_BUT.search(heard.text)
    return heard.about(heard.text[: cannot.start()] + heard.text[cannot.end() :]) if cannot else heard


def _alone_after_all(heard: Heard) -> Heard:
    plain = in_last_number(alone_after_all(heard.text))
    return heard if plain == heard.text else heard.about(plain)


def _asks(text: str) -> bool:
    """Whether it asks; 嘛 at the end of a wish (给我划了嘛, 我要去嘛) only softens it."""
    found = _QUESTION.search(text)
    return bool(found) and not (found is not None and found[0][0] == "嘛" and re.search(r"我要|我想|给我|帮我|把我|了嘛", text))


def _without_names(heard: Heard, named: Sequence[Found], mark: str = " ") -> str:
    text = heard.text
    for found in reversed(named):
        text = text[: found.start] + mark + text[found.end :]
    return text


def _named(heard: Heard) -> list[Found]:
    here = heard.scene.activity_names
    return [found for found in heard.names if not found.common and not here.isdisjoint(found.values("activity"))]


# 包饺子的活儿, 剪窗花那个活动: what is done there, of which the title names at least the thing
_DOING = re.compile(r"(?P<what>[\u4e00-\u9fff]{2,6}?)(?:的|那个|这个|那|这){1,3}(?:活儿?|事儿?|活动)")


def _by_doing(heard: Heard, what: str) -> str | None:
    """The one activity of which a name holds the last two characters of what is done there; None where none or several do."""
    called = [one.name for one in heard.scene.activities if any(what[-2:] in name for name in (one.name, *one.aliases))]
    return called[0] if len(called) == 1 else None


_SURELY_JOINS = re.compile("报名|报个名|参加|算我|加我|名额|我[也要想]?报")


def _by_part_of_title(heard: Heard) -> Heard:
    """我报名清洁行动日 of 周六清洁行动日: four characters or more with which the title of one activity begins or ends."""
    if not _JOIN.search(heard.text) or _named(heard):
        return heard
    if (done := _DOING.search(heard.text)) and (named := _by_doing(heard, done["what"])):
        return heard.about(heard.text.replace(done[0], named, 1))
    hits: dict[str, str] = {}
    for name in (activity.name for activity in heard.scene.activities):
        parts = [part for at in range(1, len(name) - 3) for part in (name[at:], name[:-at])]
        if part := max((part for part in parts if part in heard.text), key=len, default=None):
            hits[name] = part
    if not hits and _SURELY_JOINS.search(heard.text):
        words = heard.scene.lexicon.words
        short = shortly_named(heard.text, (activity.name for activity in heard.scene.activities), words)
        hits = {short: telling_word(heard.text, short, words) or ""} if short else {}
    if len(hits) != 1:
        return heard
    (name, part), = hits.items()
    return heard.about(heard.text.replace(part, name, 1))


def _activities(heard: Heard, named: Sequence[Found]) -> tuple[str, ...]:
    here = [activity.name for activity in heard.scene.activities]
    said = [value for found in named for value in found.full_values("activity") if value in here]
    said = said or [value for found in named for value in found.values("activity") if value in here]
    return tuple(dict.fromkeys(said))


def _sign_up(heard: Heard, named: Sequence[Found]) -> Reading | None:
    here = tuple(activity.name for activity in heard.scene.activities)
    slots: dict[str, Any] = {}
    alone = _without_names(heard, named)
    people = named_party(alone, heard.scene.people) or read_people(alone)
    if people is not None:
        slots["people"] = people
    elif (pair := _together(heard.text)) is not None:
        slots["people"] = pair
    elif _OTHERS_ONLY.search(heard.text):
        slots["people"] = 1
    if not here:
        return Reading("sign_up", slots, 0.9, unmet="no_activity") if heard.addressed else None
    meant = _activities(heard, named) or _by_place_or_day(heard) or (_by_talk(heard) if _COUNT_ME_IN.match(heard.bare) else ())
    if not meant and _COUNT_ME_IN.match(heard.bare) and "报" not in heard.bare and not heard.addressed:
        return None
    meant = meant or here
    if len(meant) > 1:
        return Reading(
            "sign_up",
            slots,
            0.9,
            (Doubt("which_activity", heard.text, choices=meant),),
            reasons=("a sign-up; several activities are open",),
        )
    return Reading("sign_up", {"activity": meant[0], **slots}, 0.95, reasons=("a sign-up for something open here",))


# 我去包粽子 我媳妇也去
_COMES_TOO = re.compile(
    rf"我们?[要想也]?(?:去|来|参加|报名)[^,，。?？不没]{{0,10}}[\s,，]+我?(?:{KIN})(?:也|跟着|一起|陪我){{1,2}}[去来参]"
)


def _together(text: str) -> int | None:
    """Who comes along without a number: 我们仨 3, 老两口 2, 我和桂花嫂都参加 2."""
    grown = re.search(r"大人([0-9一二两三四五])个?.{0,3}(?:小孩|孩子|娃|小朋友)([0-9一二两三四五])", text)
    if grown:
        return int((read_number(grown[1]) or 0) + (read_number(grown[2]) or 0))
    if re.search(r"仨", text):
        return 3
    if re.search(r"我[们哋]?俩|我[们哋]?两个|两口子?|[爷娘母父][俩子女]|夫妻|夫妇|老两口|公婆俩|姐妹俩|兄弟俩", text):
        return 2
    if _COMES_TOO.search(text):
        return 2
    return 2 if re.search(r"我[和跟同与][^\s,，哪吗?？]{1,6}(?:都|一起|也|一块)?(?:去|参加|来|报|$)", text) else None


def _by_place_or_day(heard: Heard) -> tuple[str, ...]:
    """灯塔公园那个活动, 周六的活动: the one that is held there or then; () where several are, or none."""
    if not re.search(r"活动", heard.text):
        return ()
    places = {value for found in heard.names for value in found.values("place", "pickup")}
    days = {time.iso[:10] for time in heard.times}
    fits = [
        one.name for one in heard.scene.activities
        if (places and one.place in places) or (not places and one.starts_at.astimezone(CHINA).date().isoformat() in days)
    ]
    return tuple(fits) if len(fits) == 1 else ()


def _by_talk(heard: Heard) -> tuple[str, ...]:
    act = heard.talk.last_act
    return (act.activity,) if act and act.kind == "sign_up" and act.activity else ()


def _read_leaving(heard: Heard, named: Sequence[Found]) -> Reading | None:
    mine = heard.speaker.signed_up
    about = bool(re.search(r"报名|活动|名字|参加|把我[的]?[划删]", heard.text))
    about = about or (len(mine) == 1 and not heard.speaker.ordered and bool(_CANNOT_COME.search(heard.text)))
    if not (named or about) or (_asks(heard.text) and not heard.addressed):
        return None
    meant = [name for name in _activities(heard, named) if name in mine] or list(_activities(heard, named))
    if heard.addressed:
        slots = {"activity": meant[0]} if meant else ({"activity": next(iter(mine))} if len(mine) == 1 else {})
        doubts = (Doubt("which_activity", choices=tuple(sorted(mine))),) if not slots and len(mine) > 1 else ()
        return Reading("cancel_sign_up", slots, 0.95, doubts, unmet=None if mine else "not_signed_up")
    if not mine or _others(heard.text):
        return None
    meant = [name for name in meant if name in mine]
    if named and not meant:
        return None
    if not meant and len(mine) > 1:
        return Reading("cancel_sign_up", {}, 0.9, (Doubt("which_activity", choices=tuple(sorted(mine))),))
    return Reading(
        "cancel_sign_up", {"activity": meant[0] if meant else next(iter(mine))}, 0.95, reasons=("a sign-up taken back",)
    )


def _others(text: str) -> bool:
    return bool(re.search(r"你|他|她|谁|人家|别人|楼上|如果|要是|吗|(?<![我俺咱])说(?!好|了)", text))
