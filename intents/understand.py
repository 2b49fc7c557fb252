"""The conductor: a message and what is known of its room in, one Reading out. Silence is the default."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from intents.about_shown import read_about_shown
from intents.afterwards import read_afterwards
from intents.answers import read_answer
from intents.asked_further import read_asked_further
from intents.asked_in_general import read_asked_in_general
from intents.breath import with_pauses
from intents.by_sound import LEAST, read_by_sound
from intents.commands import read_answer as read_command_answer
from intents.commands import read_command
from intents.gate import text_may_concern
from intents.going_instead import read_staying_away
from intents.goods_last import read_goods_last
from intents.grammar import ADMINISTRATOR, FREE, STAFF, grammars
from intents.heard import Heard, hear
from intents.just_told import read_just_told
from intents.misheard_numbers import in_plain_numbers
from intents.normalise import normalise
from intents.orders import read_orders
from intents.own_fetching import read_own_fetching
from intents.own_household import read_household_orders
from intents.own_reasons import without_own_reasons
from intents.passed_on import in_own_words
from intents.patterns import Sifted
from intents.questions import QUESTIONS, read_question
from intents.reading import NOTHING, Reading
from intents.relays import relay_reading
from intents.repair import repaired
from intents.repeats import read_repeat, read_with_quote
from intents.scene import Message, Scene, Speaker, Talk
from intents.several import FOR_ONESELF, all_of_its_parts, orders_alone, with_the_rest
from intents.signing import read_sign_up
from intents.sounds_like import IN_PASSING, SHORTEST, is_asked, is_talk, likeness, telling
from intents.voting import read_vote

# What a resident says of their own doings may look like a command of staff (象棋比赛我不参加了).
_ME = re.compile("[我俺咱]|本人")
_FOR_ME = re.compile("[给发帮替让叫]我")
_OF_EVERYBODY = re.compile(
    "报名(?:的|表|名单|情况|到此|截止|结束|人数|停)|截止|到此为止|名单|[都全]部?[到来]|签到|导出|统计|大家|所有|^(?:组织|发起|举办|搞|办)|每人[0-9]+分"
)
# 征集登记 艾草5把: what is written down under the collection that is open
_FILLS_IN = re.compile(
    r"^\s*(?:[\u4e00-\u9fff]{2,4})?(?:需求)?征集(?:登记|上报|报名|填报|需求|里?报)?[\s,，:：]+"
    r"[\u4e00-\u9fff]{1,6}\s?[0-9一二两三四五六七八九十半]"
)
_OWN_AFFAIRS = frozenset(("sign_up", "cancel_sign_up", "amend_order", "cancel_order", "vote", "express_demand"))
_SUM = re.compile("(?:一共|总共|合计|加起来|共)[是要]?多少钱?")  # the answer to an order tells it
_SIGNS_UP = re.compile("报名|报个名|参加|活动|名额|座")
# What a message that nobody addressed to the bot may be read as for its sound alone: it asks, and nothing is recorded.
_ASKS_OR_SEEKS = Sifted(r"[?？吗嘛伐]|哪|几点|多少|什么|怎么|啥|有没有|谁|附近|最近|招人不|不$")
_LONGEST_ASKED = 60
_BY_SOUND = frozenset(
    ("find_merchant", "list_jobs", "merchant_info", "group_buy_info", "ask_guide", "list_activities", "list_offers")
)
NOBODY = Speaker()
SILENCE = Talk()
RELAY = re.compile(r"# ?接龙|# ?Group ?Note", re.I)
_ASKS_TOO = Sifted(r"[?？吗嘛伐]|哪|几点|多少|什么|怎么|啥")
# What a message with a misspelt name may be read as.
_MAY_SLIP = frozenset(("order", "amend_order", "cancel_order", "ask_guide", "merchant_info", "find_merchant"))
_THANKS = re.compile(
    r"^(?:小邻|好的|好|嗯|哦|哈哈|太好了|真棒|真好|真不错|厉害|能干|收到|知道了|明白了?|ok|OK|[,， ])*(?:谢谢|多谢|"
    r"感谢|谢了|谢啦|辛苦|谢谢你|谢谢您|thank(?:s| you)?|3q|Thanks|好的|收到|知道了|明白了|辛苦了|辛苦啦|再见|拜拜|"
    r"晚安)[^?？]{0,8}$|^(?:你|您)?(?:真|太)(?:棒|好|能干|厉害|聪明)[^?？]{0,6}$"
)

_NEVER_MIND = re.compile(
    r"^(?:那|先|就|哦|嗯|我|还是|真的){0,3}(?:不用|不要|不必|没事|算)了?(?:[,， ]|吧|啦|谢谢|多谢|哈|啊|呀|您|你|大家|了){0,6}$"
)
_GREETING = re.compile(
    r"^(?:小邻|[,， ])*(?:你好|您好|在吗|在不在|在么|在嘛|hi|hello|嗨|哈喽|早上好|上午好|中午好|下午好|晚上好|早安|早|有人吗)"
    r"(?:小邻|呀|啊|哈|吗|[,， !！?？~])*$",
    re.I,
)


def understand(message: Message, scene: Scene, speaker: Speaker = NOBODY, talk: Talk = SILENCE) -> Reading:
    """What a message means for the bot, with its reasons; intent `none` where the bot is to stay silent (or to give
    its hint).
    """
    if message.relay_xml or (("#" in message.text or "＃" in message.text) and RELAY.search(normalise(message.text))):
        return relay_reading(message, scene, speaker, talk)
    heard = hear(message, scene, speaker, talk)
    if heard.addressed and (meant := scene.taught.meaning(heard.text)) is not None:
        message = replace(message, text=meant)
        heard = hear(message, scene, speaker, talk)
    if not heard.text:
        return NOTHING
    if heard.text.startswith("#"):
        return read_command(message, scene, speaker) or NOTHING
    if heard.forwarded:
        return Reading(reasons=("a forwarded text",))
    if heard.to_others and not message.addressed:
        return Reading(reasons=("said to somebody else",))
    if message.private and _GREETING.match(heard.bare):
        return Reading("help", {}, 0.9, reasons=("a greeting in private",))
    if heard.addressed and (question := scene.taught.question(heard.text)) is not None:
        return Reading("ask_guide", {"topic": question}, 0.97, reasons=("a question that staff taught an answer for",))
    return _as_it_sounds(heard, _with_what_was_taught(_in_parts(heard)))


def _as_it_sounds(heard: Heard, reading: Reading) -> Reading:
    """The reading; none where nobody spoke to the bot, nothing before leads to it, and the whole sounds like people talking;
    what was read as none and sounds just like a question to the bot is one.
    """
    if heard.addressed or heard.quote:
        return reading
    if reading.intent == "none":
        if not reading.silent and (last := read_goods_last(heard, reading.reasons)) is not None:
            return last
        if reading.silent:
            return reading
        return (None if reading.reasons else _as_if_called(heard)) or _as_named(heard, reading.reasons) or reading
    if _goes_on(heard.speaker, reading.intent):
        return reading
    if not is_talk(heard.abstracted, bool(reading.doubts)) or _sounds_by_its_reason_only(heard, reading):
        return reading
    return Reading(reasons=(f"sounds like talk: {'、'.join(telling(heard.abstracted))}",))


def _sounds_by_its_reason_only(heard: Heard, reading: Reading) -> bool:
    """Whether an order sounds like talk only by the reason that is told beside it: 鸡蛋两盒，上回的豆腐不错."""
    bare = without_own_reasons(heard.text) if reading.intent == "order" else heard.text
    return bare != heard.text and not is_talk(heard.alone(bare).abstracted, bool(reading.doubts))


def _as_if_called(heard: Heard) -> Reading | None:
    """What sounds just like a question to the bot is read as if it were called; other readings need more than a sound."""
    if len(heard.text) > _LONGEST_ASKED or not _ASKS_OR_SEEKS.search(heard.text) or "你" in heard.text:
        return None
    if not any(found.exact or found.values("merchant") for found in heard.names) or not is_asked(heard.abstracted):
        return None  # what nobody has here is answered to who calls the bot, and to nobody else
    reading = _read(replace(heard, message=replace(heard.message, addressed=True), kept={}))
    if reading is None or reading.doubts or reading.unmet or reading.intent not in _BY_SOUND or (
        reading.intent == "find_merchant" and not is_asked(heard.abstracted, seeks=True)
    ):
        return None
    return replace(reading, confidence=0.8, reasons=("it sounds just like a question to the bot", *reading.reasons))


def _as_named(heard: Heard, why_not: Sequence[str]) -> Reading | None:
    """What names and numbers make of a message in no form that is known, where it sounds meant for the bot."""
    long_enough = len(heard.text) >= SHORTEST and (heard.names or heard.scene.collections)
    likely = likeness(heard.abstracted) if long_enough else LEAST - 1
    return read_by_sound(heard, likely, why_not) if likely >= LEAST else None


def _goes_on(speaker: Speaker, intent: str) -> bool:
    """Whether it may go on with what the bot and this speaker said just before, or changes what is theirs already."""
    if speaker.question or speaker.shown or speaker.told or intent in IN_PASSING:
        return True
    return bool(speaker.signed_up if intent == "sign_up" else intent == "express_demand" and speaker.demanded)


def _in_parts(heard: Heard) -> Heard:
    if (plain := in_plain_numbers(heard)) != heard.text:
        heard = heard.alone(plain)
    apart = with_pauses(heard)
    return apart if apart is heard else replace(apart, message=replace(heard.message, text=apart.text))


def _with_what_was_taught(heard: Heard) -> Reading:
    """What the words say; nearly a taught question is one, unless the words order or command something."""
    reading = _read(heard)
    if reading is None or reading.intent in ("none", *QUESTIONS):
        question = heard.scene.taught.question_like(heard.text) if heard.addressed else None
        if question is not None:
            return Reading("ask_guide", {"topic": question}, 0.85, reasons=("nearly a question that staff taught",))
    if reading is None or reading.intent == "none":
        ends = reading is not None and reading.ends_question  # 算了 to the bot's question is more than courtesy
        if not ends and heard.addressed and (_THANKS.match(heard.bare) or _NEVER_MIND.match(heard.bare)):
            return Reading(silent=True, reasons=("thanks and 不用了 need no answer",))
        if not ends and (general := read_asked_in_general(heard)) is not None:
            return general
        return all_of_its_parts(heard, partial(_read_part, heard, "none")) or reading or NOTHING
    return with_the_rest(heard, reading, partial(_read_part, heard, reading.intent), partial(_read_rest, heard))


def _read(heard: Heard) -> Reading | None:
    question = heard.speaker.question
    quoted = read_with_quote(heard, heard.quote) if heard.quote and not heard.message.addressed else None
    if quoted is not None:
        return quoted
    if question is not None:
        if (command := _complete_command(heard, question.intent)) is not None:
            return replace(command, ends_question=True)
        answer = read_command_answer(heard.message, heard.scene, heard.speaker) or read_answer(heard, question)
        if answer is not None:
            return answer
    if (going_on := _read_going_on(heard)) is not None:
        return going_on
    if heard.addressed and (command := _command(heard)) is not None:
        return _commanded(heard, command)
    if (again := read_repeat(heard)) is not None:
        return again
    reading = _read_free(heard)
    if reading is not None and question is not None and reading.intent == "order" and not reading.doubts:
        return replace(reading, ends_question=True)
    return reading


def _commanded(heard: Heard, command: Reading) -> Reading:
    """A command said to the bot; of a resident with words of staff, what it says of their own doings. A whole one of a
    resident's ends the question that was open.
    """
    if not _is_for_staff(command) or heard.speaker.is_staff:
        ends = heard.speaker.question is not None and command.intent in FOR_ONESELF and not command.doubts
        return replace(command, ends_question=True) if ends else command
    mine = _read_free(heard)
    return mine if mine is not None and _is_own_affair(mine, heard.text) else read_asked_in_general(heard) or command


def _read_going_on(heard: Heard) -> Reading | None:
    """What is said further of what was just told, shown, booked or reported."""
    return (
        read_asked_further(heard) or read_about_shown(heard) or read_afterwards(heard, partial(_command_in, heard))
        or read_just_told(heard)
    )


def _is_own_affair(mine: Reading, text: str) -> bool:
    """Whether a resident speaks of their own doings and not of everybody's (手机课堂报名的都到了, 导出报名表给我)."""
    if mine.intent not in _OWN_AFFAIRS:
        return False
    if _ME.search(_FOR_ME.sub("", text)):
        return True
    if mine.intent == "express_demand":
        return not mine.doubts and _FILLS_IN.match(text) is not None
    return not (mine.doubts or mine.unmet or _OF_EVERYBODY.search(text))


