"""How handlers put a question, explain why not, and tell members of what concerns them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps

from sqlalchemy.orm import Session

from bot.context import Context, Handler
from bot.messages import Outcome, Reply
from catalogue.reasons import NotPossible
from catalogue.tables import Member, Room
from intents.reading import Reading
from intents.scene import Doubt, Question


def explained(handler: Handler) -> Handler:
    """The handler, which answers with the reason where something is not possible, and then records nothing.

    An answer to the bot's question ends that question first.
    """

    @wraps(handler)
    def explain(ctx: Context, reading: Reading) -> Outcome:
        if reading.answers:
            ctx.memory.end_question()
        try:
            with ctx.session.begin_nested():
                return handler(ctx, reading)
        except NotPossible as reason:
            return ctx.done(reading, ctx.answer(str(reason)))

    return explain


def ask(ctx: Context, reading: Reading, text: str, *doubts: Doubt) -> Outcome:
    """Put one question to the sender; what is settled is kept with it until they answer."""
    ctx.memory.ask(Question(reading.intent, doubts or reading.doubts, ctx.now, dict(reading.slots)))
    return ctx.done(reading, ctx.answer(text), asking=True)


def ask_for(ctx: Context, reading: Reading, slot: str, text: str, choices: Sequence[str] = ()) -> Outcome:
    """Ask for one slot that the message does not state."""
    return ask(ctx, reading, text, Doubt("missing", said=slot, choices=tuple(choices)))


def room_ids(ctx: Context) -> list[int]:
    """The rooms that "here" means."""
    return [room.id for room in ctx.rooms]


def tell(ctx: Context, text: str, cause: str, member: Member, room_id: int | None) -> Reply:
    """What the bot tells a member of its own accord, in the room that it concerns, else in private."""
    return told(ctx.session, text, cause, member, room_id)


def told(session: Session, text: str, cause: str, member: Member, room_id: int | None) -> Reply:
    """The same where no message is being answered."""
    room = session.get(Room, room_id) if room_id is not None else None
    here = room.id if room is not None and room.left_at is None else None
    return Reply(text, room=here, to=member.id, kind="notice", cause=cause)


def elsewhere(ctx: Context, text: str, cause: str, rooms: Sequence[int]) -> list[Reply]:
    """Notices to the rooms (ids, [] for all) that something concerns, except the one being answered."""
    wanted = [ctx.session.get(Room, room) for room in rooms] if rooms else list(ctx.rooms)
    here = ctx.room.id if ctx.room is not None else None
    return [
        ctx.notice(text, room, cause) for room in wanted if room and room.id != here and room.left_at is None
    ]
