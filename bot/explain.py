"""linli explain: how a sentence would be understood in a room, and why. Nothing of it stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from bot.assembly import Parts
from bot.conversation import plain
from bot.messages import Incoming
from bot.present import look_up, message_of
from catalogue.tables import Room
from intents.errors import LinliError
from intents.gate import may_concern
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
            yield "闲聊：没有一处和我有关，不看第二眼。"
            return
        reading = understand(present.message, present.scene, present.speaker, present.talk)
    yield f"意思：{reading.intent}（把握 {reading.confidence:.2f}）"
    if reading.slots:
        yield f"内容：{json.dumps(plain(reading.slots), ensure_ascii=False)}"
    for doubt in reading.doubts:
        yield f"要问：{doubt.kind} {doubt.said} {'、'.join(doubt.choices)}".rstrip()
    for further in reading.also:
        yield f"还问了：{further.intent} {json.dumps(plain(further.slots), ensure_ascii=False)}"
    if reading.unmet is not None:
        yield f"条件不够：{reading.unmet}"
    for reason in reading.reasons:
        yield f"因为：{reason}"
