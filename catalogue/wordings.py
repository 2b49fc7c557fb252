"""What staff taught: a word for a known name, a saying for a known one, a quick answer; and what was not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Member, NotUnderstood, Room, RoomMember, Wording
from intents.taught import plain_saying

SYNONYM, SAYING, ANSWER = "synonym", "saying", "answer"
KEPT = timedelta(days=7)  # a text that was not understood
MOST = 20  # of a list


def teach(session: Session, kind: str, said: str, meant: str, act: Act) -> str | None:
    """From now on `said` means `meant` (kind answer: is answered with it); gives what it meant until now, None if nothing."""
    row = _find(session, said)
    before = {"kind": row.kind, "said": row.said, "meant": row.meant} if row is not None else None
    if row is None:
        row = Wording(kind=kind, said=said, meant=meant, created_by=act.actor_id)
        session.add(row)
    row.kind, row.said, row.meant = kind, said, meant
    session.flush()
    versions.touch(session)
    record(
        session, act, "teach", f"wording:{row.id}", before=before, after={"kind": kind},
        undo=[{"op": "wording.taught", "said": said, "meant": meant, "before": before}], command=True,
    )
    return before["meant"] if before else None


def forget(session: Session, said: str, act: Act) -> str:
    """What was taught is dropped; gives the words as they were taught. Raises: NotPossible where nothing such was."""
    row = _find(session, said)
    if row is None:
        raise NotPossible(f"没有教过我“{said}”。说“教过的话”看看都有哪些。")
    before = {"kind": row.kind, "said": row.said, "meant": row.meant}
    subject = f"wording:{row.id}"
    session.delete(row)
    session.flush()
    versions.touch(session)
    record(
        session, act, "unteach", subject, before=before, undo=[{"op": "wording.forgotten", "before": before}],
        command=True,
    )
    return str(before["said"])


def taught(session: Session) -> Sequence[Wording]:
    """Everything that was taught, in the order in which it was."""
    return session.scalars(select(Wording).order_by(Wording.id)).all()


def quick_answer(session: Session, question: str) -> str | None:
    """The answer that staff taught for a question as they wrote it; None where they taught none."""
    return session.scalar(select(Wording.meant).where(Wording.kind == ANSWER, Wording.said == question))


def unclear(session: Session, rooms: Sequence[int] | None, now: datetime) -> list[NotUnderstood]:
    """What was not understood in these rooms (None: anywhere), or in private from their people, in 7 days.

    The newest 20, oldest first. What staff have taught since is left out, and the same words stand there once.
    """
    wanted = select(NotUnderstood).where(NotUnderstood.at > now - KEPT).order_by(NotUnderstood.id.desc())
    if rooms is not None:
        grids = select(Room.grid).where(Room.id.in_(rooms), Room.grid.is_not(None))
        people = select(Member.id).where(or_(
            Member.grid.in_(grids),
            Member.id.in_(select(RoomMember.member_id).where(RoomMember.room_id.in_(rooms))),
        ))
        in_private = NotUnderstood.room_id.is_(None) & NotUnderstood.member_id.in_(people)
        wanted = wanted.where(or_(NotUnderstood.room_id.in_(rooms), in_private))
    rows = session.scalars(wanted).all()
    known = taught(session)
    settled = {plain_saying(row.said) for row in known if row.kind != SYNONYM}
    words = [plain_saying(row.said) for row in known if row.kind == SYNONYM]
    kept: list[NotUnderstood] = []
    for row in rows:
        text = plain_saying(row.text)
        if text and text not in settled and not any(word in text for word in words):
            settled.add(text)
            kept.append(row)
    return kept[:MOST][::-1]


def unclear_text(session: Session, number: str, rooms: Sequence[int] | None, now: datetime) -> str:
    """The text with that number in the list. Raises: NotPossible where there is none."""
    found = next((row.text for row in unclear(session, rooms, now) if str(row.id) == number), None)
    if found is None:
        raise NotPossible(f"没听懂的话里没有{number}号。说“没听懂的”看看现在有哪些。")
    return found


def drop_old(session: Session, now: datetime) -> None:
    """Texts that were not understood are gone after 7 days."""
    session.execute(delete(NotUnderstood).where(NotUnderstood.at <= now - KEPT))


def _find(session: Session, said: str) -> Wording | None:
    wanted = plain_saying(said)
    return next((row for row in taught(session) if plain_saying(row.said) == wanted), None)


def _undo_taught(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    row = session.scalars(select(Wording).where(Wording.said == step["said"])).first()
    if row is None or row.meant != step["meant"]:
        raise BuiltUpon("后来又改过了，撤不回来了。")
    before = step["before"]
    if before is None:
        session.delete(row)
    else:
        row.kind, row.said, row.meant = before["kind"], before["said"], before["meant"]
    session.flush()
    versions.touch(session)


def _undo_forgotten(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    before = step["before"]
    if _find(session, before["said"]) is not None:
        raise BuiltUpon("后来又教过了，撤不回来了。")
    session.add(Wording(kind=before["kind"], said=before["said"], meant=before["meant"]))
    session.flush()
    versions.touch(session)


UNDO_STEPS: Mapping[str, UndoStep] = {"wording.taught": _undo_taught, "wording.forgotten": _undo_forgotten}
