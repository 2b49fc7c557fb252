"""Who is present when a message has passed the gate: the room, the speaker, what was said just before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation import Memory
from bot.messages import Incoming
from bot.rights import Standing, standing_of
from bot.scenes import Scenes
from bot.speakers import private_rooms, speaker_of
from catalogue.members import Met, meet
from catalogue.tables import Member, Outbox, Room
from intents.normalise import normalise
from intents.scene import Message, Quote, Scene, Speaker, Talk

QUOTED_FROM = timedelta(days=3)  # a quote of the bot is recognised by its words for so long


@dataclass(frozen=True, slots=True)
class Present:
    """Who and where. rooms: what "here" means."""

    room: Room | None
    rooms: Sequence[Room]
    met: Met
    standing: Standing
    scene: Scene
    message: Message
    speaker: Speaker
    talk: Talk
    memory: Memory

    @property
    def member(self) -> Member | None:
        """Who speaks; None: somebody never met before."""
        return self.met.member


def message_of(incoming: Incoming, bot_ids: Collection[str], staff: Collection[str]) -> Message:
    """The message as its reader sees it."""
    quote = None
    if incoming.quote is not None:
        by = incoming.quote.sender
        quote = Quote(incoming.quote.text, by, by in bot_ids, by in staff)
    private = incoming.room is None
    return Message(
        incoming.text, incoming.at, incoming.sender, incoming.name, incoming.mention or private, private,
        quote, incoming.location, incoming.relay_xml,
    )


def look_up(
    session: Session, scenes: Scenes, incoming: Incoming, room: Room | None, message: Message, met: Met | None = None
) -> Present:
    """Everything that the reader of the message may know; nothing is written. met: what `meet` tells, if it is known."""
    met = met or meet(session, incoming.sender, room)
    member = met.member
    standing = standing_of(session, member, scenes.known.held.get(member.id, ())) if member else Standing()
    rooms = [room] if room else private_rooms(session, member, standing, incoming.shared_rooms)
    scene = scenes.of([one.id for one in rooms], incoming.at, private=room is None)
    memory = Memory(session, room, member, incoming.at)
    speaker = Speaker(id=incoming.sender)
    if member is not None:
        speaker = speaker_of(session, member, standing, rooms, memory, incoming.at)
    quote = message.quote
    unknown = quote is not None and not (quote.by_bot or quote.by_staff)
    if quote is not None and unknown and was_said(session, room, quote, incoming):
        message = replace(message, quote=replace(quote, by_bot=True))
    scene = scene.knowing(incoming.name, incoming.sender)
    for channel_id, name in incoming.mentions:
        scene = scene.knowing(name, channel_id)
    return Present(room, rooms, met, standing, scene, message, speaker, memory.talk(), memory)


def was_said(session: Session, room: Room | None, quote: Quote, incoming: Incoming) -> bool:
    """Whether these are words that the bot sent here lately: not all channels tell whom a quote quotes."""
    here = Outbox.room_id.is_(None) if room is None else Outbox.room_id == room.id
    since = incoming.at - QUOTED_FROM
    return session.scalar(
        select(Outbox.id).where(here, Outbox.text == quote.text, Outbox.created_at >= since).limit(1)
    ) is not None


def spoken_of(scene: Scene, text: str) -> tuple[str, ...]:
    """The group buys open here of which a text speaks, by title or by one of their products."""
    if not scene.group_buys or not text:
        return ()
    said: set[str] = set()
    for found in scene.lexicon.find(normalise(text)):
        said.update(found.full_values("group_buy", "product"))
    return tuple(
        one.title for one in scene.group_buys
        if one.title in said or any(product.name in said for product in one.products)
    )
