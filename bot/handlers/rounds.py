"""Staff's round of the shops: return visits, confirmed entries, the ranking by stars, use of the card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from bot.context import Context, Part
from bot.handlers.asking import ask_for, explained
from bot.handlers.privately import in_private
from bot.messages import Outcome
from bot.wording import rounds as words
from catalogue import card_use, ratings, rounds
from catalogue.reasons import NotPossible
from catalogue.tables import Merchant
from intents.days import CHINA
from intents.reading import Reading


def note_visit(ctx: Context, reading: Reading) -> Outcome:
    """A return visit to one shop or several, with what was found; its entry is confirmed where staff say so."""
    shops = _named(ctx, reading)
    if not shops:
        return ask_for(ctx, reading, "names", "今天回访了哪家？说店名就行。")
    note = str(reading.slots["note"]) if reading.slots.get("note") else None
    confirmed = bool(reading.slots.get("confirmed"))
    rounds.visited(ctx.session, shops, note, ctx.act, confirmed=confirmed)
    left = len(rounds.to_visit(ctx.session, ctx.now))
    return ctx.done(reading, ctx.answer(words.visited(shops, note, confirmed, left)))


def confirm_merchant(ctx: Context, reading: Reading) -> Outcome:
    """What is entered of a shop is still true; a merchant says so of its own."""
    shops = _named(ctx, reading)
    if not shops:
        return ask_for(ctx, reading, "names", "核实了哪家的资料？说店名就行。")
    rounds.confirm(ctx.session, shops, ctx.act)
    return ctx.done(reading, ctx.answer(words.confirmed(shops, ctx.now.astimezone(CHINA).date())))


def _named(ctx: Context, reading: Reading) -> Sequence[Merchant]:
    names = [str(name) for name in reading.slots.get("names") or ()]
    found = ctx.session.scalars(select(Merchant).where(Merchant.name.in_(names)).order_by(Merchant.id)).all()
    if unknown := set(names) - {one.name for one in found}:
        raise NotPossible(f"没找到“{unknown.pop()}”这家店，请看看店名。")
    return found


def visits_due(ctx: Context, reading: Reading) -> Outcome:
    """Which shops staff have not visited this month, and whose entries are old; long lists in private."""
    done = len(rounds.visits_of_month(ctx.session, ctx.now))
    text = words.due_now(rounds.to_visit(ctx.session, ctx.now), rounds.to_confirm(ctx.session, ctx.now), done)
    return ctx.done(reading, *in_private(ctx, "回访清单", text))


def rank_merchants(ctx: Context, reading: Reading) -> Outcome:
    """The shops by the stars of a year, those below the floor marked for leaving; in private."""
    year = int(reading.slots.get("year") or ctx.now.astimezone(CHINA).year)
    return ctx.done(reading, *in_private(ctx, "商户评分", words.ranking(ratings.ranking(ctx.session, year), year)))


def card_uses(ctx: Context, reading: Reading) -> Outcome:
    """How often the card was used, of each shop for staff, of its own for a merchant; with the change on the month before."""
    month = _month(ctx, reading)
    rows = card_use.card_use(ctx.session, month)
    own = ctx.session.get(Merchant, ctx.sender.merchant_id) if ctx.sender.merchant_id is not None else None
    if not ctx.speaker.is_staff and own is not None:
        use = next((one for one in rows if one.merchant.id == own.id), None)
        return ctx.done(reading, *in_private(ctx, "用卡次数", words.own_use(own.name, use, month.month)))
    if name := reading.slots.get("name"):
        use = next((one for one in rows if one.merchant.name == name), None)
        return ctx.done(reading, *in_private(ctx, "用卡次数", words.own_use(str(name), use, month.month)))
    if not rows:
        return ctx.done(reading, ctx.answer(f"{month.month}月和前一个月都没有登记过用卡。"))
    return ctx.done(reading, *in_private(ctx, "用卡统计", words.card_use(rows, month.month)))


def _month(ctx: Context, reading: Reading) -> date:
    said = reading.slots.get("month")
    return card_use.month_of(str(said)) if said else ctx.now.astimezone(CHINA).date()


PART = Part({
    "note_visit": explained(note_visit), "confirm_merchant": explained(confirm_merchant), "visits_due": visits_due,
    "rank_merchants": rank_merchants, "card_use": card_uses,
})
