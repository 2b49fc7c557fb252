"""A #接龙 list that belongs to something open here, as a Reading."""

from __future__ import annotations

from intents.reading import NOTHING, Reading
from intents.relay import read_relay
from intents.scene import Message, Scene, Speaker


def relay_reading(message: Message, scene: Scene, speaker: Speaker) -> Reading:
    """The entries of a relay for an open group buy or activity; NOTHING for a list that is none of the bot's business."""
    relay = read_relay(message.text, scene)
    return NOTHING if relay is None else Reading("relay", {"title": relay.title, "entries": relay.entries})
