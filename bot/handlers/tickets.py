"""Tickets: reporting something, asking how it stands, closing it with an answer."""

from __future__ import annotations

from bot.context import Context, Part
from bot.handlers.asking import ask_for, explained, tell
from bot.messages import Outcome
from bot.rights import standing_of
from bot.wording import tickets as words
from catalogue import tickets
from catalogue.reasons import NotPossible
from catalogue.tables import Member, Room, Ticket
from intents.reading import Reading


def report_issue(ctx: Context, reading: Reading) -> Outcome:
    """A new ticket with its number and the day by which it is answered."""
    text = str(reading.slots.get("text") or ctx.incoming.text)
    ticket = tickets.report(ctx.session, ctx.sender, str(reading.slots.get("kind") or ""), text, ctx.act)
    return ctx.done(reading, ctx.answer(words.reported(ticket, ctx.now)))


def ticket_status(ctx: Context, reading: Reading) -> Outcome:
    """How a ticket stands: to whoever reported it, and to staff; without a number, the sender's last one."""
    number = reading.slots.get("number")
    ticket = (
        tickets.numbered(ctx.session, str(number)) if number else tickets.latest_of(ctx.session, ctx.sender)
    )
    if ticket is None:
        text = (
            f"没有查到{number}号，请看看号码。"
            if number
            else "你还没有报过事，有什么要修的、要说的直接告诉我。"
        )
        return ctx.done(reading, ctx.answer(text))
    if ticket.member_id != ctx.sender.id and not _is_staff_for(ctx, ticket):
        return ctx.done(reading, ctx.answer(f"{ticket.number}号不是你报的，只有报的人和网格员能查。"))
    return ctx.done(reading, ctx.answer(words.status(ticket, ctx.now)))


def _is_staff_for(ctx: Context, ticket: Ticket) -> bool:
    room = ctx.session.get(Room, ticket.room_id) if ticket.room_id is not None else None
    return standing_of(ctx.session, ctx.sender).is_staff_in(room)


def close_ticket(ctx: Context, reading: Reading) -> Outcome:
    """End a ticket; whoever reported it is told, where they reported it."""
    number = reading.slots.get("number")
    if not number:
        return ask_for(ctx, reading, "number", "办结几号？")
    ticket = tickets.numbered(ctx.session, str(number))
    if ticket is None:
        raise NotPossible(f"没有查到{number}号，请看看号码。")
    if not _is_staff_for(ctx, ticket):
        raise NotPossible(f"{ticket.number}号不是你网格里的，请找那边的网格员。")
    answer = str(reading.slots["text"]) if reading.slots.get("text") else None
    tickets.close(ctx.session, ticket, answer, ctx.act)
    member = ctx.session.get_one(Member, ticket.member_id)
    told = (
        []
        if member.id == ctx.sender.id or member.erased_at is not None
        else [tell(ctx, words.answered(ticket), "ticket", member, ticket.room_id)]
    )
    return ctx.done(reading, ctx.answer(words.closed(ticket)), *told)


PART = Part(
    {
        "report_issue": explained(report_issue),
        "ticket_status": ticket_status,
        "close_ticket": explained(close_ticket),
    }
)
