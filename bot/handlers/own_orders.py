"""What somebody has ordered and waits for, for themselves alone."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.context import Context, Part
from bot.handlers.activities import my_sign_ups
from bot.handlers.privately import in_private
from bot.messages import Outcome
from bot.numbered import safe_name
from bot.wording import orders as words
from bot.wording import services as booked
from bot.wording import waiting as waiting_words
from catalogue.order_lines import PAID, PLACED, Line, lines_of, orders_of
from catalogue.services import live_bookings
from catalogue.tables import GroupBuy, Member, Order, Service
from catalogue.waiting import waits_of
from intents.reading import Reading

ABOUT_ACTIVITIES = re.compile("报名|报了|活动")
ABOUT_A_QUEUE = re.compile("排到|排上|轮到|候补|排[在到]?第?几")
MOST_BOOKINGS = 5
ABOUT_BOOKINGS = re.compile("约|师傅|上门")


def my_orders(ctx: Context, reading: Reading) -> Outcome:
    """Everything that the sender ordered and has not fetched yet, in private."""
    if ABOUT_BOOKINGS.search(ctx.incoming.text):
        return ctx.done(reading, ctx.answer(_my_bookings(ctx)))
    signed_up = my_sign_ups(ctx)
    asks_for_sign_ups = ABOUT_ACTIVITIES.search(ctx.incoming.text) is not None or (
        ABOUT_A_QUEUE.search(ctx.incoming.text) is not None and not ctx.speaker.waiting and signed_up is not None
    )
    text = None if asks_for_sign_ups else _my_list(ctx)
    if text is None:
        none = "你现在没有报名的活动。" if asks_for_sign_ups else "你现在没有还没取的订单。"
        text = signed_up if asks_for_sign_ups or signed_up is None else f"{none}\n{signed_up}"
        return ctx.done(reading, ctx.answer(text or none))
    return ctx.done(reading, *in_private(ctx, "你的订单", text))


def _my_bookings(ctx: Context) -> str:
    """What the sender has booked and not had yet, with who comes; no address, for a group reads it."""
    told = [
        booked.standing(ctx.session.get_one(Service, one.service_id), one, ctx.now)
        for one in live_bookings(ctx.session, ctx.sender)
    ]
    return "\n".join(told[:MOST_BOOKINGS]) or "你现在没有约过服务。要约就说做什么、哪天，比如“约保洁 明天上午9点”。"


def _my_list(ctx: Context) -> str | None:
    group_buys = {one.id: one for one in ctx.session.scalars(select(GroupBuy))}
    mine = orders_of(ctx.session, list(group_buys), ctx.sender.id, (PLACED, PAID))
    by_order: dict[int, list[Line]] = {}
    lines = lines_of(ctx.session, mine)
    for line in lines:
        by_order.setdefault(line.order.id, []).append(line)
    cards = [
        words.order_card(one, group_buys[one.group_buy_id], by_order[one.id], _for_other(ctx, one))
        for one in mine if one.id in by_order
    ]
    waiting = waits_of(ctx.session, list(group_buys.values()), ctx.sender.id)
    queue = [f"排着队：{waiting_words.standing(waiting)}"] if waiting else []
    if not cards and not queue:
        return None
    hidden = len(cards) - 5
    together = [words.together(lines)] if len(cards) > 1 else []
    return "\n".join([*cards[:5], *together, *([f"还有{hidden}单，问网格员要清单。"] if hidden > 0 else []), *queue])


def _for_other(ctx: Context, one: Order) -> str | None:
    """The name for whom an order is, where it is not the sender of this message."""
    if one.beneficiary_name:
        return safe_name(one.beneficiary_name)
    person = one.beneficiary_id or one.sender_id
    if person is None or person == ctx.sender.id:
        return None
    member = ctx.session.get(Member, person)
    return safe_name(member.nickname if member else None)


PART = Part({"my_orders": my_orders})
