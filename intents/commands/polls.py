"""What is said to open and close a poll."""

from __future__ import annotations

import re
from typing import Any

from intents.commands.moments import take_deadline
from intents.commands.said import Remainder, Said, plain_title, tidy
from intents.times import FoundTime, find_times

_OPENING = re.compile(
    r"^[\s\x00]*投票(?:开|来|搞|弄|做|发起?|新建)一?[个下][\s:：,，]*|^[\s\x00]*(?:帮我|麻烦|请|我要|我们|大家){0,4}(?:帮忙)?(?:发起|开|新建|创建|搞|弄|来|做|组织|发布|新增|建|发|办)?(?:一下"
    r"|一次|一场|一轮|一个|个|次|一)?新?的?(?:投个票|投票|表决|民意调查|票选)(?:一下)?[\s:：,，]*"
)
_FIELDS = re.compile(r"(?:题目|标题|主题|问题|投票题目|投票主题)(?:是|为|:)\s?")
_OPTIONS_MARK = re.compile(r"(?:投票)?(?:选项|可选|备选|候选|选择)(?:有|是|为|如下|分别是|:)*\s?:?\s?")
_LISTED = re.compile(
    r"(?:^|[\s\n,，;；。?？:：!！、\x00])(?:\(?[0-9]{1,2}(?:[.、．:：)）]|\)\s?)(?![0-9])|\(?[A-Ha-h]"
    r"(?:[.、．:：)） ]|(?=[\u4e00-\u9fff]))|选项[一二三四五六七八0-9A-H][:：.、 ]?)\s?"
)
_PARTED = re.compile(r"[、/|\n;；]|(?:,|，)|\s+")
_OR = re.compile(r"还是|或者")


def open_poll(said: Said) -> dict[str, Any] | None:
    """title, options, deadline. Without a word of opening it takes two options at least: else it may be a vote."""
    remainder = Remainder(said.text)
    slots: dict[str, Any] = {}
    if deadline := _deadline(said, remainder):
        slots["deadline"] = deadline
    text = _OPENING.sub("", re.sub(r"\x00+", "\x00", remainder.text))
    text = _FIELDS.sub("", text)
    title, options = _title_andoptions_in(text)
    if title:
        slots["title"] = title
    if len(options) > 1:
        slots["options"] = options
    stated = re.search(r"发起|新建|创建|[开搞弄来做组建办发](?:一?个|一次|场)?投票|发布|民意|表决", said.text)
    if not stated and not said.hashed and "options" not in slots:
        return None
    if said.value("option") and len(options) < 2 and not stated:
        return None
    return slots


def _deadline(said: Said, remainder: Remainder) -> str | None:
    """Only a time that is marked as the end: 团购改到周几 and its 周二/周四 are no deadline."""
    for found in reversed(said.times):
        before, after = said.text[:found.start], said.text[found.end:]
        led = re.search(r"(?:截止|结束|投到|截至|到)(?:时间|日期)?(?:是|为|在|:|到|至){0,4}\s?$", before)
        if led or re.match(r"\s?(?:就|自动|准时)?(?:截止?|结束|为止|之?前|截至|到期|收)", after):
            start, iso = _behind_option(said, found)
            remainder.cut(start, found.end)
            remainder.drop(re.compile(
                r"(?:投票)?(?:截止|结束|投到|截至|到)(?:时间|日期)?(?:是|为|在|:|到|至)*\s?(?=\x00)|(?<=\x00)\s?"
                r"(?:就|自动|准时)?(?:截止?|结束|为止|之?前|截至|到期)(?:投票)?"
            ))
            return iso
    only = said.times[0] if len(said.times) == 1 else None
    if only is None or "T" not in only.iso or only.end < len(said.text) - 2:
        return None
    return None if re.search(r"[、/]\s?$", said.text[:only.start]) else take_deadline(said, remainder)


def _behind_option(said: Said, found: FoundTime) -> tuple[int, str]:
    """Where the end of a poll begins and when it is: of 下午2点/晚上7点 12月10日截止 the hour is an option."""
    parted = found.start + said.text[found.start:found.end].rfind(" ") + 1
    if parted > found.start and re.search(r"[、/|]\s?$|[0-9一二三四五六七八九十][点号时]半?\s$", said.text[:found.start]):
        day = find_times(said.text[parted:found.end], said.message.at)
        if len(day) == 1:
            return parted, day[0].iso
    return found.start, found.iso


