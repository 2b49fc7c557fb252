"""Reading a recorded conversation: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.messages import Incoming, Quoted
from intents.days import CHINA
from intents.errors import LinliError
from intents.scene import Location


class TranscriptError(LinliError):
    """A transcript that cannot be read; the message names the line and how to mend it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a transcript. room: its name, None: a private chat; own: the bot's own echo."""

    id: str
    at: datetime
    room: str | None
    sender: str
    name: str
    text: str
    mention: bool = False
    own: bool = False
    recall: str | None = None
    quote: Quoted | None = None
    location: Location | None = None

    def incoming(self, refs: Mapping[str, str], shared_rooms: tuple[str, ...] | None) -> Incoming:
        """The line as a channel hears it; refs: channel ids of rooms by their names."""
        room = refs.get(self.room, self.room) if self.room is not None else None
        return Incoming(
            id=self.id, at=self.at, room=room, sender=self.sender, name=self.name, text=self.text,
            room_name=self.room or "", mention=self.mention, quote=self.quote, location=self.location,
            own=self.own, recall=self.recall, shared_rooms=shared_rooms,
        )


def read_transcript(file: Path) -> list[Line]:
    """All lines of a transcript, empty ones left out. Raises: TranscriptError, naming the line that is wrong."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise TranscriptError(f"找不到对话文件：{file}。请看看路径写对没有。") from error
    except (OSError, UnicodeDecodeError) as error:
        raise TranscriptError(f"读不了对话文件 {file}：{error}。它应该是 UTF-8 的文本，一行一个 JSON。") from error
    lines: list[Line] = []
    for number, written in enumerate(text.split("\n"), start=1):
        if written.strip():
            lines.append(_read_line(file, number, written))
    return lines


def _read_line(file: Path, number: int, written: str) -> Line:
    try:
        value = json.loads(written)
        if not isinstance(value, dict):
            raise ValueError("这一行不是一个 JSON 对象（{…}）")
        line = _line(value)
    except (ValueError, TypeError, KeyError) as error:
        reason = f"缺少 {error}" if isinstance(error, KeyError) else str(error)
        raise TranscriptError(f"{file} 第{number}行读不了：{reason}。请改好这一行再试。") from error
    return line


def _line(value: Mapping[str, Any]) -> Line:
    at = datetime.fromisoformat(_text(value, "at"))
    quote, location = value.get("quote"), value.get("location")
    return Line(
        id=_text(value, "id"), at=at if at.tzinfo else at.replace(tzinfo=CHINA),
        room=None if value.get("room") is None else _text(value, "room"), sender=_text(value, "sender"),
        name=str(value.get("name") or value["sender"]), text=str(value.get("text") or ""),
        mention=bool(value.get("mention")), own=bool(value.get("self")),
        recall=None if value.get("recall") is None else _text(value, "recall"),
        quote=Quoted(str(quote.get("sender") or ""), str(quote.get("text") or "")) if quote else None,
        location=_location(location) if location else None,
    )


def _location(value: Mapping[str, Any]) -> Location:
    return Location(float(value["lng"]), float(value["lat"]), str(value.get("label") or ""))


def _text(value: Mapping[str, Any], key: str) -> str:
    found = value[key]
    if not isinstance(found, str):
        raise ValueError(f"{key} 应该是文字，写的却是 {found!r}")
    return found