def _read_part(heard: Heard, whole: str, part: str) -> Reading | None:
    """What a part of a message would be read as, alone; None at once where that adds nothing to an order (whole: the intent
    of the message), or where alone it would not even be read.
    """
    if (whole == "order" and orders_alone(heard, part)) or not (heard.addressed or text_may_concern(part, heard.scene, False)):
        return None
    there = heard.alone(part) if heard.addressed else heard.about(part)
    command = _command(there) if heard.addressed else None
    if command is not None and command.intent in FOR_ONESELF:
        return command
    if (free := _read_free(there)) is not None and free.intent != "none":
        return free
    return command


def _read_rest(heard: Heard, rest: str) -> Reading | None:
    """What a message would be read as without some of its parts."""
    there = heard.alone(rest) if heard.addressed else heard.about(rest)
    command = _command(there) if heard.addressed else None
    return command or _read_free(there)


def _command(heard: Heard) -> Reading | None:
    reading = read_command(heard.message, heard.scene, heard.speaker, heard)
    if reading is None:
        return None
    grammar = grammars().get(reading.intent)
    if reading.slots.get("names"):
        return reading  # staff speak of others
    return None if grammar is not None and grammar.speaks == FREE else reading


def _command_in(heard: Heard, text: str) -> Reading | None:
    """What another text would command."""
    return _command(heard.alone(text))


