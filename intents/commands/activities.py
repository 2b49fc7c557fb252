"""What is said to open and close an activity and to note who came."""

from __future__ import annotations

import re
from typing import Any

from intents.commands.goods import plain_number
from intents.commands.members import listed_names, people_in
from intents.commands.moments import take_when
from intents.commands.named import activity_meant
from intents.commands.numerals import DIGITS
from intents.commands.said import CUT, Remainder, Said, plain_title, tidy
from intents.markers import kind_pattern
from intents.numbers import read_number
from intents.patterns import Sifted, quick
from intents.short_activities import shortly_named, telling_word

_OPENING = quick(
    r"(?:帮我们?|帮忙|麻烦|劳驾|辛苦|请|我要|我想|咱们?|我们){0,4}(?:发起|组织|新建|创建|发布|举办|开展|新增|添加|安排|登记|开|办|搞|建|做|弄"
    r"|来)(?:一下|一次|一场|一堂|一届|一节|一期|一项|一个|个|次|场|堂|届|节(?!日)|一)?新?的?(?:活动(?:招募|预告|通知)?)?|^新?活动(?:招募|预告"
    r"|通知|发布)?"
)
_COURTESIES = (
    "帮忙", "帮我", "麻烦", "劳驾", "辛苦", "你好", "您好", "好的", "麻烦帮忙", "麻烦你", "麻烦您", "谢谢", "这个", "我们",
    "大家", "大家一起", "大家伙", "居民", "居民们", "邻居", "邻居们", "街坊们", "志愿者", "志愿者们", "孩子们")
_STATED = re.compile("(?:发起|组织|新建|创建|发布|举办|开展|新增|添加|安排|开|办|搞|建|做|弄|来|新).{0,8}活动|招募")
_FIELDS = quick(
    r"(?:活动)?(?:名称|主题|标题|内容|名字)(?:是|为|叫|:)\s?|(?:活动|集合|报到)?时间(?:是|为|:|定在)?\s?"
)
_CAPACITY = re.compile(
    r"(?:名额|人数|上限|限额|限报|限定|限|招募|招|最多|需要|需|要|收|不超过|容纳)(?:是|为|:|上限|限定)?\s?"
    rf"(?:志愿者)?\s?({DIGITS})\s?(?:个|名|位|人|组|户|家庭)*(?:志愿者|为限|以内|参加)?|({DIGITS})\s?个?(?:人|名"
    r"|位|名额|人名额)(?:为限|以内|封顶|左右)?(?!一组|分)"
)
_UNLIMITED = re.compile(
    r"(?:人数|名额)?(?:不限(?:人数|名额|制)?|没有?(?:人数|名额)?限制|无(?:人数)?限制|人人可来|都可以来)(?:人数)?"
)
_POINTS = quick(
    r"(?:积分|奖励|加分|志愿积分|每人(?:加|奖励?|得|可得)?|可得|可获得?|送|得|计|加)(?:积分)?(?:是|为|:|\+"
    rf"|每人)?\s?({DIGITS})\s?(?:个|点)?(?:积分|分)|(?:积分)(?:是|为|:|\+|奖励|每人)?\s?({DIGITS})(?:分|个|点)?|"
    rf"({DIGITS})(?:个|点)?积分|({DIGITS})分(?!钟|店|组|之)"
)
_PLACE_FIELD = re.compile(
    r"(?:活动|集合)?(?:地点|地址|场地|位置)(?:是|为|:|在|定在)?\s?([^\n,，。;；\x00]{2,30}?)(?=[\n,，。;；\x00\s]"
    r"|$)"
)
_PLACE_AT = re.compile(
    r"(?:^|[\s,，\x00])(?:在|去|到|于)\s?([^\s\n,，。;；\x00]{2,20}?)(?:集合|举行|举办|进行|见|碰头|报到|开展"
    r"|门口见|集中|办)?(?=[\s,，。;；\x00\n]|$)"
)
_PLACE_GATHERED = re.compile(
    r"(?:^|[\s,，\x00])(?P<place>[\u4e00-\u9fff0-9]{2,12}?)(?:集合|碰头|报到|见)(?=[\s,，。;；\x00\n]|$)"
)
_PLACE_END = quick(
    r"(?:公园|广场|门口|活动室|中心|服务社|会议室|楼下|大厅|礼堂|操场|学校|小学|驿站|凉亭|办公室|书屋|图书室|社区"
    r"|小区|花园|会所|河边|架空层|院子|东门|南门|西门|北门|[0-9]楼|一楼|二楼|三楼|亭|路口)$"
)
_PLACE_MARKS = quick(
    r"(?:活动|集合)?(?:地点|地址|场地|位置)(?:是|为|:|在|定在)?(?=[\s\x00])|[在到去于](?=\x00)|(?<=\x00)(?:集合"
    r"|举行|举办|进行|见|碰头|报到|开展|集中)"
)


