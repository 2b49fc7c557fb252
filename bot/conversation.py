"""What the bot remembers of a talk for some minutes: a question, a list shown, a position, the last act.

Rows of `conversations`, written in the message's own transaction: what was not recorded was not asked either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from catalogue.prepared import Prepared
from catalogue.tables import Conversation, Member, Room, table_of
from intents.scene import Doubt, LastAct, Location, Question, Shown, Talk

QUESTION_LASTS = timedelta(minutes=5)
SHOWN_LASTS = timedelta(minutes=5)
LOCATION_LASTS = timedelta(minutes=10)
LAST_ACT_LASTS = timedelta(minutes=10)
SPOKEN_LASTS = timedelta(minutes=30)
HINT_LASTS = timedelta(minutes=10)
FRIENDSHIP_ASKED_LASTS = timedelta(days=7)
STRANGER = 0  # no row has it: of somebody never met nothing is remembered

_table = table_of(Conversation)
_of, _here = _table.c.member_id, _table.c.room_id
_READ = Prepared(
    select(_table.c.id, _table.c.kind, _here, _of, _table.c.body, _table.c.at)
    .where(
        (_of == bindparam("member")) | ((_here == bindparam("room")) & _of.is_(None)),
        _table.c.expires_at > bindparam("now"),
    )
    .order_by(_table.c.at, _table.c.id)
)
_WRITE = Prepared(insert(_table).returning(_table.c.id))
_WRITE_OVER = Prepared(update(_table).where(_table.c.id == bindparam("row")).returning(_table.c.id))
_FORGET = delete(_table).where(
    _table.c.kind == bindparam("kind"), _here.is_not_distinct_from(bindparam("room")),
    _of.is_not_distinct_from(bindparam("member")),
)


@dataclass(frozen=True, slots=True)
class Remembered:
    """One thing remembered, and the id of its row."""

    id: int
    body: dict[str, Any]
    at: datetime


class Memory:
    """What is remembered of a member in a room (None: their private chat) at an instant, and of the room.

    A new entry replaces the old one of its kind; each is forgotten when its minutes are over.
    """

    def __init__(self, session: Session, room: Room | None, member: Member | None, now: datetime) -> None:
        self._session = session
        self._room_id = room.id if room else None
        self._member_id = member.id if member else STRANGER
        self._now = now
        self._rows: dict[tuple[str, int | None, int | None], Remembered] | None = None

    def now_of(self, member: Member) -> None:
        """What is remembered of somebody never met before, now that they have a row; nothing is read again."""
        self._member_id = member.id

    def ask(self, question: Question) -> None:
        """Keep a question that is put to the member here; it replaces an earlier one. Lasts 5 minutes."""
        body = {
            "intent": question.intent, "slots": plain(question.slots),
            "doubts": [plain(asdict(doubt)) for doubt in question.doubts],
        }
        self._put("question", self._room_id, self._member_id, body, QUESTION_LASTS)

    def end_question(self) -> None:
        """Forget the open question of the member here, if there is one."""
        self._forget("question", self._room_id, self._member_id)

    def question(self) -> Question | None:
        """The question put to the member here less than 5 minutes ago."""
        row = self._get("question", self._room_id, self._member_id)
        if row is None:
            return None
        doubts = tuple(read_doubt(doubt) for doubt in row.body["doubts"])
        return Question(row.body["intent"], doubts, row.at, row.body["slots"])

    def show(self, shown: Shown) -> None:
        """Keep a list that is being shown to the member here, for 还有吗 and 第二家. Lasts 5 minutes."""
        self._put("shown", self._room_id, self._member_id, _kept(shown), SHOWN_LASTS)

    def shown(self) -> Shown | None:
        """The list shown to the member here less than 5 minutes ago."""
        return _shown(self._get("shown", self._room_id, self._member_id))

    def tell(self, told: Shown) -> None:
        """Keep the one thing (goods, a service) that is told of to the member here, for 来两盒. Lasts 5 minutes."""
        self._put("told", self._room_id, self._member_id, _kept(told), SHOWN_LASTS)

    def told(self) -> Shown | None:
        """The one thing that the member was told of here less than 5 minutes ago."""
        return _shown(self._get("told", self._room_id, self._member_id))

    def note_location(self, location: Location) -> None:
        """Keep the position that the member shared; it counts in every room. Lasts 10 minutes."""
        self._put("location", None, self._member_id, asdict(location), LOCATION_LASTS)

    def location(self) -> Location | None:
        """The position that the member shared in the last 10 minutes, wherever that was."""
        row = self._get("location", None, self._member_id)
        return Location(**row.body) if row else None

    def note_act(self, act: LastAct) -> None:
        """Keep the last order, sign-up or vote of this room: what "+1" repeats. Lasts 10 minutes."""
        body = {
            "kind": act.kind, "sender": act.sender_id, "products": list(act.products),
            "activity": act.activity, "option": act.option,
        }
        self._put("last_act", self._room_id, self._of_the_room, body, LAST_ACT_LASTS)

    def note_spoken(self, titles: Sequence[str]) -> None:
        """Note that an order, the bot or staff spoke of group buys or products here. Lasts 30 minutes."""
        self._put("spoken", self._room_id, self._of_the_room, {"titles": list(titles)}, SPOKEN_LASTS)

    def has_just_spoken(self) -> bool:
        """Whether it was noted at this very instant of which group buys is spoken here."""
        spoken = self._get("spoken", self._room_id, self._of_the_room)
        return spoken is not None and spoken.at == self._now

    def talk(self) -> Talk:
        """What was said in this room lately."""
        row = self._get("last_act", self._room_id, self._of_the_room)
        act = None
        if row is not None:
            act = LastAct(
                row.body["kind"], row.at, row.body["sender"], tuple(row.body["products"]),
                row.body["activity"], row.body["option"],
            )
        spoken = self._get("spoken", self._room_id, self._of_the_room)
        if spoken is None:
            return Talk(last_act=act)
        return Talk(act, spoken.at, tuple(spoken.body["titles"]))

    def may_hint(self) -> bool:
        """Whether the member may get the one-line hint; true once in 10 minutes (asking notes it)."""
        if self._get("hint", None, self._member_id) is not None:
            return False
        self._put("hint", None, self._member_id, {}, HINT_LASTS)
        return True

    def may_ask_to_be_friends(self) -> bool:
        """Whether the member may be asked to become a friend; true once in 7 days (asking notes it)."""
        if self._get("friendship", None, self._member_id) is not None:
            return False
        self._put("friendship", None, self._member_id, {}, FRIENDSHIP_ASKED_LASTS)
        return True

    @property
    def _of_the_room(self) -> int | None:
        # A private chat has no room to hold it, so the member does: else all private chats would share one.
        return self._member_id if self._room_id is None else None

    def _get(self, kind: str, room_id: int | None, member_id: int | None) -> Remembered | None:
        if self._rows is None:
            self._rows = self._read()
        return self._rows.get((kind, room_id, member_id))

    def _read(self) -> dict[tuple[str, int | None, int | None], Remembered]:
        """All that is remembered, at once: a message asks for most of it."""
        rows = _READ.rows(
            self._session, {"member": self._member_id, "room": self._room_id, "now": self._now}
        )
        return {(kind, room, member): Remembered(id_, body, at) for id_, kind, room, member, body, at in rows}

    def _forget(self, kind: str, room_id: int | None, member_id: int | None) -> None:
        if self._get(kind, room_id, member_id) is None:
            return
        assert self._rows is not None
        del self._rows[kind, room_id, member_id]
        self._session.execute(_FORGET, {"kind": kind, "room": room_id, "member": member_id})

    def _put(
        self, kind: str, room_id: int | None, member_id: int | None, body: dict[str, Any], lasts: timedelta
    ) -> None:
        old = self._get(kind, room_id, member_id)
        assert self._rows is not None
        if old is not None and (old.body, old.at) == (body, self._now):
            return
        values = {"body": body, "at": self._now, "expires_at": self._now + lasts}
        written = old.id if old is not None else None
        # Another process may have forgotten the row meanwhile.
        if written is None or _WRITE_OVER.value(self._session, {"row": written, **values}) is None:
            written = self._write(kind, room_id, member_id, values)
        self._rows[kind, room_id, member_id] = Remembered(written, body, self._now)

    def _write(
        self, kind: str, room_id: int | None, member_id: int | None, values: Mapping[str, Any]
    ) -> int:
        row_id: int = _WRITE.value(
            self._session, {"kind": kind, "room_id": room_id, "member_id": member_id, **values}
        )
        return row_id


def _kept(shown: Shown) -> dict[str, Any]:
    return {"intent": shown.intent, "slots": plain(shown.slots), "names": list(shown.names), "told": shown.told}


def _shown(row: Remembered | None) -> Shown | None:
    if row is None:
        return None
    body = row.body
    return Shown(body["intent"], body["slots"], tuple(body["names"]), row.at, body.get("told"))


def read_doubt(body: Mapping[str, Any]) -> Doubt:
    """The doubt that `plain(asdict(doubt))` came from."""
    return Doubt(**{**body, "choices": tuple(body["choices"])})


def plain(value: Any) -> Any:
    """The same value of JSON's types only (tuples become lists)."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(inner) for inner in value]
    return value


def forget_expired(session: Session, now: datetime) -> None:
    """Delete what is no longer remembered: nothing of a talk stays on the disk longer than it must."""
    session.execute(delete(Conversation).where(Conversation.expires_at <= now))
