"""Two hundred reposts, forked, shortened and scribbled in, against a ledger kept by hand."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select

from catalogue.order_lines import lines_of
from catalogue.tables import Member, Order, RoomMember
from tests.orders.conftest import Street, items_slot

PEOPLE = [f"{surname}{given}" for surname in "邱岑闵邬臧" for given in ("家婶", "家伯", "师傅", "姑娘", "小弟")]
Rows = dict[str, int]


def moved_in(street: Street) -> list[str]:
    """The people's channel ids."""
    for place, name in enumerate(PEOPLE):
        member = Member(channel_id=f"p{place}", nickname=name)
        street.session.add(member)
        street.session.flush()
        street.session.add(RoomMember(room_id=1, member_id=member.id, alias=name))
    return [f"p{place}" for place in range(len(PEOPLE))]


def post(street: Street, who: str, rows: Rows) -> None:
    """Post a list of name and 豆角 in 斤."""
    entries = [
        {"position": position, "name": name, "items": items_slot(("豆角", quantity))}
        for position, (name, quantity) in enumerate(rows.items(), 1)
    ]
    street.say(who, "relay", {"title": "早市团", "entries": entries})


def recorded(street: Street) -> Rows:
    """What the store holds, by name; a name that stands there twice is a fault."""
    names = {row.id: row.nickname for row in street.session.scalars(select(Member))}
    orders = street.session.scalars(select(Order).where(Order.status != "cancelled")).all()
    held: Rows = {}
    for line in lines_of(street.session, orders):
        name = line.order.beneficiary_name or names[line.order.sender_id or 0] or ""
        assert name not in held, f"{name} is there twice"
        held[name] = line.quantity // 1000
    return held


def scribbled(rng: random.Random, ancestor: Rows, mine: set[str]) -> Rows:
    """A copy of an older list as people make it: rows lost, numbers of others changed, the order shuffled."""
    copy = [(name, rng.randint(1, 30) if rng.random() < 0.1 and name not in mine else quantity)
            for name, quantity in ancestor.items() if name in mine or rng.random() > 0.15]
    if rng.random() < 0.3:
        rng.shuffle(copy)
    return dict(copy)


@pytest.mark.parametrize("seed", [1])
def test_two_hundred_reposts_lose_nothing_and_double_nothing(street: Street, seed: int) -> None:
    rng = random.Random(seed)
    ids = moved_in(street)
    ledger: Rows = {}
    given_up: dict[str, set[int]] = {}
    lists: list[Rows] = [{}]
    for turn in range(200):
        place = rng.randrange(len(ids))
        own, neighbour = PEOPLE[place], f"{PEOPLE[place]}的老母亲"
        if own in ledger and rng.random() < 0.06:
            street.say(ids[place], "cancel_order", {"items": [{"product": "豆角"}]})
            given_up.setdefault(own, set()).add(ledger.pop(own))
            continue
        mine = {own, neighbour}
        rows = {name: kept for name, kept in scribbled(rng, rng.choice(lists[-25:]), mine).items() if name not in mine}
        named = [own] + [neighbour] * (turn % 7 == 0 or neighbour in ledger)
        for name in named:
            changes = name not in ledger or rng.random() < 0.3
            quantity = rng.randint(1, 20) if changes else ledger[name]
            while quantity in given_up.get(name, ()):
                quantity += 20
            rows[name] = ledger[name] = quantity
        lists.append(rows)
        post(street, ids[place], rows)
    assert recorded(street) == ledger
    for rows in rng.sample(lists, 8):  # old lists, posted by somebody who stands in none of them
        post(street, "d", rows)
    assert recorded(street) == ledger
