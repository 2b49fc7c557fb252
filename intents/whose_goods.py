"""For whom goods are where that is told beside them, without 帮 ahead: 钱奶奶 鸡蛋一盒, 鸡蛋一盒给钱奶奶, 鸡蛋一盒 我妈的."""

from __future__ import annotations

import re
from functools import partial

from intents.heard import Heard
from intents.named_beside import with_names_as_said
from intents.patterns import quick
from intents.persons import is_person, surely_somebody

_THING = "●"  # stands for each character of a product's name
_N = "[0-9一二两俩三四五六七八九十半]"
_DOOR = r"(?:[0-9]{1,3}(?:号楼|栋|幢|号|座|单元|楼|室|-)){0,3}[0-9]{0,4}(?:室|的)?"
_WHO = rf"{_DOOR}[\u4e00-\u9fff]{{2,6}}?"
_END = r"(?=[\s,，。;；!！~]|$)"
_BEHIND = quick(
    rf"(?:[\s,，、]{{0,3}}(?:这?是|都是|全是)?[给帮替](?P<to>{_WHO})(?:家)?(?:(?P<ordered>[订报]的)|要?的)?|"
    rf"(?:[\s,，、]{{1,3}}(?:这?是|都是|全是)?|是)(?P<of>{_WHO})(?:家)?(?:[订要买带拿]?的|那份)){_END}"
)
_AHEAD = quick(
    rf"(?:^|(?<=[,，;；。\n])|(?<={_N}[\u4e00-\u9fff]\s))\s{{0,2}}(?P<who>(?![帮给替])(?P<door>{_DOOR})[\u4e00-\u9fff]{{2,5}}?)(?:家|那边)?"
    rf"(?:(?P<gap>\s{{0,2}}[:：]\s{{0,2}}|\s{{1,2}}|[,，])(?=\S)|(?={_THING}|{_N}))"
)
_FOR_THEM = re.compile(rf"^[给帮替](?P<who>[\u4e00-\u9fff]{{2,5}}?)家?的(?={_THING})")
_ASKS_OF_OTHERS = re.compile("[你您?？吗]|谁|哪")
_CALLS = quick(
    r"^\S{1,8}[\s,，](?:来|要|拿|买|称|带|留|整|搞)|[给帮替]我|麻烦|谢|辛苦|劳驾|[我俺咱](?:们|家)?(?:也|再|还|就|"
    r"想)?[要来订买拿]"
)
# Who eats at the same table gets no order of their own.
_SAME_TABLE = quick(
    r"[我俺咱]?(?:们?家)?(?:老公|老婆|老伴儿?|媳妇儿?|爱人|孩子|娃儿?|宝宝|儿子|女儿|闺女|外?孙[子女儿]?|自己|家里?|"
    r"老头子|老太婆)"
)
# 两袋小米 给我闺女订的: of a child who lives elsewhere
_CHILD = quick("[我俺咱](?:们|家)?的?[大小二老]?(?:闺女|女儿|儿子)")
_KIN = quick(
    r"[我俺咱](?:们?家)?的?(?:老?[妈爸爹娘]|妈妈|爸爸|爸妈|婆婆|公公|公婆|岳[父母]|丈母娘|奶奶?|爷爷?|外[婆公]|姥[姥爷]|"
    r"[姐哥弟妹]{1,2}|嫂子|[姑姨舅叔伯]{1,2}妈?)"
)
# 老丁，青菜2斤够了吧 is said to him
_ONLY_GOODS = re.compile(rf"(?:{_THING}|{_N}|[份盒箱袋斤桶瓶个块只把条板包提根颗枚、和\s])+")
_OFFICES = quick(
    "(?:主任|书记|站长|团长|群主|店长|老板娘?|掌柜|管家|经理|网格员|社区|小邻|(?:司机|快递|送货|外卖|保安|保洁)(?:师傅|"
    "员|小哥|大哥|叔叔|阿姨)?)$"
)


def with_whom_ahead(heard: Heard) -> str:
    """The text with 帮 and the name before the goods that are somebody else's; other texts as they are."""
    if not any(one.values("product") for one in heard.names) or _ASKS_OF_OTHERS.search(heard.text):
        return heard.text
    if (said := with_names_as_said(heard, partial(_is_other, heard))) != heard.text:
        heard = heard.about(said)
    masked = heard.text
    for found in heard.names:
        if found.values("product"):
            masked = masked[: found.start] + _THING * (found.end - found.start) + masked[found.end :]
    return _named_behind(heard, masked) or _named_ahead(heard, masked) or heard.text