def open_activity(said: Said) -> dict[str, Any] | None:
    """title, when, place, capacity, points."""
    remainder = Remainder(said.text)
    slots: dict[str, Any] = {}
    if when := take_when(said, remainder):
        slots["when"] = when
    remainder.drop(_UNLIMITED)
    if place := _place(said, remainder):
        slots["place"] = place
    for key, pattern in (("capacity", _CAPACITY), ("points", _POINTS)):
        if found_number := remainder.take(pattern):
            value = read_number(next(group for group in found_number.groups() if group))
            if value:
                slots[key] = plain_number(value)
    if title := _title(remainder):
        slots["title"] = title
    if not _STATED.search(said.text) and not (title and "when" in slots):
        return None  # talk about an activity, not the announcement of one
    return slots


def _title(remainder: Remainder) -> str | None:
    remainder.drop(re.compile(r"(?:每人|志愿者|名额|人数|积分|奖励)(?=[\x00\s,，。]|$)"))
    if opening := _OPENING.match(remainder.text.lstrip("\x00 ")) or _OPENING.search(remainder.text):
        text = remainder.text
        start = text.find(opening[0])
        remainder.cut(start, start + len(opening[0]))
    remainder.drop(_FIELDS)
    pieces = [piece for piece in remainder.pieces(r"[\x00\n,，。;；:！!]+") if len(piece) > 1 and piece not in _COURTESIES]
    if not pieces:
        return None
    title = plain_title(pieces[0])
    words = title.split(" ")
    title = words[0] if len(words) > 1 and len(words[0]) > 2 else title.replace(" ", "")
    title = re.sub(r"^(?:大家伙?|居民们?|邻居们?|街坊们?|老人们|孩子们)(?:一起|一块儿?)?[来去]?(?=.{2})", "", title)
    return re.sub(r"^(?:一次|一场|一个|个|场|次|的)|(?<=.{3})活动$", "", title) or None


def _place(said: Said, remainder: Remainder) -> str | None:
    """A place of the workbook, or what the words say where something is held. A place within the title is none."""
    if field := _PLACE_FIELD.search(remainder.text):
        remainder.cut(*field.span())
        return known_place(said, tidy(field[1]))
    for found in said.names:
        if found.values("place", "pickup") and _parted(remainder.text, found.start, found.end):
            remainder.cut(found.start, found.end)
            remainder.drop(_PLACE_MARKS)
            return (found.full_values("place") or found.full_values("pickup"))[0]
    if (led := _place_before_title(said, remainder)) is not None:
        return led
    if at := _PLACE_AT.search(remainder.text):
        remainder.cut(*at.span())
        return known_place(said, tidy(at[1]))
    if (gathered := _PLACE_GATHERED.search(remainder.text)) and not gathered["place"].endswith(("大家", "一起", "准时", "统一")):
        remainder.cut(*gathered.span())
        return known_place(said, tidy(gathered["place"]))
    for piece in remainder.pieces(r"[\x00\n,，。;；: ]+")[1:]:
        if _PLACE_END.search(piece):
            start = remainder.text.find(piece)
            remainder.cut(start, start + len(piece))
            return known_place(said, piece)
    return None


def _place_before_title(said: Said, remainder: Remainder) -> str | None:
    """百姓广场 of 周日上午九点百姓广场晨练: a place by its full name between the hour and what is done there."""
    for found in said.names:
        place = found.full_values("place")
        if not place or not found.exact or len(found.said) < 3 or not _leads_to_title(remainder.text[: found.start]):
            continue
        after = re.match(r"[\u4e00-\u9fff]{2,}", remainder.text[found.end :])
        if after and not _PLACE_END.search(after[0]) and not re.match("的|和|门|里|内|旁|边|附近", after[0]):
            led = remainder.text[found.start - 1 : found.start] in ("去", "到", "在")
            remainder.cut(found.start - led, found.end)
            return place[0]
    return None


def _leads_to_title(before: str) -> bool:
    return before.endswith((CUT, "去", "到", "在")) or bool((opening := _OPENING.search(before)) and opening.end() == len(before))


