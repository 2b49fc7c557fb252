"""Staff cancel for somebody: also what is paid or closed, with the reason kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.context import Context, Part
from bot.handlers.amending import cancel_order as cancel_own
from bot.handlers.asking import told
from bot.handlers.orders import settled_slots
from bot.handlers.others import commands, others_orders
from bot.messages import Outcome, Reply
from bot.numbered import safe_name
from bot.wording import orders as words
from catalogue.amendments import cancel
from catalogue.order_lines import Line, lines_of
from catalogue.tables import GroupBuy, Member
from intents.reading import Reading

WHY = re.compile(r"(?:因为|原因是?[:：]?|由于|[,，。;；])\s*(?:因为|由于|原因是?[:：]?)?(?P<why>[^,，。;；]{2,40})[。.!！]*$")
BY_STAFF = "网格员取消"


def cancel_order(ctx: Context, reading: Reading) -> Outcome:
    """Cancel: for the person whom staff name, else the sender's own."""
    return _by_staff(ctx, reading, settled_slots(ctx, reading)) or cancel_own(ctx, reading)


def _by_staff(ctx: Context, reading: Reading, slots: Mapping[str, Any]) -> Outcome | None:
    """Cancel what the person whom staff name has ordered here; None where nobody else is named, or they have nothing."""
    if not commands(ctx, reading):
        return None
    name, orders = others_orders(ctx, slots.get("beneficiary"))
    if not orders:
        return None
    names = [str(item["product"]) for item in slots.get("items") or ()] or None
    held = [line for line in lines_of(ctx.session, orders) if names is None or line.product.name in names]
    if not held:
        return ctx.done(reading, ctx.answer(f"{safe_name(name)}没有订{'、'.join(names or ())}。"), slots=slots)
    found = WHY.search(ctx.incoming.text)
    because = found["why"].strip() if found else None
    gone = cancel(ctx.session, orders, names, ctx.act, by_staff=True, because=because or BY_STAFF, command=True)
    ended = any(ctx.session.get_one(GroupBuy, line.order.group_buy_id).status != "open" for line in gone.lines)
    text = words.cancelled_by_staff(name, gone.lines, because, ended)
    return ctx.done(reading, ctx.answer(text), *_told(ctx, gone.lines), slots=slots)


def _told(ctx: Context, lines: Sequence[Line]) -> list[Reply]:
    """A word to each member whose order it was, in the room where they ordered."""
    people: dict[int, list[Line]] = {}
    for line in lines:
        person = line.order.beneficiary_id or line.order.sender_id
        if person is not None and person != ctx.sender.id:
            people.setdefault(person, []).append(line)
    return [
        told(
            ctx.session, words.told_of_cancelling(own), "cancelled", ctx.session.get_one(Member, person),
            own[0].order.room_id,
        )
        for person, own in people.items()
    ]


PART = Part({"cancel_order": cancel_order})
