"""Tickets: reporting something, asking how it stands, working on it, closing it, and how satisfied the reporter is."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.context import Context, Part
from bot.handlers.asking import ask_for, explained, tell
from bot.handlers.cases import add_to_case, against_member, opened_case
from bot.handlers.general import mender
from bot.handlers.people_lists import tickets as tickets_file
from bot.handlers.privately import in_private
from bot.handlers.telling_staff import tell_staff
from bot.messages import Outcome, Reply
from bot.rights import standing_of
from bot.wording import tickets as words
from catalogue import alliance, tickets
from catalogue.reasons import NotPossible
from catalogue.tables import Member, Room, Ticket
from intents.reading import Reading
from intents.scene import Shown

LINES = 5
KINDS = {"投诉": "complaint", "建议": "suggestion", "报修": "repair"}
_TAKEN_BACK = re.compile(
    "(?:不|不想|撤回|撤掉|撤销|撤|取消|收回)[再要]?(?:投诉|报修|举报|反映)|"
    "(?:撤回|撤掉|撤销|撤|取消|收回|不要)(?:我|刚才|那)[的个条提报那]{0,3}(?:投诉|报修|建议|意见|举报)|"
    "(?:不用|不必|别|不要)再?(?:修|管|办|处理|来)了"
)
_NOT_OURS = re.compile("不归|不属于|不(?:该|是)(?:我们|咱们|社区|居委会?|物业|我)(?:这边)?(?:管|负责|的事|处理|的活)")
_AGAIN = re.compile("又|还是")
# Words of asking, which stand in tickets too and tell of none.
_NOT_TOLD = re.compile(
    "怎么样了?|咋样了?|怎样|处理|解决|什么时候|有没有|没有|没人|有人|现在|到底|我们?|小区|物业|投诉|报修|建议|反映|工单|单子|修好|上次|上回|昨天|前天|今天|事情?|问题"
)
_OWN = re.compile(r"我(?!们?(?:看|查|列|说|念|发|给))|本人|俺")


def report_issue(ctx: Context, reading: Reading) -> Outcome:
    """A new ticket with its number and the day by which it is answered; a case where a member broke its promise.

    What is reported in private, nobody else sees: staff are told.
    """
    if any(doubt.said == "text" for doubt in reading.doubts):
        return ask_for(ctx, reading, "text", words.ASK_WHAT)
    text = str(reading.slots.get("text") or ctx.incoming.text)
    ticket = tickets.report(ctx.session, ctx.sender, str(reading.slots.get("kind") or ""), text, ctx.act)
    ctx.memory.show(Shown("report_issue", {"number": str(ticket.number)}, (), ctx.now))
    merchant = against_member(ctx, ticket)
    if merchant is not None:
        return opened_case(ctx, reading, ticket, merchant)
    told: list[Reply] = []
    if ctx.room is None:
        told = tell_staff(ctx, words.new_one(ticket, ctx.now), "ticket", None, ctx.sender)
    at_once = mender(ctx, reading) if ticket.kind == "repair" else ""
    return ctx.done(reading, ctx.answer(words.reported(ticket, ctx.now) + at_once), *told)


def ticket_status(ctx: Context, reading: Reading) -> Outcome:
    """How a ticket stands: to whoever reported it, and to staff; without a number, the sender's last one.

    Staff who name no number see what is open.
    """
    number = reading.slots.get("number")
    if not number and ctx.speaker.is_staff and not _OWN.search(ctx.incoming.text):
        return _open_ones(ctx, reading)
    ticket = (
        tickets.numbered(ctx.session, str(number)) if number
        else tickets.told_of(ctx.session, ctx.sender, _NOT_TOLD.sub(" ", ctx.incoming.text))
        or tickets.latest_of(ctx.session, ctx.sender)
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
    if _TAKEN_BACK.search(ctx.incoming.text) and ticket.status != "closed" and ticket.member_id == ctx.sender.id:
        room = ctx.session.get(Room, ticket.room_id) if ticket.room_id is not None else None
        told = tell_staff(ctx, words.needless(ticket), "ticket", room, ctx.sender)
        return ctx.done(reading, ctx.answer(words.taken_back(ticket, told=bool(told))), *told)
    return ctx.done(reading, ctx.answer(words.status(ticket, ctx.now)))


def _open_ones(ctx: Context, reading: Reading) -> Outcome:
    """What is open in this staff's rooms: number, how old, until when; in a group without what was said."""
    kind = next((KINDS[word] for word in KINDS if word in ctx.incoming.text), None)
    rows = [one for one in tickets.not_closed(ctx.session, kind) if _is_staff_for(ctx, one)]
    if not rows:
        return ctx.done(reading, ctx.answer(words.none_open(kind)))
    shops = {ticket.id: merchant.name for _, ticket, merchant in alliance.all_cases(ctx.session)}
    private = ctx.room is None
    lines = [words.open_line(one, shops.get(one.id), ctx.now, with_text=private) for one in rows[:LINES]]
    head = words.open_head(len(rows), sum(words.is_late(one, ctx.now) for one in rows))
    text = "\n".join([head, *lines])
    if len(rows) <= LINES:
        return ctx.done(reading, ctx.answer(text))
    called, file = tickets_file(ctx, reading)
    replies = in_private(ctx, called, f"{called}，请查收。", file)
    return ctx.done(reading, ctx.answer(text), *(replies[1:] or replies))