def _parted(text: str, start: int, end: int) -> bool:
    before = text[:start].rstrip()
    after = re.match(
        r"\s?(?:一楼|二楼|门口|大厅)?(?:集合|举行|举办|进行|见|碰头|报到|开展|集中|一楼|二楼|门口|办|大厅)?"
        r"(?:[\s,，。;；:\n\x00]|$)",
        text[end:])
    led = not before or text[start - 1] in " ,，。;；:\n\x00在到去于"
    return bool(led and after)


def sounds_like_a_place(words: str) -> bool:
    """Whether words end as the names of places do: 南门, 活动室."""
    return bool(_PLACE_END.search(words))


def known_place(said: Said, words: str) -> str:
    """The place of the workbook that the words are; the words themselves where they are none's."""
    for found in said.scene.lexicon.find(words):
        known = found.full_values("place") or found.full_values("pickup")
        if known and found.start == 0 and found.end >= len(words) - 1:
            return known[0]
    return words


_CLOSING = re.compile(
    r"(?:关闭|关掉|关了|关|结束|截止|停止|停掉|停|终止|取消|不办了|不搞了|停办|到此为止|满了|人够了)(?:了|吧)?|"
    r"(?:活动)?报名|活动|可以|帮我|麻烦|请|把|的|先|了|吧"
)


_CALLING_OFF = re.compile(
    r"取消(?!.{0,6}(?:报名|名额|限制))|不办(?!卡|证|手续)|不搞了|停办|办不成|办不了|不举行|不开展|泡汤|改期|延期|推迟"
)
_SIGN_UPS = re.compile(r"报名.{0,4}取消")
_FOR_GOOD = re.compile(r"以后|今后|往后|再也|彻底|永远|长期|都不办|都不搞|全部?取消|不再[办搞]")
_BECAUSE = re.compile(
    r"(?:因为|由于|原因是?|理由是?)[:是]?\s?([^\n,，。;；]{1,30}?)(?=[ ,，。;；\n]|取消|不办|停办|所以|就|$)|"
    r"(因[^为此,，\s]{1,6}?)(?=取消|停办|不办)"
)


_ENDS = re.compile("关闭|关掉|结束|停办|不办|截止|到此为止|停掉|停止|不再收|不收了|人够了|人满了")


def close_activity(said: Said) -> dict[str, Any] | None:
    """activity; `cancel`, `reason`, `when`, `for_good` where it does not take place.

    None where somebody else than staff takes back what may be their own sign-up.
    """
    if not said.speaker.is_staff and not _ENDS.search(said.text):
        return None
    off = _called_off(said) if _CALLING_OFF.search(said.text) and not _SIGN_UPS.search(said.text) else {}
    known = activity_meant(said)
    if known:
        return {"activity": known, **off}
    if off:
        return off
    remainder = Remainder(said.text)
    remainder.drop(_CLOSING)
    rest = max(remainder.pieces(r"[\x00\n,，。;；:!！?？ ]+"), key=len, default="")
    nearest = said.scene.lexicon.closest(rest, ("activity",), 65) if rest else ()
    if nearest:
        return {"activity": nearest[0].value}
    return {"activity": rest} if len(rest) > 2 else {}


def _called_off(said: Said) -> dict[str, Any]:
    """cancel, and with it the reason, the day, and whether it is for good."""
    slots: dict[str, Any] = {"cancel": True}
    named = said.first("activity")
    days = [one for one in said.times if named is None or one.start >= named.end or one.end <= named.start]
    if days:  # 元旦包饺子 tells of no day
        slots["when"] = days[0].iso
    if _FOR_GOOD.search(said.text):
        slots["for_good"] = True
    if because := _BECAUSE.search(said.text):
        slots["reason"] = said.as_written(tidy(because[1] or because[2]))
        return slots
    activity = said.first("activity")
    clauses = [clause.strip() for clause in re.split(r"[\n,，。;；!！ ]+", said.text)]
    why = [
        clause for clause in clauses
        if len(clause) > 1 and not _CALLING_OFF.search(clause) and not (activity and activity.said in clause)
        and not _POLITE.fullmatch(clause)
    ]
    if why:
        slots["reason"] = said.as_written(tidy(why[0]))[:30]
    return slots


