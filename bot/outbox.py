"""The outbox: rows of what is to be said, and the rules by which each leaves, waits, or comes too late.

The rules are the same for the live sender and for a replay; only pacing is the sender's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import bindparam, case, func, insert, select, true, update
from sqlalchemy.orm import Session

from bot.messages import Outgoing, Reply
from catalogue.loaded import Loaded, columns_of
from catalogue.prepared import Prepared
from catalogue.tables import Member, Outbox, Room, table_of
from schedules.broadcasts import tell_planner
from schedules.quiet import QuietHours, day_of

KINDS = ("answer", "notice", "reminder", "promotion")  # the order of sending

_rows = table_of(Outbox)
_WRITE = Prepared(insert(_rows).returning(_rows.c.id))
_places = {kind: 2 * place for place, kind in enumerate(KINDS)}
_ripe = (Outbox.status == "pending", Outbox.not_before <= bindparam("now"))
_WAITING = Loaded(select(*columns_of(Outbox)).where(*_ripe).order_by(
    case((Outbox.urgent == true(), 1), else_=case(_places, value=Outbox.kind, else_=2 * len(KINDS))),
    Outbox.not_before, Outbox.id,
).limit(bindparam("most")), Outbox)
# Nobody else takes them meanwhile; what another process holds is left to it.
_WAITING_ANSWERS = Loaded(select(*columns_of(Outbox)).where(
    *_ripe, Outbox.room_id == bindparam("room"), Outbox.kind == "answer", Outbox.id != bindparam("besides"),
).order_by(Outbox.not_before, Outbox.id).limit(bindparam("most")).with_for_update(skip_locked=True), Outbox)
_STILL_WAITING = (
    select(Outbox).where(Outbox.id == bindparam("row"), Outbox.status == "pending")
    .with_for_update(skip_locked=True).execution_options(populate_existing=True)
)
_PEOPLE = select(Member).where(Member.id.in_(bindparam("people", expanding=True)))
_CLAIM = (
    update(_rows).where(_rows.c.id.in_(bindparam("rows", expanding=True)))
    .values(status="sending", sent_at=bindparam("now"), reason=None, attempts=_rows.c.attempts + 1)
)
_ROOM = Loaded(select(*columns_of(Room)).where(Room.id == bindparam("room")), Room)
_NEXT_RELEASE = Prepared(select(func.min(_rows.c.not_before)).where(_rows.c.status == "pending"))
_MARK_SENT = update(_rows).where(_rows.c.id == bindparam("row")).values(
    status="sent", sent_at=bindparam("now"), channel_message_id=bindparam("told"), reason=None
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for everything that the bot sends.

    promotions_a_day: in one room. notice_wait: how long a notice to a whole room can still be taken back.
    answers_last, notices_last: after so long it is too late to say it. spread: rooms get what has a window one by one,
    over that window.
    """

    quiet: QuietHours = field(default_factory=QuietHours)
    promotions_a_day: int = 2
    notice_wait: timedelta = timedelta(seconds=60)
    spread: bool = False
    answers_last: timedelta = timedelta(hours=2)
    notices_last: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row. status: "send", "wait" (until `until`), "expired", "skipped" (with `reason`)."""

    status: str
    until: datetime | None = None
    reason: str | None = None


SEND = Verdict("send")


def write(
    session: Session, reply: Reply, rules: Rules, now: datetime, message_id: str | None = None
) -> int:
    """Write a row for what is to be said; gives its id. message_id: of the message that it follows from.

    A notice to a whole room waits a little, so that 撤销 still reaches it.
    """
    to_whole_room = reply.kind == "notice" and reply.room is not None and reply.to is None
    wait = rules.notice_wait if to_whole_room and message_id is not None else timedelta(0)
    lasts = rules.answers_last if reply.kind == "answer" else rules.notices_last
    session.flush()
    row_id: int = _WRITE.value(session, {
        "room_id": reply.room, "to_id": reply.to, "text": reply.text,
        "file": str(reply.file) if reply.file else None,
        "mentions": _mentioned(reply), "kind": reply.kind,
        "cause": reply.cause, "message_id": message_id, "created_at": now, "not_before": now + wait,
        "expires_at": now + lasts,
    })
    return row_id


def _mentioned(reply: Reply) -> list[int]:
    if reply.room is None:
        return []
    return [*([reply.to] if reply.to is not None else []), *reply.mentions]


def waiting(session: Session, now: datetime, limit: int = 100) -> Sequence[Outbox]:
    """The rows whose time has come, in the order of sending: answers first, what is urgent, then the older ones."""
    session.flush()
    return _WAITING.objects(session, {"now": now, "most": limit})


def waiting_answers(session: Session, row: Outbox, now: datetime, limit: int) -> Sequence[Outbox]:
    """The other answers that wait in the row's room and may leave now, the older ones first; nobody else takes them now."""
    session.flush()
    return _WAITING_ANSWERS.objects(session, {"now": now, "room": row.room_id, "besides": row.id, "most": limit})


def is_still_waiting(session: Session, row: Outbox) -> bool:
    """Whether nobody else has taken the row; from now on nobody does while this transaction lasts."""
    return session.scalars(_STILL_WAITING, {"row": row.id}).first() is not None


def people_of(session: Session, rows: Sequence[Outbox]) -> Sequence[Member]:
    """Everybody whom these rows are for, read at once; whoever keeps them spares `outgoing` from reading each alone."""
    people = list({row.to_id for row in rows if row.to_id is not None})
    return session.scalars(_PEOPLE, {"people": people}).all() if people else ()