def _complete_command(heard: Heard, asked: str) -> Reading | None:
    """A whole command of staff with slots of its own, which is no answer to a question about another one."""
    command = _command(heard) if heard.addressed and heard.speaker.is_staff else None
    if command is None or command.intent == asked or command.answers or command.doubts or not command.slots:
        return None
    return command if _is_for_staff(command) else None


def _is_for_staff(reading: Reading) -> bool:
    grammar = grammars().get(reading.intent)
    return grammar is not None and grammar.speaks in (STAFF, ADMINISTRATOR)


def _read_free(heard: Heard) -> Reading | None:
    """The free intents: what writes first, then what asks; both where the message does both."""
    first = _first_write(heard)
    if first is None or first.intent == "none":
        return _question(heard) or _with_slip(heard) or first
    if _misses_a_name(first) and (put_right := _with_slip(heard)) is not None:
        return put_right
    asks = _question(heard) if _ASKS_TOO.search(heard.text) and not _SUM.search(heard.text) else None
    if asks is not None and asks.intent != first.intent:
        first = replace(first, also=(*first.also, asks))
    return first


def _question(heard: Heard) -> Reading | None:
    """The question in a message, also where it is put for somebody else."""
    return read_question(in_own_words(heard)) or read_own_fetching(heard)


def _first_write(heard: Heard) -> Reading | None:
    """The first reading that records something; else why there is none, where something speaks against one."""
    against: Reading | None = None
    for read in (read_vote, read_staying_away, read_sign_up, read_household_orders):
        reading = read(heard)
        if reading is not None and reading.intent != "none":
            return _rather_an_order(heard, reading) or reading
        against = against or reading
    return against


