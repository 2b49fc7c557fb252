"""Channels: where messages come from and go to. A channel knows no word of the domain."""

from __future__ import annotations

from typing import Protocol

from bot.messages import Outgoing
from intents.errors import LinliError


class NotSent(LinliError):
    """The message surely did not go out; the text says why."""


class Away(NotSent):
    """The channel itself is away for now: the message keeps its place and goes out when the channel is back."""


class NoSuchRoom(NotSent):
    """The bot is not in that room: it makes no sense to try again."""


class TooFast(NotSent):
    """The channel warns that too much is being sent: the message did not go out, and others had better wait."""


class Uncertain(LinliError):
    """The message may have gone out or not: it must not be sent again on a guess."""


class Channel(Protocol):
    """What the sender needs of a channel."""

    async def send(self, outgoing: Outgoing) -> str | None:
        """Send one message. Gives the channel's message id, None where it has none.

        Raises: Away, NoSuchRoom, TooFast, NotSent, Uncertain.
        """
        ...
