"""Orders of others, as staff speak of them: whom a command names, and what they have."""

from __future__ import annotations

from collections.abc import Sequence

from bot.context import Context
from bot.handlers.asking import told
from bot.messages import Reply
from bot.wording import orders as words
from catalogue.group_buys import known_here
from catalogue.marks import orders_for
from catalogue.order_lines import PICKED_UP
from catalogue.recipients import people_named
from catalogue.stock import Want
from catalogue.tables import Member, Order
from intents.reading import Reading


def commands(ctx: Context, reading: Reading) -> bool:
    """Whether staff speak to the bot, so that they may mean somebody else's order."""
    return ctx.speaker.is_staff and (ctx.incoming.mention or ctx.room is None or reading.hash_command)


def others_orders(ctx: Context, beneficiary: str | None) -> tuple[str, list[Order]]:
    """Whom the message names, and what they have not fetched yet; "" and nothing where nobody else with orders is named."""
    known = known_here(ctx.session, ctx.rooms)
    text = ctx.incoming.text
    called = [beneficiary] if beneficiary else sorted(
        (name for name in ctx.scene.people if len(name) > 1 and name in text), key=len, reverse=True
    )
    for name in called:
        members = [one for one in people_named(ctx.session, name, ctx.rooms) if one.id != ctx.sender.id]
        if len(members) > 1:
            continue
        found = orders_for(ctx.session, known, members=members, name=name)
        if orders := [one for one in found if one.status != PICKED_UP]:
            return name, orders
    return "", []


def told_of_change(
    ctx: Context, orders: Sequence[Order], lines: Sequence[Want], moved: Sequence[Order]
) -> list[Reply]:
    """A word to each member whose order staff have changed, in the room where they ordered."""
    people: dict[int, Order] = {}
    for order in orders if lines or moved else ():
        person = order.beneficiary_id or order.sender_id
        if person is not None and person != ctx.sender.id and order.beneficiary_name is None:
            people.setdefault(person, order)
    text = words.told_of_change([(want.product, want.quantity) for want in lines], moved[0].pickup if moved else None)
    return [
        told(ctx.session, text, "amended", ctx.session.get_one(Member, person), order.room_id)
        for person, order in people.items()
    ]
