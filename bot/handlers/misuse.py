"""A certificate that may be in the wrong hands: brought before staff, who decide; nothing is revoked by itself."""

from __future__ import annotations

from datetime import timedelta

from bot.context import Context, Part
from bot.handlers.asking import ask_for, explained
from bot.handlers.telling_staff import tell_staff
from bot.messages import Outcome, Reply
from bot.wording import certificates as words
from catalogue import certificates
from catalogue.audit import record
from catalogue.distance import straight_m, walking_minutes
from catalogue.reasons import NotPossible
from catalogue.tables import Certificate, Member, Merchant
from intents.reading import Reading

CAUSE = "misuse"
BY_BICYCLE = 3  # times as fast as on foot
SLACK = timedelta(minutes=3)  # clocks and habits differ: shops next door to each other are no matter


def looked_at(ctx: Context, certificate: Certificate, merchant: Merchant | None) -> list[Reply]:
    """Word to staff where it was at another shop sooner than its holder can have walked from there; notes it here.

    merchant None: it was not shown at a shop.
    """
    if merchant is None:
        return []
    told: list[Reply] = []
    before = next(
        (one for one in certificates.shown_lately(ctx.session, certificate, ctx.now) if one[0] != merchant.id), None
    )
    certificates.note_shown(ctx.session, certificate, merchant, ctx.act)
    if before is None:
        return []
    other = ctx.session.get_one(Merchant, before[0])
    walk = _walk(merchant, other)
    passed = ctx.now - before[1]
    if walk is not None and passed + SLACK < walk / BY_BICYCLE:
        holder = ctx.session.get_one(Member, certificate.member_id)
        minutes = max(1, round(passed.total_seconds() / 60))
        told = tell_staff(ctx, words.in_two_places(certificate, other, merchant, minutes), CAUSE, None, holder)
    return told


def _walk(one: Merchant, other: Merchant) -> timedelta | None:
    if one.lng is None or one.lat is None or other.lng is None or other.lat is None:
        return None
    return timedelta(minutes=walking_minutes(straight_m(one.lng, one.lat, other.lng, other.lat)))


def report_misuse(ctx: Context, reading: Reading) -> Outcome:
    """Somebody else presented it: before staff, with what they can say then; the holder is told."""
    number = reading.slots.get("number")
    if not number:
        return ask_for(ctx, reading, "number", "是哪张证书？说编号就行。")
    certificate = certificates.numbered(ctx.session, str(number))
    if certificate is None:
        raise NotPossible(f"没有{certificates.tidy_number(str(number))}这张证书，请核对一下编号。")
    if certificate.status != "valid":
        raise NotPossible(f"{certificate.number}已经收回，本来就不能用了。")
    holder = ctx.session.get_one(Member, certificate.member_id)
    shop = ctx.session.get(Merchant, ctx.sender.merchant_id) if ctx.sender.merchant_id is not None else None
    record(
        ctx.session, ctx.act, "report_misuse", f"certificate:{certificate.id}",
        after={"merchant": shop.id if shop is not None else None},
    )
    told = tell_staff(ctx, words.presented_by_another(certificate, shop), CAUSE, None, holder)
    return ctx.done(reading, ctx.answer(words.misuse_reported(certificate)), *told)


PART = Part({"report_misuse": explained(report_misuse)})