def _is_staff_for(ctx: Context, ticket: Ticket) -> bool:
    room = ctx.session.get(Room, ticket.room_id) if ticket.room_id is not None else None
    return standing_of(ctx.session, ctx.sender).is_staff_in(room)


def _of_staff(ctx: Context, reading: Reading, question: str) -> Ticket | Outcome:
    """The ticket that a command of staff is about, or the question which. Raises: NotPossible."""
    number = reading.slots.get("number")
    if not number:
        return ask_for(ctx, reading, "number", question)
    ticket = tickets.numbered(ctx.session, str(number))
    if ticket is None:
        raise NotPossible(f"没有查到{number}号，请看看号码。")
    if not _is_staff_for(ctx, ticket):
        raise NotPossible(f"{ticket.number}号不是你网格里的，请找那边的网格员。")
    return ticket


def start_ticket(ctx: Context, reading: Reading) -> Outcome:
    """Somebody is at work on it; whoever reported it is told."""
    ticket = _of_staff(ctx, reading, "几号在处理了？")
    if isinstance(ticket, Outcome):
        return ticket
    news = str(reading.slots.get("text") or "")
    again = ticket.status == "in_progress" and bool(news)
    if not again:
        tickets.start(ctx.session, ticket, ctx.act)
    told = _tell_reporter(ctx, ticket, words.at_work(ticket, news))
    text = words.told_further(ticket) if again else words.started(ticket)
    return ctx.done(reading, ctx.answer(text), *told, slots={"number": str(ticket.number)})


def close_ticket(ctx: Context, reading: Reading) -> Outcome:
    """End a ticket; whoever reported it is told, where they reported it, and asked how satisfied they are."""
    if len(reading.slots.get("numbers") or ()) > 1:
        return _close_several(ctx, reading)
    ticket = _of_staff(ctx, reading, "办结几号？")
    if isinstance(ticket, Outcome):
        return ticket
    if _NOT_OURS.search(ctx.incoming.text):
        return ctx.done(reading, ctx.answer(words.not_ours(ticket)), slots={"number": str(ticket.number)})
    case = alliance.case_of(ctx.session, ticket)
    answer = str(reading.slots["text"]) if reading.slots.get("text") else None
    tickets.close(ctx.session, ticket, answer, ctx.act)
    told = _tell_reporter(ctx, ticket, words.answered(ticket))
    text = words.closed(ticket, bool(told))
    if case is not None and case.ruling is None:
        text += words.not_ruled(ticket)
    return ctx.done(reading, ctx.answer(text), *told)