def _title_andoptions_in(text: str) -> tuple[str, list[str]]:
    if mark := _OPTIONS_MARK.search(text):
        return _title(text[:mark.start()]), options_in(text[mark.end():])
    if listed := _LISTED.search(text):
        return _title(text[:listed.start()]), options_in(text[listed.start():])
    lines = [line for line in re.split(r"[\n\x00]+", text) if tidy(line)]
    if len(lines) > 2:
        return _title(lines[0]), [tidy(line) for line in lines[1:]]
    head, mark_found, tail = _head_and_tail(text)
    if mark_found and len(options := options_in(tail)) > 1:
        return _title(head), options
    if _OR.search(text):
        return _title(text), _either(text)
    return _title(text), []


def _head_and_tail(text: str) -> tuple[str, bool, str]:
    """The question and what follows it: parted by ? or :, else by a space before words with marks."""
    if found := re.search(r"[?？:：\n]", text):
        return text[:found.start()], True, text[found.end():]
    if found := re.search(r"[\s,，]([^\s,，、/|]+(?:[、/|][^\s,，、/|]+)+)", text):
        return text[:found.start()], True, found[1]
    words = [word for word in re.split(r"[\s,，\x00]+", text) if word]
    return (words[0], True, " ".join(words[1:])) if len(words) > 2 else (text, False, "")


def options_in(text: str) -> list[str]:
    """The options that are listed: by lines, letters, marks, or 还是."""
    text = text.replace("\x00", "\n")
    if _LISTED.search(" " + text):
        parts = _LISTED.split(" " + text)
    else:
        strong = [mark for mark in ("\n", "、", "/", "|", ";", "；") if mark in text.strip()]
        parts = re.split("|".join(re.escape(mark) for mark in strong), text) if strong else _PARTED.split(text)
        if len(strong) == 0 and len(parts) < 2:
            parts = _OR.split(text)
    parts = [piece for part in parts for piece in _OR.split(part)]
    return list(dict.fromkeys(option for part in parts if (option := tidy(part))))


def _either(text: str) -> list[str]:
    """人脸还是刷卡: the words around 还是; the first is what stands after the question's verb."""
    first, _, second = re.split(r"(还是|或者)", text, maxsplit=1)
    second = tidy(re.split(r"[\s,，。?？\x00]", second.strip())[0])
    head = tidy(first)
    words = re.split(r"[\s,，:：]|(?:换成|改成|选择?|是|用|装|买|去|放在?|定在?|要|叫|涂|刷|喜欢)", head)
    return [option for option in (tidy(words[-1]), second) if option]


def _title(text: str) -> str:
    words = re.sub(
        r"^[\s\x00]*(?:的)?(?:投票|题目|主题)?[:：\s]*|(?:的投票|请(?:选择|投票)|大家选)[\s:：]*$",
        "", text.replace("\x00", " "))
    return plain_title(words)


_CLOSING = re.compile(
    r"(?:结束|关闭|关掉|关了|关|截止|停止|停掉|停(?!车)|终止|收了|收)(?:一下|掉|了|吧)?|(?:的|那个|这个)?(?:投票|表决"
    r"|票选|票)|可以|帮我|麻烦|请|把|先|吧|了|现在|大家都投完"
)


_NO_TITLE = re.compile(
    "[这那]个|[这那]次|本次|现在|大家|所有|全部|提前|一下|结果|看看|宣布|今天|晚上|时间|到了|可以|我们|正在进行|上面|刚才|没人投?"
)


def close_poll(said: Said) -> dict[str, Any] | None:
    """title, where one is named."""
    known = said.value("poll")
    if known:
        return {"title": known}
    remainder = Remainder(said.text)
    remainder.drop(_CLOSING)
    rest = max(remainder.pieces(r"[\x00\n,，。;；:!！?？ ]+"), key=len, default="")
    best = likely_poll(said, rest)
    if best:
        return {"title": best}
    return {"title": rest} if len(rest) > 1 and not _NO_TITLE.fullmatch(rest) else {}


def likely_poll(said: Said, rest: str) -> str | None:
    """The open poll that these words mean; None where none or several may be."""
    if len(rest) < 2:
        return None
    within = [poll.title for poll in said.scene.polls if rest in poll.title]
    if len(within) == 1:
        return within[0]
    alike = {poll.title: _shared_pairs(rest, poll.title) for poll in said.scene.polls}
    best = [title for title, shared in alike.items() if shared and shared == max(alike.values())]
    if len(best) == 1:
        return best[0]
    nearest = said.scene.lexicon.closest(rest, ("poll",), 60)
    return nearest[0].value if nearest else None


def _shared_pairs(one: str, other: str) -> int:
    """How many neighbouring pairs of characters two names share."""
    return sum(one[at:at + 2] in other for at in range(len(one) - 1))
