"""Waiting for what is sold out: a place in the queue, leaving it, and the word to whoever is served."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import Context
from bot.handlers.asking import told
from bot.handlers.counter import ForWhom
from bot.messages import Reply
from bot.wording import waiting as words
from catalogue.amounts import cost_fen
from catalogue.group_buys import known_here
from catalogue.stock import Trouble, Want
from catalogue.tables import GroupBuy, Member, Order, Product
from catalogue.waiting import Waiting, served_in, wait_for, wait_for_less, waits_of

WILL_WAIT = re.compile("排队|排个队|候补|有人退|等别人退")
QUEUED_FOR = ("sold_out", "too_many")


@dataclass(slots=True)
class Queued:
    """What became of those who will wait: their places (for whom, if not the sender), and what else has to be asked."""

    places: list[Waiting] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    name: str | None = None

    def text(self) -> str:
        """What is said of the places; "" where there are none."""
        return words.queued(self.places, self.name) if self.places else ""


def will_wait(ctx: Context, answers: bool) -> set[str]:
    """The products for which the sender has said yes to a place in the queue."""
    question = ctx.speaker.question
    if not answers or question is None:
        return set()
    return {doubt.product for doubt in question.doubts if doubt.kind == "sold_out" and doubt.offer and doubt.product}


def queue_up(
    ctx: Context, troubles: Sequence[Trouble], whom: ForWhom, pickup: str | None, agreed: set[str]
) -> Queued:
    """Put the sender into the queue for what is short and what they agreed to wait for; the other troubles stay."""
    queued = Queued(name=whom.name)
    for trouble in troubles:
        name, quantity = trouble.want.product.name, trouble.queue or trouble.want.quantity
        wanted = name in agreed or (WILL_WAIT.search(ctx.incoming.text) and trouble.kind in QUEUED_FOR)
        if not wanted or trouble.kind not in QUEUED_FOR:
            queued.troubles.append(trouble)
            continue
        want = Want(ctx.session.get_one(Product, trouble.want.product.id), quantity)
        points = ctx.session.get_one(GroupBuy, want.product.group_buy_id).pickup_points
        chosen = pickup if pickup in points or not points else None
        place = wait_for(ctx.session, whom.recipient, want, ctx.act, pickup=chosen)
        if place is None:
            queued.troubles.append(Trouble("over_limit", trouble.want, 0, trouble.had))
        else:
            queued.places.append(place)
    return queued


def waits_here(ctx: Context, names: Sequence[str] | None = None) -> list[Waiting]:
    """Where the sender waits in the group buys of these rooms; names: only for these products."""
    found = waits_of(ctx.session, known_here(ctx.session, ctx.rooms), ctx.sender.id)
    return [one for one in found if names is None or one.product.name in names]


def meant(places: Sequence[Waiting], sender_id: int, key: int | str | None) -> list[Waiting]:
    """Of somebody's places those for the person named (as `ForWhom.key`), else their own, else all."""
    if key is not None and key != sender_id:
        return [one for one in places if key in (one.wait.beneficiary_id, one.wait.beneficiary_name)]
    own = [one for one in places if one.wait.beneficiary_id is None and one.wait.beneficiary_name is None]
    return own or list(places)


def leave(ctx: Context, places: Sequence[Waiting]) -> str:
    """Give these places up; what is said of it, "" where there were none."""
    gone = wait_for_less(ctx.session, places, 0, ctx.act) if places else []
    return words.left(gone) if gone else ""


def changed_total(ctx: Context, places: Sequence[Waiting], quantity: int, whom: ForWhom) -> str:
    """Let somebody wait for so much (thousandths) of a product from now on; what is said of it.

    For more than before they go to the end of the queue: nobody behind them shall lose by it.
    """
    had = sum(one.quantity for one in places)
    if quantity <= 0:
        return leave(ctx, places)
    if quantity > had:
        wait_for_less(ctx.session, places, 0, ctx.act)
        wait, product = places[0].wait, places[0].product
        place = wait_for(ctx.session, whom.recipient, Want(product, quantity), ctx.act, pickup=wait.pickup)
        if place is None:
            wait_for(ctx.session, whom.recipient, Want(product, had), ctx.act, pickup=wait.pickup)
            return words.too_many(product, had)
        return words.queued([place])
    if quantity < had:
        wait_for_less(ctx.session, places, quantity, ctx.act)
    return words.fewer(places[0], quantity)


def served_told(session: Session, now: datetime) -> list[Reply]:
    """A notice to each who waited and has an order now, in the room where they asked for it."""
    replies = []
    for one in served_in(session):
        member = session.get(Member, one.wait.sender_id)
        if member is None or member.erased_at is not None:
            continue
        order = session.get_one(Order, one.order_id)
        group_buy = session.get_one(GroupBuy, order.group_buy_id)
        other = session.get(Member, one.wait.beneficiary_id) if one.wait.beneficiary_id is not None else None
        name = one.wait.beneficiary_name or (other.nickname if other else None)
        fen = cost_fen(one.quantity, one.product.price_fen)
        text = words.served(one.product, one.quantity, fen, group_buy, order.pickup, name, now)
        replies.append(told(session, text, "waiting", member, one.wait.room_id))
    return replies