def _close_several(ctx: Context, reading: Reading) -> Outcome:
    """End those tickets that can be ended, each with the same answer; of the others it is told why not."""
    answer = str(reading.slots["text"]) if reading.slots.get("text") else None
    closed: list[Ticket] = []
    told: list[Reply] = []
    reasons: list[str] = []
    for number in reading.slots["numbers"]:
        try:
            ticket = _of_staff(ctx, replace(reading, slots={"number": number}), "")
            assert isinstance(ticket, Ticket)
            tickets.close(ctx.session, ticket, answer, ctx.act)
        except NotPossible as why:
            reasons.append(str(why))
            continue
        closed.append(ticket)
        told += _tell_reporter(ctx, ticket, words.answered(ticket))
    if not closed:
        raise NotPossible("".join(reasons))
    shown = {name: value for name, value in reading.slots.items() if name != "numbers"}
    return ctx.done(reading, ctx.answer(words.closed_together(closed, reasons, bool(told))), *told, slots=shown)


def _tell_reporter(ctx: Context, ticket: Ticket, text: str) -> list[Reply]:
    member = ctx.session.get_one(Member, ticket.member_id)
    if member.id == ctx.sender.id or member.erased_at is not None:
        return []
    return [tell(ctx, text, "ticket", member, ticket.room_id)]


def rate_ticket(ctx: Context, reading: Reading) -> Outcome:
    """How satisfied the sender is with what was done about their matter; somebody who is not is heard."""
    number, stars = reading.slots.get("number"), int(reading.slots.get("satisfaction") or 0)
    if number:
        ticket = tickets.numbered(ctx.session, str(number))
        if ticket is None:
            raise NotPossible(f"没有查到{number}号，请看看号码。")
        if ticket.member_id != ctx.sender.id:
            raise NotPossible(f"{ticket.number}号不是你报的，报的人才能评。")
    else:
        ticket = tickets.latest_closed(ctx.session, ctx.sender, ctx.now)
        if ticket is None:
            return ctx.done(reading, ctx.answer(words.nothing_to_rate(stars)))
    tickets.rate(ctx.session, ticket, stars, ctx.act)
    told = []
    if stars <= words.UNHAPPY:
        room = ctx.session.get(Room, ticket.room_id) if ticket.room_id is not None else None
        told = tell_staff(ctx, words.unhappy(ticket, stars), "ticket", room, ctx.sender)
    return ctx.done(reading, ctx.answer(words.rated(ticket, stars)), *told)


def add_to_ticket(ctx: Context, reading: Reading) -> Outcome:
    """What the reporter adds, or the side of the merchant that a case is against."""
    number, text = reading.slots.get("number"), str(reading.slots.get("text") or "")
    ticket = tickets.numbered(ctx.session, str(number)) if number else tickets.latest_of(ctx.session, ctx.sender)
    if ticket is None:
        raise NotPossible(f"没有查到{number}号，请看看号码。" if number else "补充几号？比如“1号补充：花了50元”。")
    if not text:
        return ask_for(ctx, reading, "text", f"{ticket.number}号要补充什么？")
    case = alliance.case_of(ctx.session, ticket)
    if case is not None and ctx.sender.merchant_id == case.merchant_id:
        return add_to_case(ctx, reading, case, ticket, text)
    if ticket.member_id != ctx.sender.id:
        raise NotPossible(f"{ticket.number}号不是你报的，报的人才能补充。")
    if ticket.status == "closed" and _AGAIN.match(text):
        new = tickets.report(ctx.session, ctx.sender, ticket.kind, f"{ticket.text}（{ticket.number}号{text}）", ctx.act)
        ctx.memory.show(Shown("report_issue", {"number": str(new.number)}, (), ctx.now))
        slots = {"kind": new.kind, "text": new.text}
        return ctx.done(replace(reading, intent="report_issue"), ctx.answer(words.reported(new, ctx.now)), slots=slots)
    tickets.add_to(ctx.session, ticket, text, ctx.act)
    return ctx.done(reading, ctx.answer(words.added(ticket)))


PART = Part(
    {
        "report_issue": explained(report_issue),
        "ticket_status": explained(ticket_status),
        "start_ticket": explained(start_ticket),
        "close_ticket": explained(close_ticket),
        "rate_ticket": explained(rate_ticket),
        "add_to_ticket": explained(add_to_ticket),
    }
)