_POLITE = re.compile(
    r"(?:麻烦|请|帮我|帮忙|通知|告诉|跟|和|给|大家|邻居们?|各位|一下|一声|说"
    r"|辛苦|谢谢|了|吧|活动|今天|明天|后天|这?周[一二三四五六日末]|的)+"
)
_ALL = quick(
    r"(?:报名的?|其他的?|其余的?|剩下的?|其他人|其余人|别人|的?人){0,4}(?:全部|全都|都|全)(?:已经|准时)?(?:到了?齐?"
    r"|来了?|签到了?|到场了?|参加了?|出席了?)(?:了)?|(?:全员|全体|所有人|全部|大家)(?:人员)?(?:都)?(?:签到|到场"
    r"|到齐|到|来了?)?了?|到齐了?|全到了?"
)
_EXCEPT = Sifted(
    r"(?:除了?|除掉|除去)(.{1,60}?)(?:以外|之外|外|没来|没到|,|，|其他|其余|别的|$|(?=全|都|大家|所有|报名))|"
    r"([^,，。;；\s]{1,12}?)(?:没来|没到|缺席|请假|没参加)(?:了)?"
)
# 老丁和沈姐都到了: those two, not everybody.
_NAMED_ALL = Sifted(kind_pattern(("person",)) + r"[也,， ]{0,2}[都全]部?[到来]")
_ALL_OF_THEM = re.compile(r"[都全](?=[到来])")
_ONLY_CAME = re.compile(r"(?:到了?|来了?|到场了?|来过了?|参加了?|签到了?|到齐了?)$")
_TOOK_PART = re.compile(r"(?:来参加|参加|出席)了[\x00的这次本场]*[^\s、,，和跟\x00]{0,8}(?:活动)?$")
_CHECK_WORDS = quick(
    r"(?:帮我|麻烦|请|给|我看|看)?(?:一下)?(?:已经)?(?:签到|签倒|签道|点名|点到|到场|实到|出席|出勤|参加|来参加)(?:人员"
    r"|名单|登记|一下|情况)?(?:的人|的)?(?:了|有|是|为|如下)*|(?:今天|昨天|上午|下午|这次|本次|我看[到见]?)|(?:来|到)(?:过|场|齐)?了?的?"
    r"(?:人)?(?:有|是|(?=[:：]))|^[\s\x00]*(?:来|到)(?:过|场)?了(?:[0-9一二三四五六七八九十两]{1,3}个?人?)?(?=.)|[0-9一二三四五六七八九十两]{1,3}个人?(?=[:：])|都?(?:来|到)(?:过|场|齐)?了|(?:记|登记|登)(?:一下|下|上|到)?(?=$|[\s,，\x00])|活动|有|的|人员|名单|几位|分别是"
)


def check_in(said: Said) -> dict[str, Any] | None:
    """activity and names; `all` where everybody came, with `except` for those who did not."""
    remainder = Remainder(said.text)
    slots: dict[str, Any] = {}
    if activity := said.first("activity"):
        slots["activity"] = activity.full_values("activity")[0]
        remainder.cut(activity.start, activity.end)
    elif short := shortly_named(said.text, said.scene.lexicon.values("activity"), said.scene.lexicon.words):
        slots["activity"] = short
        remainder.drop(re.compile(telling_word(said.text, short, said.scene.lexicon.words) or "(?!)"))
    remainder.cut_all((found.start, found.end) for found in said.times)
    if absent := remainder.take(_EXCEPT):
        slots["except"] = _who_is_absent(said, tidy(absent[1] or absent[2] or ""))
        came = [name for _, _, name in people_in(said, said.text) if name not in slots["except"]]
        if remainder.take(_ALL) or _ALL.search(said.text) or not came:
            return {**slots, "all": True}
        del slots["except"]  # 点名：阿芬到、老严没到
        return {**slots, "names": came}
    elif not _NAMED_ALL.search(said.abstracted) and remainder.take(_ALL):
        slots["all"] = True
    if "all" in slots:
        return slots
    remainder.drop(_ALL_OF_THEM)
    remainder.drop(_TOOK_PART)
    remainder.drop(_CHECK_WORDS)
    remainder.drop(_ONLY_CAME)
    if names := listed_names(said, remainder):
        slots["names"] = names
    return slots


def _who_is_absent(said: Said, words: str) -> list[str]:
    """The names before 没来; 报名的都来了就老严没来 means the last one alone."""
    words = _WHO_CAME.sub("", words)
    named = [name for _, _, name in people_in(said, words)]
    return named or listed_names(said, Remainder(_BEFORE_ABSENT.sub("", words)))


_WHO_CAME = re.compile("^.*[到来]了?[、,，](?=.{2})")
_BEFORE_ABSENT = re.compile("^.*(?:就|只有|光|独|了)(?=.{2})")


def list_sign_ups(said: Said) -> dict[str, Any] | None:
    """activity, where one is named."""
    named = activity_meant(said)
    return {"activity": named} if named else {}
