"""What stands on the counter here: the open group buys of the room, their products, and for whom somebody orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.context import Context
from bot.handlers.namesakes import described_as, told_apart
from catalogue.amounts import from_milli, to_milli
from catalogue.group_buys import is_open_here, known_here, open_here, products_of
from catalogue.orders import Recipient, recipient_for
from catalogue.recipients import people_named, pickup_for
from catalogue.stock import Trouble, Want
from catalogue.tables import GroupBuy, Member, Product
from catalogue.versions import was_touched
from intents.scene import Doubt

MOST = 999  # units of one product that somebody orders without being asked whether they mean it


@dataclass(frozen=True, slots=True)
class Counter:
    """The group buys that take orders here and what they sell."""

    group_buys: tuple[GroupBuy, ...]
    products: tuple[Product, ...]

    def group_buy_of(self, product: Product) -> GroupBuy:
        """The group buy that sells it."""
        return next(one for one in self.group_buys if one.id == product.group_buy_id)

    def named(self, name: str, group_buy: str | None = None) -> list[Product]:
        """The products of that name, in the group buy of that title if one is given."""
        found = [one for one in self.products if one.name == name]
        if group_buy is not None:
            found = [one for one in found if self.group_buy_of(one).title == group_buy] or found
        return found

    def by_name(self) -> Mapping[str, Product]:
        """Products by their name."""
        return {product.name: product for product in self.products}


def counter_of(ctx: Context) -> Counter:
    """What can be ordered here and now."""
    group_buys = open_here(ctx.session, ctx.rooms, ctx.now)
    products = [one for one in products_of(ctx.session, group_buys) if not one.closed]
    return Counter(tuple(group_buys), tuple(products))


def counter_at_hand(ctx: Context) -> Counter:
    """As `counter_of`, from what is held in memory: rows only to be read, and how much is sold may be old."""
    if ctx.stalls is None or was_touched(ctx.session):
        return counter_of(ctx)
    ids = [room.id for room in ctx.rooms]
    stalls = [stall for stall in ctx.stalls if is_open_here(stall.group_buy, ids, ctx.now)]
    return Counter(
        tuple(stall.group_buy for stall in stalls), tuple(one for stall in stalls for one in stall.products)
    )


def wants_of(
    counter: Counter, items: Sequence[Mapping[str, Any]], group_buy: str | None
) -> tuple[list[Want], list[Doubt]]:
    """The items as products and quantities, and what must be asked because two group buys sell it or none does."""
    wants, doubts = [], []
    for item in items:
        name, quantity = str(item["product"]), item.get("quantity")
        found = counter.named(name, group_buy)
        if len(found) > 1:
            titles = tuple(counter.group_buy_of(one).title for one in found)
            doubts.append(Doubt("which_group_buy", name, name, quantity, titles))
        elif not found:
            doubts.append(Doubt("unknown_product", name, None, quantity))
        elif quantity is None:
            doubts.append(Doubt("how_many", name, name))
        elif quantity > MOST and found[0].stock is None:
            doubts.append(Doubt("how_many", name, name, quantity))
        else:
            wants.append(Want(found[0], to_milli(quantity)))
    return wants, doubts


def doubt_of(trouble: Trouble) -> Doubt:
    """A trouble of the store as something to ask."""
    product = trouble.want.product
    return Doubt(
        trouble.kind, product.name, product.name, from_milli(trouble.want.quantity),
        offer=from_milli(trouble.possible or trouble.queue) or None,
    )


def items_of(wants: Sequence[Want]) -> list[dict[str, Any]]:
    """What was recorded, as slots."""
    return [{"product": want.product.name, "quantity": from_milli(want.quantity)} for want in wants]


@dataclass(frozen=True, slots=True)
class ForWhom:
    """For whom a message orders: the recipient, the member if it is one, the name as written, or what must be asked."""

    recipient: Recipient
    member: Member | None
    name: str | None = None
    doubt: Doubt | None = None

    @property
    def key(self) -> int | str | None:
        """What `orders_meant` compares: a member's id or a name; None: nobody was named."""
        if self.name is None:
            return None
        return self.recipient.beneficiary_id or self.recipient.beneficiary_name or self.recipient.sender_id


def for_whom(ctx: Context, name: str | None) -> ForWhom:
    """The beneficiary by name, resolved once: one member, nobody's name, or (several) a question; None: the sender."""
    if not name:
        return ForWhom(recipient_for(ctx.session, ctx.sender), ctx.sender)
    people = people_named(ctx.session, name, ctx.rooms)
    if not people and (meant := described_as(ctx, name)) is not None:
        people = [meant]
    if len(people) == 1:
        return ForWhom(recipient_for(ctx.session, ctx.sender, people[0]), people[0], name)
    recipient = recipient_for(ctx.session, ctx.sender, name=name)
    doubt = Doubt("which_person", name, choices=tuple(told_apart(ctx, name, people))) if people else None
    return ForWhom(recipient, None, name, doubt)


def pickup_of(ctx: Context, group_buy: GroupBuy, said: str | None, member: Member | None) -> str | None:
    """Where this order will be picked up: as said if the group buy goes there, else the nearest point."""
    if said and (not group_buy.pickup_points or said in group_buy.pickup_points):
        return said
    return pickup_for(ctx.session, group_buy, member, ctx.room, ctx.places)


def group_buy_named(ctx: Context, title: str | None) -> list[GroupBuy]:
    """The group buy of that title here; without a title the open ones, else the one that ended last."""
    known = known_here(ctx.session, ctx.rooms)
    if title:
        return [one for one in known if one.title == title]
    return [one for one in known if one.status == "open"] or known[:1]
