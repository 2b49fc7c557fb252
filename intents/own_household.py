"""Orders of one's own household: 我妈让再带一盒鸡蛋 is the speaker's own, and so is what is said under the own name."""

from __future__ import annotations

import re
from dataclasses import replace

from intents.all_but import read_all_but
from intents.bare_totals import read_bare_total
from intents.conditional_goods import read_conditional
from intents.dropped_with_reason import without_reason
from intents.heard import Heard
from intents.kept_as_is import read_kept
from intents.orders import read_orders
from intents.reading import Reading
from intents.second_thought import as_a_change
from intents.under_my_name import read_under_my_name

_FAMILY = (
    "(?:老?[妈爸]|妈妈|爸爸|爹|娘|爸妈|父母|老公|老婆|媳妇儿?|爱人|老伴儿?|太太|先生|儿子|女儿|闺女|"
    "孩子|娃|小孩|孙子|孙女|婆婆|公公|丈母娘|岳母|岳父|爷爷|奶奶|外公|外婆|姥姥|姥爷)"
)
_FAMILY_ASKS = re.compile(
    rf"^(?:(?:[我俺咱](?:们)?家?|家里的?|屋头)(?:里)?{_FAMILY}?|{_FAMILY})(?:[刚才今天早上又还,， ]{{0,4}})(?:打电话)?"
    rf"(?:让|叫|喊|说|要)(?:我们?|咱|俺)?(?:今天|这次|这回|想|还|也|要){{0,3}}"
    r"(?=(?:再|多)?(?:带|订|定|买|要|来|拿|加|团|囤)[^了过的])"
)
_WILL_ASK = re.compile(
    "(?:我|先|得|要|回去|回家)(?:去|先|再|回去|回家)?问(?:问|一?下|一声|清楚)|等(?:一?下|会儿?)?[^,，]{0,4}问问"
)
_FOR_SOMEBODY = re.compile("[给帮替]")


def read_household_orders(heard: Heard) -> Reading | None:
    """As `read_orders`, with what the family asks for and what is said under the own name taken as the speaker's own."""
    if heard.speaker.ordered:
        if (kept := read_all_but(heard) or read_bare_total(heard) or read_kept(heard)) is not None:
            return kept
        heard = heard if (plain := without_reason(heard)) == heard.text else heard.about(plain)
    if (mine := read_under_my_name(heard, read_orders)) is not None:
        return mine
    if (open_still := read_conditional(heard, read_orders)) is not None:
        return without_own_name(heard, open_still)
    text = as_a_change(heard)
    text = in_own_words(heard) if text == heard.text else text
    reading = read_orders(heard if text == heard.text else heard.about(text))
    if reading is None or (reading.doubts and not heard.addressed and _WILL_ASK.search(heard.text)):
        return None  # 我去问问鸡蛋要几盒: they have not made up their mind
    return without_own_name(heard, reading)


def in_own_words(heard: Heard) -> str:
    """我老婆说要两斤青菜, said to the bot, is 我要两斤青菜; other texts come back as they are."""
    asks = _FAMILY_ASKS.match(heard.text) if heard.addressed else None
    if asks is None or _FOR_SOMEBODY.search(heard.text):
        return heard.text
    return f"我{heard.text[asks.end():]}"


def without_own_name(heard: Heard, reading: Reading) -> Reading:
    """老严家订五花肉2斤, said by 老严, is for nobody else."""
    also = tuple(without_own_name(heard, one) for one in reading.also)
    if also != reading.also:
        reading = replace(reading, also=also)
    if not _is_own(heard, reading.slots.get("beneficiary")):
        return reading
    return replace(reading, slots={slot: value for slot, value in reading.slots.items() if slot != "beneficiary"})


def _is_own(heard: Heard, name: object) -> bool:
    """Whether a name is the speaker's and nobody else's."""
    me = heard.message.sender_id
    return bool(me) and isinstance(name, str) and set(heard.scene.people.get(name, ())) == {me}
