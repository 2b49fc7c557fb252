"""linli explain: how a sentence would be understood in a room, and why. Nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.assembly import Parts
from bot.messages import Incoming
from bot.present import Present, look_up, message_of
from bot.rights import Verdict, judge
from bot.wording import explaining
from catalogue.tables import Room
from intents.errors import LinliError
from intents.evidence import PAST
from intents.gate import may_concern
from intents.heard import hear
from intents.reading import Reading
from intents.scene import Message
from intents.understand import understand


def explain(
    parts: Parts, text: str, room_name: str | None, sender: str, *, mention: bool, now: datetime
) -> Iterator[str]:
    """What was understood, line by line, for a community worker. Raises: LinliError for an unknown room."""
    with parts.database.read() as session:
        known = parts.scenes.refresh(session)
        facts = next((one for one in known.rooms.values() if one.name == room_name), None)
        if room_name is not None and facts is None:
            names = "、".join(one.name for one in known.rooms.values()) or "还没有导入任何群"
            raise LinliError(f"没有“{room_name}”这个群。现有的群：{names}。")
        room = session.get(Room, facts.id) if facts else None
        incoming = Incoming("explain", now, room.name if room else None, sender, sender, text, mention=mention)
        message = message_of(incoming, (), known.staff)
        present = look_up(session, parts.scenes, incoming, room, message)
        if room is not None and not may_concern(message, present.scene):
            yield explaining.CHATTER
            yield from _if_addressed(present)
            return
        yield from _told(present, room)


def _told(present: Present, room: Room | None) -> Iterator[str]:
    reading = _read(present, present.message)
    if reading.intent == "none":
        yield from _why_silent(present, reading)
        return
    yield from explaining.understood(reading)
    unasked = reading.hash_command and not present.message.addressed
    verdict = judge(reading.intent, present.standing, room, slots=reading.slots, unasked=unasked)
    if verdict is not Verdict.ALLOWED:
        yield explaining.REFUSED if verdict is Verdict.REFUSED else explaining.REFUSED_IN_SILENCE
    if named := _names(present):
        yield named
    yield from explaining.because(reading.reasons, present.message.text)


def _why_silent(present: Present, reading: Reading) -> Iterator[str]:
    """What was recognised, what spoke against it, and what it would be if it were said to the bot."""
    message = present.message
    yield explaining.THANKED if reading.silent else explaining.HINTED if message.addressed else explaining.SILENT
    named = _names(present)
    if named:
        yield named
    reasons = reading.reasons or ((PAST.reason,) if named and PAST.pattern.search(message.text) else ())
    if reasons:
        yield from explaining.because(reasons, message.text)
    else:
        yield f"因为：{explaining.NO_WISH if named else explaining.NO_SIGN}"
    yield from _if_addressed(present)


def _if_addressed(present: Present) -> Iterator[str]:
    if present.message.addressed:
        return
    said_to_me = _read(present, replace(present.message, addressed=True))
    if said_to_me.intent != "none":
        yield f"要是@我说，我会当成：{explaining.intent(said_to_me.intent)}。"


def _read(present: Present, message: Message) -> Reading:
    return understand(message, present.scene, present.speaker, present.talk)


def _names(present: Present) -> str | None:
    heard = hear(present.message, present.scene, present.speaker, present.talk)
    return explaining.recognised(name for name in heard.names if not name.common)
