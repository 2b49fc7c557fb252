"""The scenes: what may be known of a room when a message is read; built from the catalogue as it changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot.names import read_names, read_taught
from bot.numbered import NumberedNames
from bot.openings import Openings, read_openings
from catalogue import versions
from catalogue.directory import Directory, load_directory
from catalogue.prepared import Prepared
from catalogue.tables import Counter, Member, MemberRole, Room, RoomMember, table_of
from intents.days import DayKind
from intents.lexicon import Entry, Lexicon
from intents.scene import ADMINISTRATOR, GRID_WORKER, Scene
from intents.taught import Taught

_met, _counters = table_of(RoomMember).c, table_of(Counter).c
_NEWEST = Prepared(select(
    select(_counters.value).where(_counters.name == versions.NAME).scalar_subquery(),
    select(func.max(_met.id)).scalar_subquery(),
))
_NEW_PEOPLE = Prepared(
    select(_met.id, _met.room_id, _met.alias, table_of(Member).c.nickname, table_of(Member).c.channel_id)
    .join(table_of(Member), table_of(Member).c.id == _met.member_id)
    .where(_met.id > bindparam("last_met")).order_by(_met.id)
)

MOST_ROOMS = 2_000  # whose scenes are kept at once
MOST_SCENES = 50  # of one room, at different instants


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room, known without asking the database. ref: the channel's id, None where it is not bound yet."""

    id: int
    name: str
    ref: str | None
    muted: bool