def rooms_of(session: Session, rows: Sequence[Outbox]) -> Sequence[Room]:
    """The rooms of these rows; whoever keeps them spares `judge` from reading one again for each row."""
    ids = {row.room_id for row in rows if row.room_id is not None}
    return [room for room_id in ids for room in _ROOM.objects(session, {"room": room_id})]


def claim_together(session: Session, rows: Sequence[Outbox], now: datetime) -> None:
    """These may leave: they are `sending` now. Written at once, the rows as they were read stay as they are."""
    if rows:
        session.execute(_CLAIM, {"rows": [row.id for row in rows], "now": now})


def next_release(session: Session) -> datetime | None:
    """The earliest moment at which a waiting row may leave; None: nothing waits."""
    moment: datetime | None = _NEXT_RELEASE.value(session, {})
    return moment


def judge(session: Session, row: Outbox, rules: Rules, now: datetime) -> Verdict:
    """Whether a row may leave now: validity, rooms left or muted, quiet hours, the daily number of promotions."""
    if row.expires_at is not None and row.expires_at <= now:
        return Verdict("expired", reason=row.reason or "late")
    room = session.get(Room, row.room_id) if row.room_id is not None else None
    if room is not None and room.left_at is not None:
        return Verdict("skipped", reason="removed" if room.removed else "left")
    if room is not None and room.muted and row.cause is not None:
        return Verdict("skipped", reason="muted")
    if row.kind != "answer" and not row.urgent and rules.quiet.holds(now):
        return _wait(row, rules.quiet.ends_after(now), "quiet_hours")
    if row.kind == "promotion" and promotions_on(session, row, now) >= rules.promotions_a_day:
        return _wait(row, rules.quiet.next_morning(now), "cap")
    return SEND


def _wait(row: Outbox, until: datetime, reason: str) -> Verdict:
    if row.expires_at is not None and row.expires_at <= until:
        return Verdict("expired", reason=reason)
    return Verdict("wait", until, reason)


def promotions_on(session: Session, row: Outbox, now: datetime) -> int:
    """How many promotions went, or may have gone, to the row's room on this day in China."""
    begins, ends = day_of(now)
    return session.scalar(
        select(func.count()).select_from(Outbox).where(
            Outbox.room_id == row.room_id, Outbox.kind == "promotion", Outbox.id != row.id,
            Outbox.status.in_(("sending", "sent", "uncertain")),
            Outbox.sent_at >= begins, Outbox.sent_at < ends,
        )
    ) or 0


def apply(session: Session, row: Outbox, verdict: Verdict, now: datetime) -> bool:
    """Write down what becomes of a row. True: it is claimed (`sending`) and must now be sent."""
    claimed = settle(session, row, verdict, now)
    session.flush()
    return claimed


def settle(session: Session, row: Outbox, verdict: Verdict, now: datetime) -> bool:
    """As `apply`, but written with whatever the session writes next: many rows together cost little more than one."""
    if verdict.status == "send":
        row.status, row.sent_at, row.reason = "sending", now, None
        row.attempts += 1
    elif verdict.status == "wait":
        assert verdict.until is not None
        row.not_before, row.reason = verdict.until, verdict.reason
    else:
        row.status, row.reason = verdict.status, verdict.reason
        if verdict.status == "expired":
            tell_planner(session, row.schedule_id, row.due, verdict.reason, now)
    return verdict.status == "send"


def mark_sent(session: Session, row_id: int, now: datetime, channel_message_id: str | None) -> None:
    """Note that the channel took it. An answer's text has done its duty then and need not stay."""
    session.execute(
        update(Outbox).where(Outbox.id == row_id)
        .values(status="sent", sent_at=now, channel_message_id=channel_message_id, reason=None)
    )


def mark(session: Session, rows: Sequence[int], status: str, reason: str) -> None:
    """Note what became of rows that were being sent. An echo may have been quicker: what is known to be sent stays so."""
    session.execute(update(Outbox).where(Outbox.id.in_(rows), Outbox.status == "sending").values(status=status, reason=reason))


def put_back(session: Session, rows: Sequence[int]) -> None:
    """Not even tried: the channel is away, or the sender stopped. However long that lasts, it counts as no attempt."""
    session.execute(
        update(Outbox).where(Outbox.id.in_(rows), Outbox.status == "sending")
        .values(status="pending", attempts=Outbox.attempts - 1)
    )


def mark_all_sent(session: Session, told: Mapping[int, str | None], now: datetime) -> None:
    """As `mark_sent` for many rows, each with the message id that the channel told; rows already read stay as they were."""
    session.connection().execute(_MARK_SENT, [{"row": row, "told": one, "now": now} for row, one in told.items()])


def outgoing(session: Session, row: Outbox) -> Outgoing | None:
    """The row as a channel sends it; None where nobody is there any more to receive it."""
    to = session.get(Member, row.to_id) if row.to_id is not None else None
    room = session.get(Room, row.room_id) if row.room_id is not None else None
    if room is None and (to is None or to.channel_id is None):
        return None
    mentioned = (session.get(Member, member_id) for member_id in row.mentions)
    return Outgoing(
        row.id, (room.channel_ref or room.name) if room else None, to.channel_id if to else None, row.text,
        tuple(one.channel_id for one in mentioned if one and one.channel_id and not one.no_mentions),
        Path(row.file) if row.file else None,
    )


def take_back(session: Session, message_ids: Sequence[str]) -> int:
    """Cancel notices that follow from these messages and have not left yet; how many there were."""
    rows = session.execute(
        update(Outbox).where(
            Outbox.message_id.in_(message_ids), Outbox.status == "pending", Outbox.cause.is_not(None)
        ).values(status="cancelled", reason="undone").returning(Outbox.id)
    ).all()
    return len(rows)