def _rather_an_order(heard: Heard, signing: Reading) -> Reading | None:
    """先占个 苹果1箱 饺子2袋, where a contest is about 饺子: goods with numbers weigh more than one name."""
    if signing.intent != "sign_up" or _SIGNS_UP.search(heard.text) or not heard.quantities:
        return None
    order = read_orders(heard)
    if order is None or order.intent != "order":
        return None
    return order if len(order.slots.get("items", ())) > 1 or _counts_goods(heard, signing) else None


_COUNTS_PEOPLE = frozenset("人位名口")


def _counts_goods(heard: Heard, signing: Reading) -> bool:
    """粽子给我来十个, where 粽子 are on sale and 包粽子 is an activity that is called so only in part."""
    activity, here = signing.slots.get("activity"), heard.scene.products_by_name
    called = [found for found in heard.names if activity in found.values("activity")]
    return bool(called) and all(
        any(name in here for name in found.values("product")) and activity not in [
            name.value for name in found.names if name.kind == "activity" and name.full
        ]
        for found in called
    ) and not any(one.unit in _COUNTS_PEOPLE for one in heard.quantities)


def _misses_a_name(reading: Reading) -> bool:
    """Whether it speaks of a thing that nobody sells here, which may be one that is sold, misspelt."""
    return reading.intent == "express_demand" or any(doubt.kind == "unknown_product" for doubt in reading.doubts)


def _with_slip(heard: Heard) -> Reading | None:
    """The message with a misspelt name put right, where it then asks or orders."""
    if (text := repaired(heard.text, heard.scene.lexicon, bool(heard.scene.group_buys))) is None:
        return None
    again = heard.about(text)
    if (reading := read_question(again) or read_orders(again)) is None or reading.intent not in _MAY_SLIP:
        return None
    return replace(reading, confidence=0.85, reasons=(*reading.reasons, f"a slip: {text}"))