@dataclass(slots=True)
class Known:
    """The catalogue as it was at one version. held: roles by the member's id, each with the 网格 of a grid worker."""

    version: int
    rooms: Mapping[int, RoomFacts]
    openings: Openings
    lexicon: Lexicon
    directory: Directory
    listed: Mapping[str, frozenset[str]]
    in_room: dict[int, dict[str, frozenset[str]]]
    staff: frozenset[str]
    held: Mapping[int, Sequence[tuple[str, str | None]]] = field(default_factory=dict)
    taught: Taught = field(default_factory=Taught)
    last_met: int = 0
    built: OrderedDict[tuple[int, ...], list[Scene]] = field(default_factory=OrderedDict)
    _shown: dict[tuple[int, str], str] = field(default_factory=dict)
    _people: dict[tuple[int, ...], Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    _numbered: dict[int, NumberedNames] = field(default_factory=dict)
    _by_ref: dict[str, RoomFacts] = field(init=False)
    _unbound: dict[str, RoomFacts] = field(init=False)

    def __post_init__(self) -> None:
        """Rooms are looked up for every message, so they are kept by id and by name."""
        self._by_ref = {room.ref: room for room in self.rooms.values() if room.ref is not None}
        self._unbound = {room.name: room for room in self.rooms.values() if room.ref is None}

    def room_of(self, ref: str, name: str) -> RoomFacts | None:
        """The room with this channel id; else the one of this name that is bound to no other id."""
        return self._by_ref.get(ref) or self._unbound.get(name)

    def shown(self, ref: str, channel_id: str) -> str | None:
        """What a room showed for somebody when they were last met there; None where they never were."""
        room = self._by_ref.get(ref)
        return self._shown.get((room.id, channel_id)) if room is not None else None

    def meet(self, room_id: int, name: str | None, channel_id: str | None) -> None:
        """Somebody was seen in a room under this name: from now on the name means them there."""
        here = self.in_room.setdefault(room_id, {})
        if name and channel_id:
            self._shown.setdefault((room_id, channel_id), name)
        if not name or not channel_id or channel_id in here.get(name, ()):
            return
        here[name] = here.get(name, frozenset()) | {channel_id}
        if room_id in self._numbered:
            self._numbered[room_id].add(name)
        for key in [key for key in self._people if room_id in key]:
            del self._people[key]
        for key in [key for key in self.built if room_id in key]:
            # Many come in a rush: a scene is long to build, and the newest one is what the next message needs.
            self.built[key] = [scene.knowing(name, channel_id) for scene in self.built[key][-1:]]

    def numbered_in(self, room_id: int) -> NumberedNames:
        """Of the display names of the members of 人员 and of those seen in this room, those with a number."""
        if room_id not in self._numbered:
            self._numbered[room_id] = NumberedNames((*self.listed, *self.in_room.get(room_id, ())))
        return self._numbered[room_id]

    def people_of(self, room_ids: Sequence[int]) -> Mapping[str, tuple[str, ...]]:
        """Display names to channel ids: the members of 人员, and those seen in these rooms."""
        key = tuple(room_ids)
        if key not in self._people:
            merged: dict[str, frozenset[str]] = dict(self.listed)
            for room_id in room_ids:
                for name, ids in self.in_room.get(room_id, {}).items():
                    merged[name] = merged.get(name, frozenset()) | ids
            self._people[key] = {name: tuple(sorted(ids)) for name, ids in merged.items()}
        return self._people[key]


class Scenes:
    """The scenes of all rooms. `refresh` reads the database; everything else only what was read."""

    def __init__(self, day_kind: DayKind, bot_names: Sequence[str]) -> None:
        self._day_kind = day_kind
        self._bot_names = tuple(bot_names)
        self._known: Known | None = None
        self._entries: tuple[Entry, ...] = ()
        self._lexicon: Lexicon | None = None
        self._outdated = False

    @property
    def known(self) -> Known:
        """What was read last. Raises: RuntimeError before the first `refresh`."""
        if self._known is None:
            raise RuntimeError("the catalogue was not read yet: call refresh first")
        return self._known

    @property
    def is_read(self) -> bool:
        """Whether the catalogue was ever read."""
        return self._known is not None

    def shown(self, ref: str, channel_id: str) -> str | None:
        """What a room (by the channel's id) showed for somebody when they were last met there; None: they never were."""
        return self._known.shown(ref, channel_id) if self._known is not None else None

    def have_moved(self, session: Session) -> bool:
        """Whether this transaction has moved the catalogue on; what another one did is found by the next `refresh`."""
        return versions.was_touched(session)

    def distrust(self) -> None:
        """What was read may never have come true: the next `refresh` reads everything again."""
        if self._known is not None:
            self._known.version = -1
        self._outdated = True

    def outdate(self) -> None:
        """What was read is not true any more: the next message has to `refresh` first."""
        self._outdated = True

    def refresh(self, session: Session, newest: tuple[int | None, int | None] | None = None) -> Known:
        """Read the catalogue again if its version moved; build the lexicon again only if a name changed. newest: the
        version and the last row of those seen in rooms, if they were just read."""
        version, last_met = newest if newest is not None else _NEWEST.rows(session, {})[0]
        self._outdated = False
        if self._known is not None and self._known.version == (version or 0):
            if (last_met or 0) > self._known.last_met:
                _meet_new_people(session, self._known)
            return self._known
        entries = read_names(session)
        lexicon = self._lexicon
        if lexicon is None or entries != self._entries:
            lexicon = Lexicon.build(entries)
        rooms = session.scalars(select(Room).where(Room.left_at.is_(None)).order_by(Room.id))
        known = Known(
            version or 0, {row.id: RoomFacts(row.id, row.name, row.channel_ref, row.muted) for row in rooms},
            read_openings(session), lexicon, load_directory(session), _listed(session), {}, _staff(session),
            _held(session), read_taught(session),
        )
        _meet_new_people(session, known)
        self._entries, self._lexicon, self._known = entries, lexicon, known
        return known

    def of(self, room_ids: Sequence[int], at: datetime, *, private: bool = False) -> Scene:
        """What is open in these rooms at that instant; private: it is of a person, not of a room."""
        known = self.known
        key = (-1, *room_ids) if private else tuple(room_ids)
        held = known.built.setdefault(key, [])
        for scene in reversed(held):
            if holds(scene, at):
                return scene
        scene = self._build(known, room_ids, at, private)
        held.append(scene)
        if len(held) > MOST_SCENES:
            del held[0]
        known.built.move_to_end(key)
        if len(known.built) > MOST_ROOMS:
            known.built.popitem(last=False)
        return scene

    def glance(self, ref: str, name: str, at: datetime) -> tuple[RoomFacts | None, Scene | None] | None:
        """The room of that channel id or name, None if it is none of ours; and its scene if it is at hand and holds.

        None where all of that has to be read first.
        """
        known = self._known
        if known is None or self._outdated:
            return None
        room = known.room_of(ref, name)
        built = known.built.get((room.id,)) if room is not None else None
        if built:
            scene = built[-1]  # nearly always: a call for each look would take a tenth of the gate's time
            if (scene.valid_from is None or scene.valid_from <= at) and (scene.valid_until is None or at < scene.valid_until):
                return room, scene
            for scene in reversed(built):
                if holds(scene, at):
                    return room, scene
        return room, None

    def _build(self, known: Known, room_ids: Sequence[int], at: datetime, private: bool) -> Scene:
        here = frozenset(room_ids)
        openings = known.openings
        ahead = openings.activities_ahead(here, at, self._day_kind)
        since, until = openings.limits(here, at)
        if openings.activities:  # a start that has passed may have shown another date
            since = at
        edges = [edge for edge in (until, *(activity.starts_at for activity in ahead)) if edge is not None]
        room = known.rooms.get(room_ids[0]) if room_ids and not private else None
        return Scene(
            lexicon=known.lexicon, room=room.name if room else None, bot_names=self._bot_names,
            group_buys=tuple(one.what for one in openings.group_buys if one.is_in(here) and one.is_open(at)),
            ended=tuple(one.what for one in openings.ended if one.is_in(here) and one.is_open(at)),
            activities=tuple(sorted(ahead, key=lambda activity: activity.starts_at)),
            polls=tuple(one.what for one in openings.polls if one.is_in(here) and one.is_open(at)),
            collections=tuple(
                one.what for one in openings.collections if one.is_in(here) and one.is_open(at)
            ),
            people=known.people_of(room_ids),
            # In UTC, as messages are: instants of two zones take five times as long to compare, on each message.
            valid_from=since.astimezone(UTC) if since else None,
            valid_until=min(edges).astimezone(UTC) if edges else None,
            muted=room.muted if room else False, taught=known.taught, staff=known.staff,
        )


def holds(scene: Scene, at: datetime) -> bool:
    """Whether a scene is true at that instant."""
    begun = scene.valid_from is None or scene.valid_from <= at
    return begun and (scene.valid_until is None or at < scene.valid_until)


def _listed(session: Session) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    rows = session.execute(
        select(Member.nickname, Member.channel_id)
        .where(Member.listed, Member.nickname.is_not(None), Member.channel_id.is_not(None))
    )
    for name, channel_id in rows:
        if name and channel_id:
            found[name] = found.get(name, frozenset()) | {channel_id}
    return found


def _meet_new_people(session: Session, known: Known) -> None:
    """Learn who was seen in a room since the last time; many come in a rush, so nothing else is read."""
    met = _NEW_PEOPLE.rows(session, {"last_met": known.last_met})
    for row_id, room_id, alias, nickname, channel_id in met:
        known.meet(room_id, alias, channel_id)
        known.meet(room_id, nickname, channel_id)
        known.last_met = row_id


def _held(session: Session) -> Mapping[int, Sequence[tuple[str, str | None]]]:
    found: dict[int, list[tuple[str, str | None]]] = {}
    for member_id, role, grid in session.execute(select(MemberRole.member_id, MemberRole.role, MemberRole.grid)):
        found.setdefault(member_id, []).append((role, grid))
    return found


def _staff(session: Session) -> frozenset[str]:
    ids: AbstractSet[str | None] = set(session.scalars(
        select(Member.channel_id).join(MemberRole, MemberRole.member_id == Member.id)
        .where(MemberRole.role.in_((GRID_WORKER, ADMINISTRATOR)))
    ))
    return frozenset(channel_id for channel_id in ids if channel_id)
