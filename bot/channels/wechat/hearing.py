"""From what the gateway says of a message to an `Incoming`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import betterproto
from grpclib.exceptions import GRPCError

from bot.channels.mentions import SEPARATOR, called_in
from bot.channels.wechat.gateway import LOST, Gateway, GatewayAway
from bot.channels.wechat.lookups import Lookups
from bot.channels.wechat.rooms import Rooms
from bot.channels.wechat.xml import Note, looks_like_xml, read_note
from bot.messages import Incoming
from intents.scene import Location

# The gateway's own numbers of message types (npm wechaty-puppet 1.x); the Python SDK has others and knows no 16.
GROUP_NOTE, LOCATION, RECALLED, TEXT, URL, UNKNOWN = 10, 8, 13, 7, 14, 0
WORDED = frozenset({TEXT, GROUP_NOTE, URL, UNKNOWN})
MILLISECONDS_FROM = 2_145_888_000  # as seconds that is in 2038: larger values are milliseconds


@dataclass(eq=False, repr=False)
class _LocationRequest(betterproto.Message):
    """Asks where a shared position is; the released Python stub has no such call, the gateway does."""

    id: str = betterproto.string_field(1)


@dataclass(eq=False, repr=False)
class _Position(betterproto.Message):
    accuracy: float = betterproto.float_field(1)
    address: str = betterproto.string_field(2)
    latitude: float = betterproto.double_field(3)
    longitude: float = betterproto.double_field(4)
    name: str = betterproto.string_field(5)


@dataclass(eq=False, repr=False)
class _LocationResponse(betterproto.Message):
    location: _Position = betterproto.message_field(1)  # noqa: RUF009 - betterproto's way


def instant(timestamp: int) -> datetime:
    """From seconds or milliseconds: puppets differ."""
    return datetime.fromtimestamp(timestamp / 1000 if timestamp > MILLISECONDS_FROM else timestamp, UTC)


def mentions_name(text: str, names: tuple[str, ...]) -> bool:
    """Whether one of these names is @-mentioned: followed by WeChat's own separator, a space, or the end."""
    return any(
        re.search(rf"@{re.escape(name)}(?:{SEPARATOR}|\s|$)", text) is not None for name in names if name
    )


class Hearing:
    """Turns payloads into `Incoming`, looking names up as needed."""

    def __init__(self, gateway: Gateway, lookups: Lookups, rooms: Rooms) -> None:
        self._gateway, self._lookups, self._rooms = gateway, lookups, rooms

    async def incoming(self, payload: Any) -> Incoming:
        """The message that a payload stands for. A name that cannot be looked up never loses it."""
        kind = int(payload.type)
        me = self._gateway.state.account
        note = read_note(payload.text) if looks_like_xml(payload.text) else None
        text = (note.text if note is not None else payload.text) if kind in WORDED else ""
        room = payload.room_id or None
        sender = payload.from_id
        own = bool(me) and sender == me
        theirs = bool(room) and not own  # whom the bot itself calls need not be looked up
        recall = self._recalled(payload, note) if kind == RECALLED else None
        return Incoming(
            id=payload.id, at=instant(payload.timestamp), room=room, sender=sender,
            name=await (self._lookups.alias(room, sender) if room else self._lookups.contact_name(sender)),
            text=text, room_name=await self._lookups.room_topic(room) if room else "",
            mention=theirs and await self._is_mention(payload, text, me),
            quote=note.quote if note is not None else None,
            location=await self._location(payload, note) if kind == LOCATION else None,
            own=own, recall=recall,
            kind="location" if kind == LOCATION else "text" if recall or (kind in WORDED and text) else "other",
            relay_xml=note.relay_xml if note is not None else None,
            mentions=await self._mentioned(payload, text, me) if theirs else (),
            shared_rooms=None if room else self._rooms.shared_with(sender), file=payload.filename or None,
            to=payload.to_id or None if own and not room else None,
        )

    async def _is_mention(self, payload: Any, text: str, me: str | None) -> bool:
        """By id where the puppet tells ids, else by the bot's names. `@所有人` mentions everybody and so nobody."""
        if me is None or "@" not in text:
            return False
        ids = [one for one in payload.mention_ids or () if one]
        if ids and me not in ids:
            return False
        names = (await self._lookups.contact_name(me), await self._lookups.room_alias(payload.room_id, me))
        # On @所有人 some puppets list every member: then only the name in the text tells who was meant.
        everybody = "@所有人" in text or "@all" in text.lower()
        return mentions_name(text, names) if everybody or not ids else True

    async def _mentioned(self, payload: Any, text: str, me: str | None) -> tuple[tuple[str, str], ...]:
        """Who else is @-mentioned, by id. Only names that stand in the text: `@所有人` lists everybody."""
        if "@" not in text:
            return ()
        if not any(payload.mention_ids or ()):  # a puppet that tells no ids
            return called_in(text, self._lookups.names_in(payload.room_id), but=(me,) if me else ())
        found = []
        for one in dict.fromkeys(payload.mention_ids or ()):
            if one and one != me:
                name = await self._lookups.alias(payload.room_id, one)
                own = await self._lookups.contact_name(one)
                shown = next((each for each in (name, own) if mentions_name(text, (each,))), None)
                if shown is not None:
                    found.append((one, shown))
        return tuple(found)

    async def _location(self, payload: Any, note: Note | None) -> Location | None:
        if note is not None and note.location is not None:
            return note.location
        ask = self._gateway.puppet.puppet_stub._unary_unary
        try:
            found = await self._gateway.call(
                ask("/wechaty.Puppet/MessageLocation", _LocationRequest(id=payload.id), _LocationResponse)
            )
        except (GRPCError, GatewayAway, *LOST):
            return None
        place = found.location
        return Location(place.longitude, place.latitude, place.name or place.address)

    def _recalled(self, payload: Any, note: Note | None) -> str | None:
        if note is not None and note.recalled:
            return note.recalled
        return payload.text.strip() or None
