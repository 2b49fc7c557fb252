"""Eight processes sell one product at the same time: never more than there is, and nothing is kept back."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.database import open_database
from catalogue.order_lines import LIVE
from catalogue.tables import Order, OrderEntry, Product
from tests.chaos.judging import numbers_of_orders
from tests.chaos.kills import Trial
from tests.chaos.lives import wait_until
from tests.chaos.serving import Message
from tests.chaos.stores import PRODUCT, prepare

PROCESSES = 8
AT_ONCE = 50  # messages given to a process before it has answered them


def rush_trial(
    url: str, folder: Path, *, units: int = 1000, buyers: int = 2000, seed: int = 1,
    processes: int = PROCESSES, progress: Callable[[], None] = lambda: None,
) -> list[str]:
    """Each buyer asks for 1 to 3, a tenth cancels; then who got nothing asks for one. What is wrong then."""
    prepare(url, stock=units)
    chance = random.Random(seed)
    trial = Trial(url, folder, processes, chance)
    faults: list[str] = []
    try:
        for _ in range(processes):
            trial.begin()
        asked = {f"b{n}": chance.randint(1, 3) for n in range(buyers)}
        told = _say(trial, [(f"{who}-1", who, f"鸡蛋{'一两三'[n - 1]}盒") for who, n in asked.items()], progress)
        faults += _oversold(url, units)
        served = [who for who in asked if told[f"{who}-1"] == "order acted"]
        leaving = chance.sample(served, -(-len(served) // 10))
        _say(trial, [(f"{who}-2", who, "我的鸡蛋不要了") for who in leaving], progress)
        faults += _oversold(url, units)
        refused = [who for who in asked if told[f"{who}-1"] != "order acted"]
        late = _say(trial, [(f"{who}-3", who, "鸡蛋一盒") for who in refused], progress)
        for life in trial.lives:
            life.end()
        trial.lives.clear()
        faults += _oversold(url, units) + _kept_back(url, units, late, len(leaving))
    finally:
        trial.stop()
    return faults


def _say(trial: Trial, messages: list[Message], progress: Callable[[], None]) -> dict[str, str]:
    """Give the messages to all processes in turn, so many at once; message id → what came of it."""
    chronicle = trial.chronicle
    waits_for = {message[0] for message in messages}
    for begin in range(0, len(messages), AT_ONCE * len(trial.lives)):
        part = messages[begin : begin + AT_ONCE * len(trial.lives)]
        for number, message in enumerate(part):
            trial.lives[number % len(trial.lives)].give([message])
        ids = {message[0] for message in part}
        wait_until(
            lambda ids=ids: ids <= trial.acknowledged(), "the rush", pause_s=0.02,  # type: ignore[misc]
            unless=lambda: any(life.over for life in trial.lives),
        )
        progress()
    results: dict[str, str] = {}
    for line in [*chronicle.said("failed"), *chronicle.said("done")]:
        message_id, _, result = line.partition(" ")
        if message_id in waits_for and results.get(message_id) in (None, "none acted"):  # a second copy does nothing
            results[message_id] = result
    return results


def _oversold(url: str, units: int) -> list[str]:
    database = open_database(url)
    with database.read() as session:
        product, ordered = _sold(session)
    database.close()
    if product != ordered:
        return [f"sold says {product}, the orders {ordered}"]
    return [f"{ordered} of {units} units are out"] if ordered > units else []


def _sold(session: Session) -> tuple[int, int]:
    """Units out as the product says, and as the orders say."""
    product = session.scalars(select(Product).where(Product.name == PRODUCT)).one()
    ordered = session.scalar(
        select(func.coalesce(func.sum(OrderEntry.quantity), 0)).join(Order, Order.id == OrderEntry.order_id)
        .where(OrderEntry.product_id == product.id, Order.status.in_(LIVE))
    )
    return product.sold // 1000, int(ordered or 0) // 1000


def _kept_back(url: str, units: int, late: dict[str, str], left: int) -> list[str]:
    database = open_database(url)
    with database.read() as session:
        sold, _ = _sold(session)
        numbers = numbers_of_orders(session)
    database.close()
    refused = sum(result != "order acted" for result in late.values())
    found = [] if sold == units or not refused else [f"{units - sold} units are left and {refused} were refused"]
    if len(numbers) != len(set(numbers)):
        found.append("an order number was given twice")
    if left < 1:
        found.append("nobody cancelled: nothing was tried")
    return found
