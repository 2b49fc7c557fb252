"""One handler for each intent, one module for each part of life."""

from __future__ import annotations

from collections.abc import Mapping

from bot.context import Handler, Part
from bot.handlers import (
    activities,
    activity_changes,
    amending,
    attendance,
    bookings,
    broadcasts,
    cancelling,
    cases,
    certificates,
    demand,
    directory,
    exports,
    group_buys,
    guides,
    help,
    marks,
    merchants,
    misuse,
    orders,
    own_orders,
    people,
    points,
    poll_changes,
    polls,
    ratings,
    relays,
    rooms,
    rounds,
    services,
    statement,
    tallies,
    teaching,
    tickets,
    undo,
)

PARTS: tuple[Part, ...] = tuple(
    module.PART
    for module in (
        activities, activity_changes, amending, attendance, bookings, broadcasts, cancelling, cases, certificates, demand,
        directory, exports, group_buys, guides, help, marks, merchants, misuse, orders, own_orders, people, points,
        poll_changes, polls, ratings, relays, rooms, rounds, services, statement, tallies, teaching, tickets, undo,
    )
)


def all_handlers() -> Mapping[str, Handler]:
    """Every handler by intent. Raises: ValueError where two parts claim the same intent."""
    handlers: dict[str, Handler] = {}
    for part in PARTS:
        for intent, handler in part.handlers.items():
            if intent in handlers:
                raise ValueError(f"two handlers for {intent}")
            handlers[intent] = handler
    return handlers
