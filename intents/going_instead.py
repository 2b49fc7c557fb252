"""Who cannot come, and who of theirs goes all the same: 我不去了，我老公一个人去."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from intents.days import CHINA
from intents.heard import Heard
from intents.people_count import read_people
from intents.reading import Reading
from intents.scene import Doubt
from intents.times import find_times

_KIN = (
    "(?:老公|老婆|爱人|媳妇|太太|老伴|先生|妻子|丈夫|对象|[男女]朋友|儿子|女儿|闺女|孩子|娃|孙子|孙女|外孙女?|老?妈妈?|老?爸爸?|爹|娘|"
    "爸妈|父母|公公|婆婆|公婆|岳父|岳母|丈母娘|爷爷|奶奶|外公|外婆|姥姥|姥爷|姐姐?|妹妹?|哥哥?|弟弟?|他们[俩仨]?|她们[俩仨]?|他|她)"
)
_OTHERS_GO = re.compile(
    rf"^(?P<before>.*?)[\s,，。]{{0,3}}(?:就|让|叫|换|由|只有|但|不过|还是){{0,3}}(?P<who>(?:我们?家?的?|家里)?{_KIN}(?:(?:[和跟与、]|带[着上]?)我?{_KIN})*)"
    r"(?:就|还|会|还是|要|可以|能|都|替我|代我|自己|单独|照样|照旧)*(?P<many>[0-9一二两三四五六七八九十俩仨]个?人?)?(?:就|还|会|还是|照样)*[去来](?:参加)?[吧啊呀哈的了啦。!！~\s]*$"
)
_I_DO_NOT = re.compile(
    r"我(?:本人|自己|这边|[那这]天|有事|突然|临时|就|可能|怕|周[一二三四五六日天末]|明天|后天|[\s,，]){0,4}(?:不去|去不了|不来|来不了|没空|没时间|不能去|不能来|不参加|参加不了|走不开|去不成|来不成)"
)
_CANNOT = re.compile(r"(?:去不了|来不了|去不成|来不成|不去了|不来了|没空去|没时间去|参加不了|不能去了|走不开)")
_ONLY_LEAVES = re.compile(
    r"^(?:不好意思|抱歉|对不起|我们?家?|本人|临时|突然|有事|家里有事|可能|恐怕|怕是|[那这]天|那个|就|都|又|[\s,，])*(?:去不了|来不了|去不成|来不成|不去|不来|参加不了|不能去|不能来)了?"
    r"(?:[吧啊呀哈哦了啦。!！~\s]|[,，].{0,10})*$"
)
LATELY = timedelta(minutes=10)
_BARELY = re.compile(
    r"(?:不好意思|抱歉|算了|我们?|还是|临时有事|有事|那|又|都|[,，\s]){0,4}(?:不去|去不了|去不成|不参加)了?(?:吧|啊|呀|哈|啦|了|[,，。!！~\s]){0,3}"
)
_ASKS = re.compile(r"[?？吗么]|谁|哪|几点|怎么")


def read_staying_away(heard: Heard) -> Reading | None:
    """Who does not come after all, perhaps with others who do; None where nobody says so, or names no sign-up to change."""
    return read_going_instead(heard) or read_cannot_come(heard)


def read_going_instead(heard: Heard) -> Reading | None:
    """A party that is smaller by the speaker, who does not go while others of theirs do; None where nobody says so.

    Unaddressed only where an activity of the speaker's own is named.
    """
    text = heard.text
    if not heard.speaker.signed_up or _ASKS.search(text) or (found := _OTHERS_GO.match(text)) is None:
        return None
    before = found["before"]
    if not (_I_DO_NOT.search(before) or (_CANNOT.search(before) and "他" not in before and "她" not in before)):
        return None
    named = _named_here(heard)
    if not (named or heard.addressed):
        return None
    meant = _meant(heard, named)
    slots: dict[str, Any] = {"people": _how_many(found["who"], found["many"])}
    if len(meant) != 1:
        return Reading("sign_up", slots, 0.9, (Doubt("which_activity", choices=tuple(sorted(meant))),))
    return Reading("sign_up", {"activity": meant[0], **slots}, 0.93, reasons=("others of theirs go without the speaker",))


def read_cannot_come(heard: Heard) -> Reading | None:
    """Said to the bot, or right after one's only sign-up: who cannot come, without saying to what (周六去不了了); else None."""
    if not heard.scene.activities or not (heard.addressed or _has_just_signed_up(heard)):
        return None
    words = heard.text
    for time in reversed(find_times(words, heard.message.at)):
        words = words[: time.start] + words[time.end :]
    if not _ONLY_LEAVES.match(words.strip(" ,，")) or _ASKS.search(words):
        return None
    mine = heard.speaker.signed_up
    if not mine:
        return Reading("cancel_sign_up", {}, 0.85, unmet="not_signed_up", reasons=("who cannot come, but signed up for nothing",))
    meant = _meant(heard, ())
    if len(meant) != 1:
        return Reading("cancel_sign_up", {}, 0.9, (Doubt("which_activity", choices=tuple(sorted(meant))),))
    return Reading("cancel_sign_up", {"activity": meant[0]}, 0.93, reasons=("who cannot come takes the sign-up back",))


def _has_just_signed_up(heard: Heard) -> bool:
    """Whether the speaker's only sign-up is what they did last, and what they say is that and nothing more: 不去了."""
    act = heard.talk.last_act
    just = act is not None and act.kind == "sign_up" and act.sender_id == heard.speaker.id
    if act is None or not just or heard.message.at - act.at > LATELY or len(heard.speaker.signed_up) != 1:
        return False
    return _BARELY.fullmatch(heard.bare) is not None


def _named_here(heard: Heard) -> list[str]:
    mine = heard.speaker.signed_up
    return list(dict.fromkeys(v for found in heard.names if not found.common for v in found.values("activity") if v in mine))


def _meant(heard: Heard, named: list[str] | tuple[str, ...]) -> list[str]:
    """The speaker's own activities that are named, else those of the day that is said, else all."""
    mine = sorted(heard.speaker.signed_up)
    if named:
        return list(named)
    days = {time.iso[:10] for time in heard.times}
    on_the_day = [
        one.name for one in heard.scene.activities
        if one.name in mine and one.starts_at.astimezone(CHINA).date().isoformat() in days
    ]
    return on_the_day or mine


def _how_many(who: str, many: str | None) -> int:
    """How many go: one for each of those named; 他们俩 2."""
    if who[-1] in "俩仨":
        return 2 if who[-1] == "俩" else 3
    return read_people(f"帮{re.sub('带[着上]?', '和', who)}报名{many or ''}") or 1
