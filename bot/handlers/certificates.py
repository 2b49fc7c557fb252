"""Volunteers' certificates: issuing, revoking, restoring, verifying, and visits with them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from bot.context import Context, Part
from bot.handlers.asking import ask_for, explained, tell
from bot.handlers.misuse import looked_at
from bot.handlers.naming import the_one_named, tidy
from bot.messages import Outcome, Reply
from bot.wording import certificates as words
from catalogue import certificates
from catalogue.reasons import NotPossible
from catalogue.tables import Certificate, Member, Merchant
from intents.reading import Reading

UNNAMED = "一位邻居"


def issue_certificate(ctx: Context, reading: Reading) -> Outcome:
    """A certificate for a member who has earned it; nothing new for one who has it."""
    if not reading.slots.get("name"):
        return ask_for(ctx, reading, "name", "给谁发证书？说名字就行。")
    name = tidy(str(reading.slots["name"]))
    member = the_one_named(ctx, name)
    certificate, new = certificates.issue(ctx.session, member, name, ctx.act)
    replies = [ctx.answer(words.issued(name, certificate, new, in_private=ctx.room is None))]
    if new:
        replies += congratulated(ctx, member, certificate)
    return ctx.done(reading, *replies)


def congratulated(ctx: Context, member: Member, certificate: Certificate) -> list[Reply]:
    """A new certificate: good wishes in the room, the number to its holder alone, who could be robbed of it."""
    private = Reply(words.earned(certificate), to=member.id, kind="notice", cause="certificate")
    if ctx.room is None:
        return [private]
    return [tell(ctx, words.CONGRATULATIONS, "certificate", member, ctx.room.id), private]


def revoke_certificate(ctx: Context, reading: Reading) -> Outcome:
    """Make a certificate invalid, with the reason; the holder is told in private."""
    found = _meant(ctx, reading)
    if isinstance(found, Outcome):
        return found
    certificate, holder, name = found
    reason = str(reading.slots["reason"]) if reading.slots.get("reason") else None
    certificates.revoke(ctx.session, certificate, reason, ctx.act)
    told = Reply(words.taken_away(certificate, reason), to=holder.id, kind="notice", cause="certificate")
    reply = ctx.answer(words.revoked(certificate, name, reason))
    return ctx.done(reading, reply, *([told] if holder.erased_at is None else []))


def restore_certificate(ctx: Context, reading: Reading) -> Outcome:
    """Make a revoked certificate valid again; the holder is told in private."""
    found = _meant(ctx, reading)
    if isinstance(found, Outcome):
        return found
    certificate, holder, name = found
    certificates.restore(ctx.session, certificate, ctx.act)
    told = Reply(words.given_back(certificate), to=holder.id, kind="notice", cause="certificate")
    reply = ctx.answer(words.restored(certificate, name))
    return ctx.done(reading, reply, *([told] if holder.erased_at is None else []))


def _meant(ctx: Context, reading: Reading) -> tuple[Certificate, Member, str] | Outcome:
    """The certificate that was said by number or name, its holder, what to call them; or the question whose.

    Raises: NotPossible where there is none, or where name and number do not belong together.
    """
    number, name = reading.slots.get("number"), reading.slots.get("name")
    if not number and not name:
        return ask_for(ctx, reading, "name", "是谁的证书？说名字或编号都行。")
    if number:
        certificate = certificates.numbered(ctx.session, str(number))
        if certificate is None:
            raise NotPossible(f"没有查到证书{certificates.tidy_number(str(number))}，请看看编号。")
        holder = ctx.session.get_one(Member, certificate.member_id)
        if name and the_one_named(ctx, str(name)).id != holder.id:
            raise NotPossible(f"证书{certificate.number}不是{tidy(str(name))}的，请看看编号和名字。")
        return certificate, holder, tidy(str(name)) if name else holder.nickname or UNNAMED
    called = tidy(str(name))
    holder = the_one_named(ctx, called)
    owned = certificates.of_member(ctx.session, holder.id)
    if owned is None:
        raise NotPossible(f"{called}还没有证书。")
    return owned, holder, called


def verify_certificate(ctx: Context, reading: Reading) -> Outcome:
    """Whether a certificate is valid, the family name, the discount in the asker's shop; nothing more."""
    number = reading.slots.get("number")
    if not number:
        return ask_for(ctx, reading, "number", "证书编号是多少？比如V0001。")
    certificate = certificates.numbered(ctx.session, str(number))
    if certificate is None:
        text = f"没有{certificates.tidy_number(str(number))}这张证书，请核对一下编号。"
        return ctx.done(reading, ctx.answer(text))
    holder = ctx.session.get_one(Member, certificate.member_id)
    told = looked_at(ctx, certificate, _shop(ctx)) if certificate.status == "valid" else []
    return ctx.done(reading, ctx.answer(words.verified(certificate, holder.nickname, _shop(ctx))), *told)


def record_visit(ctx: Context, reading: Reading) -> Outcome:
    """Note that a certificate or household card was used in the asker's shop, for how much."""
    number, amount = reading.slots.get("number"), reading.slots.get("amount")
    if not number:
        return ask_for(ctx, reading, "number", "证书或卡的号码是多少？")
    if amount is None:
        return ask_for(ctx, reading, "amount", f"{number}消费了多少钱？")
    if reading.slots.get("wrong"):
        slots = {"number": number, "amount": amount}
        return ctx.done(reading, ctx.answer(words.put_right_by(str(number), amount)), slots=slots)
    fen = int((Decimal(str(amount)) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    shop = _shop(ctx)
    visit = certificates.record_visit(ctx.session, str(number), fen, shop, ctx.act)
    shown = certificates.numbered(ctx.session, visit.number)
    told = looked_at(ctx, shown, shop) if shown is not None else []
    text = words.visited(visit, shop, "volunteer_discount" if shown is not None else "card_discount")
    return ctx.done(reading, ctx.answer(text), *told)


def _shop(ctx: Context) -> Merchant | None:
    return ctx.session.get(Merchant, ctx.sender.merchant_id) if ctx.sender.merchant_id is not None else None


PART = Part(
    {
        "issue_certificate": explained(issue_certificate),
        "revoke_certificate": explained(revoke_certificate),
        "restore_certificate": explained(restore_certificate),
        "verify_certificate": explained(verify_certificate),
        "record_visit": explained(record_visit),
    }
)