def _named_behind(heard: Heard, masked: str) -> str | None:
    """帮我妈 鸡蛋两盒，帮我婆婆 橙子一箱 of 鸡蛋两盒 给我妈的 橙子一箱给我婆婆的; None where nobody is named so."""
    told, at = [], 0
    for found in _BEHIND.finditer(masked):
        who = found["to"] or found["of"]
        goods = masked[at : found.start()]
        if _THING not in goods or not re.search(_N, goods) or re.search("[帮给替]", goods):
            continue
        if _is_a_share(heard, at, found.start()):
            return None  # 鸡蛋两盒，一盒给我妈: of what is ordered in all
        if _SAME_TABLE.fullmatch(who) and not (found["ordered"] and _CHILD.fullmatch(who)):
            told.append(heard.text[at : found.start()].strip(" ,，、"))
        elif _CHILD.fullmatch(who):
            told.append(f"帮{who}订{heard.text[at : found.start()].strip(' ,，、')}")
        elif _KIN.fullmatch(who) or (_is_other(heard, who, called=False) and is_person(who, heard.scene.people)):
            told.append(f"帮{who} {heard.text[at : found.start()].strip(' ,，、')}")
        else:
            continue
        at = found.end()
    if not told:
        return None
    rest = heard.text[at:].strip(" ,，。;；!！~")
    return "，".join([*told, f"我要{rest}" if _THING in masked[at:] else rest] if rest else told)


def _is_a_share(heard: Heard, start: int, end: int) -> bool:
    """Whether more numbers than things stand there, the last of them before the name."""
    things = sum(start <= one.start < end and bool(one.values("product")) for one in heard.names)
    return sum(start <= one.start < end and bool(one.unit) for one in heard.quantities) > things


def _named_ahead(heard: Heard, masked: str) -> str | None:
    """帮钱奶奶 鸡蛋一盒 of 钱奶奶：鸡蛋一盒; None where nobody is named so, or somebody is only called."""
    if (theirs := _FOR_THEM.match(masked)) and (_KIN.fullmatch(theirs["who"]) or is_person(theirs["who"], heard.scene.people)):
        return f"帮{theirs['who']} {heard.text[theirs.end() :]}"
    if _CALLS.search(heard.text):
        return None
    text = heard.text
    for found in reversed(list(_AHEAD.finditer(masked))):
        who, gap = found["who"], found["gap"] or ""
        clause = re.split("[,，;；。\n]", masked[found.end() :], maxsplit=1)[0]
        known = who.removeprefix(found["door"]) in heard.scene.people
        listed = heard.speaker.is_staff or (known and _ONLY_GOODS.fullmatch(clause))
        paused = gap.strip(",，") or (gap and listed) or re.search("[0-9]", found["door"])
        if not paused or _THING not in clause or not re.search(_N, clause):
            continue
        if _KIN.fullmatch(who) or (_is_other(heard, who) and _is_somebody(heard, who, found["door"])):
            text = f"{text[: found.start('who')]}帮{who} {text[found.end() :]}"
    return text if text != heard.text else None


def _is_somebody(heard: Heard, who: str, door: str) -> bool:
    """Whether it is a member; of others, staff must say so, or the door must be told: else they may sign (张姐 五花肉2斤)."""
    if who.removeprefix(door) in heard.scene.people:
        return True
    told = heard.speaker.is_staff or heard.addressed or bool(re.search("[0-9]", door))
    return told and surely_somebody(who, heard.scene.people)


def _is_other(heard: Heard, who: str, *, called: bool = True) -> bool:
    """Whether it is not the speaker's own name; nor (called) that of staff, who are called so when somebody orders."""
    bare = re.sub(rf"^{_DOOR}", "", who)
    if (called and _OFFICES.search(bare)) or bare in heard.message.sender_name or _SAME_TABLE.fullmatch(bare):
        return False
    ids = {one for name in (who, bare) for one in heard.scene.people.get(name, ())}
    return heard.message.sender_id not in ids and not (called and ids & heard.scene.staff)
