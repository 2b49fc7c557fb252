"""The alliance: who belongs to it, and complaints that a member did not keep its promise, up to the ruling."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.context import Context, Part
from bot.handlers.asking import ask_for, explained, tell
from bot.handlers.telling_staff import tell_merchant, tell_staff
from bot.messages import Outcome
from bot.rights import standing_of
from bot.wording import alliance as words
from catalogue import alliance, tickets
from catalogue.reasons import NotPossible
from catalogue.tables import Case, Member, Merchant, Room, Ticket
from intents.normalise import normalise
from intents.reading import Reading

CAUSE = "case"
LINES = 20
_PROMISE = re.compile(r"折|优惠|不认|大家卡|居民卡|证书|志愿者证|承诺|说好的|多收|没便宜|不给便宜|会员价|赖账|反悔")


def against_member(ctx: Context, ticket: Ticket) -> Merchant | None:
    """The one member merchant that a complaint says broke its promise; None: it is about something else."""
    if ticket.kind != "complaint" or not _PROMISE.search(ticket.text):
        return None
    names = {
        value for found in ctx.scene.lexicon.find(normalise(ticket.text)) for value in found.full_values("merchant")
    }
    rows = ctx.session.scalars(select(Merchant).where(Merchant.name.in_(names), Merchant.alliance.is_(True))).all()
    return rows[0] if len(rows) == 1 and rows[0].id != ctx.sender.merchant_id else None


def opened_case(ctx: Context, reading: Reading, ticket: Ticket, merchant: Merchant) -> Outcome:
    """A case: evidence is asked for, the merchant hears of it without a name, staff as well."""
    alliance.open_case(ctx.session, ticket, merchant)
    told = tell_merchant(ctx, words.to_merchant(ticket), CAUSE, merchant)
    told += tell_staff(ctx, words.to_staff(ticket, merchant), CAUSE, ctx.room, ctx.sender)
    return ctx.done(reading, ctx.answer(words.opened(ticket, merchant, ctx.now)), *told)


def add_to_case(ctx: Context, reading: Reading, case: Case, ticket: Ticket, text: str) -> Outcome:
    """The merchant's side; staff are told, who now can rule."""
    alliance.answer(ctx.session, case, text, ctx.act)
    room = ctx.session.get(Room, ticket.room_id) if ticket.room_id is not None else None
    member = ctx.session.get_one(Member, ticket.member_id)
    told = tell_staff(ctx, words.merchant_answered(ticket, text), CAUSE, room, member)
    return ctx.done(reading, ctx.answer(words.ANSWER_KEPT), *told)


def rule_case(ctx: Context, reading: Reading) -> Outcome:
    """Founded or not; reporter and merchant are told, and a second founded case ends the membership."""
    number, founded = reading.slots.get("number"), bool(reading.slots.get("founded"))
    if not number:
        return ask_for(ctx, reading, "number", "几号投诉？")
    ticket = tickets.numbered(ctx.session, str(number))
    case = alliance.case_of(ctx.session, ticket) if ticket is not None else None
    if ticket is None or case is None:
        raise NotPossible(f"{number}号不是联盟投诉，请看看号码。说“看看投诉”有清单。")
    room = ctx.session.get(Room, ticket.room_id) if ticket.room_id is not None else None
    if not standing_of(ctx.session, ctx.sender).is_staff_in(room):
        raise NotPossible(f"{ticket.number}号不是你网格里的，请找那边的网格员。")
    reason = str(reading.slots["reason"]) if reading.slots.get("reason") else None
    done = alliance.rule(ctx.session, case, ticket, founded, reason, ctx.act)
    merchant = ctx.session.get_one(Merchant, case.merchant_id)
    told = tell_merchant(ctx, words.ruled_to_merchant(ticket, merchant, done), CAUSE, merchant)
    reporter = ctx.session.get_one(Member, ticket.member_id)
    if reporter.erased_at is None and reporter.id != ctx.sender.id:
        told.append(tell(ctx, words.ruled_to_reporter(ticket, merchant, done), CAUSE, reporter, ticket.room_id))
    return ctx.done(reading, ctx.answer(words.ruled(ticket, merchant, done)), *told)


def _the_merchant(ctx: Context, reading: Reading) -> Merchant | Outcome:
    name = reading.slots.get("name")
    if not name:
        return ask_for(ctx, reading, "name", "是哪家店？")
    merchant = ctx.session.scalars(select(Merchant).where(Merchant.name == str(name))).first()
    if merchant is None:
        raise NotPossible(f"没找到“{name}”这家店，先把它写进商户表再加入联盟。")
    return merchant


def join_alliance(ctx: Context, reading: Reading) -> Outcome:
    """A merchant becomes a member from today, with what it promises."""
    merchant = _the_merchant(ctx, reading)
    if isinstance(merchant, Outcome):
        return merchant
    promise = str(reading.slots["promise"]) if reading.slots.get("promise") else None
    discount = reading.slots.get("volunteer_discount")
    hundredths = round(float(discount) * 100) if discount else None
    alliance.join(ctx.session, merchant, promise, hundredths, ctx.act)
    told = tell_merchant(ctx, words.welcome(merchant), CAUSE, merchant)
    return ctx.done(reading, ctx.answer(words.joined(merchant, ctx.now)), *told)


def leave_alliance(ctx: Context, reading: Reading) -> Outcome:
    """A membership ends today."""
    merchant = _the_merchant(ctx, reading)
    if isinstance(merchant, Outcome):
        return merchant
    reason = str(reading.slots["reason"]) if reading.slots.get("reason") else None
    alliance.leave(ctx.session, merchant, reason, ctx.act)
    told = tell_merchant(ctx, words.goodbye(merchant), CAUSE, merchant)
    return ctx.done(reading, ctx.answer(words.left(merchant)), *told)


def list_alliance(ctx: Context, reading: Reading) -> Outcome:
    """The members with what they promise; staff also see since when, and founded cases."""
    rows = alliance.members(ctx.session)
    if not rows:
        return ctx.done(reading, ctx.answer("现在还没有联盟商户。"))
    if ctx.room is not None or not ctx.speaker.is_staff:
        return ctx.done(reading, ctx.answer(words.member_names(rows)), results=[row.name for row in rows])
    lines = [words.member_line(row, alliance.founded_since_joining(ctx.session, row)) for row in rows[:LINES]]
    return ctx.done(
        reading, ctx.answer("\n".join([f"联盟商户{len(rows)}家：", *lines])), results=[row.name for row in rows],
    )


PART = Part(
    {
        "rule_case": explained(rule_case),
        "join_alliance": explained(join_alliance),
        "leave_alliance": explained(leave_alliance),
        "list_alliance": explained(list_alliance),
    }
)
