"""The web channel: a page that behaves like a WeChat group, to try everything without WeChat."""

from __future__ import annotations

from bot.channels.web.chat import BOT_ID, Chat, Refused
from bot.channels.web.neighbourhood import Group, Neighbourhood, Person, Spot, Suggestion
from bot.channels.web.server import Address, serve

__all__ = [
    "BOT_ID", "Address", "Chat", "Group", "Neighbourhood", "Person", "Refused", "Spot", "Suggestion", "serve",
]
