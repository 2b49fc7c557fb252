"""#接龙: the list is compared with the ledger, and only the difference is told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.context import Context, Part
from bot.handlers.counter import Counter, counter_of, doubt_of, pickup_of, wants_of
from bot.handlers.orders import NOTHING_OPEN, note, settled_slots
from bot.handlers.relay_sign_ups import sign_up_rows
from bot.messages import Outcome
from bot.numbered import safe_name
from bot.wording import relays as words
from bot.wording.orders import question as question_text
from catalogue.amounts import from_milli
from catalogue.recipients import people_named
from catalogue.relays import Difference, Row, take_over
from catalogue.stock import Trouble
from catalogue.tables import GroupBuy, Member, Order
from intents.reading import Reading
from intents.scene import Doubt, LastAct, Question

Entry = Mapping[str, Any]

# How people answer whether the row of a list is the order that they placed before.
THE_SAME = re.compile("同一|一样的|一回事|就是那|就那|一起的")
ONE_MORE = re.compile("再|另|加|不是")


def relay(ctx: Context, reading: Reading) -> Outcome:
    """Take over a list of orders or of sign-ups."""
    slots = settled_slots(ctx, reading)
    if reading.answers and THE_SAME.search(ctx.incoming.text) and not ONE_MORE.search(ctx.incoming.text):
        ctx.memory.end_question()
        return ctx.done(reading, ctx.answer(words.ONE_ORDER), slots=_public(slots))
    entries: Sequence[Entry] = slots.get("entries") or ()
    if not any(entry.get("items") for entry in entries):
        if any(entry.get("people") for entry in entries):
            owned = [(entry, member_of(ctx, entry)) for entry in entries]
            return sign_up_rows(ctx, replace(reading, slots=slots), owned)
        return ctx.done(reading)
    counter = counter_of(ctx)
    if not counter.group_buys:
        return ctx.done(reading, ctx.answer(NOTHING_OPEN))
    rows, doubts = _rows(ctx, counter, entries, slots)
    concerned = _concerned(counter, rows, slots)
    pickups = {one.id: pickup_of(ctx, one, None, None) for one in concerned}
    if reading.answers:
        ctx.memory.end_question()
    difference = take_over(
        ctx.session, rows, concerned, ctx.sender, ctx.act, pickups=pickups, again=reading.answers
    )
    return _told(ctx, replace(reading, slots=slots), counter, difference, [*reading.doubts, *doubts])


def member_of(ctx: Context, entry: Entry) -> Member | None:
    """Whose row it is: the XML's owner, else the sender whose name it bears, else the one member of that name."""
    name, owner = str(entry.get("name") or "").strip(), entry.get("owner")
    if owner is not None and owner == ctx.speaker.id:
        return ctx.sender
    if name and name in (ctx.incoming.name.strip(), (ctx.sender.nickname or "").strip()):
        return ctx.sender
    people = people_named(ctx.session, name, ctx.rooms) if name else []
    return people[0] if len(people) == 1 else None


def _rows(
    ctx: Context, counter: Counter, entries: Sequence[Entry], slots: Mapping[str, Any]
) -> tuple[list[Row], list[Doubt]]:
    """The rows that want something on sale here; the group buy is the one that the title names."""
    titles = [one.title for one in counter.group_buys]
    title = next((one for one in titles if one in (slots.get("group_buy"), slots.get("title"))), None)
    rows: list[Row] = []
    doubts: list[Doubt] = []
    for entry in entries:
        wants, unclear = wants_of(counter, [item for item in entry.get("items") or () if item.get("quantity")], title)
        doubts += [doubt for doubt in unclear if doubt.kind == "which_group_buy"]
        rows.append(Row(
            int(entry.get("position") or len(rows) + 1), str(entry.get("name") or "").strip(), tuple(wants),
            member_of(ctx, entry), entry.get("note"), bool(entry.get("dropped")),
        ))
    return rows, doubts


def _concerned(counter: Counter, rows: Sequence[Row], slots: Mapping[str, Any]) -> list[GroupBuy]:
    ids = {want.product.group_buy_id for row in rows for want in row.wants}
    return [one for one in counter.group_buys if one.id in ids or one.title == slots.get("title")]


def _told(
    ctx: Context, reading: Reading, counter: Counter, difference: Difference, doubts: Sequence[Doubt]
) -> Outcome:
    """The difference, and at most one question."""
    may_wait = [] if difference.ordered_already or doubts else _may_wait(difference)
    told = replace(difference, troubles=[one for one in difference.troubles if one not in may_wait])
    lines = words.answered(told, [_order_name(ctx, one) for one in difference.missing])
    recorded = [want for _, wants in difference.added for want in wants]
    if recorded:
        note(ctx, recorded, counter)
        last = difference.added[-1][1]
        ctx.memory.note_act(
            LastAct("order", ctx.now, ctx.speaker.id, products=tuple(want.product.name for want in last))
        )
    again = difference.ordered_already
    if again:
        _ask_again(ctx, reading, again)
        lines = [*lines[:5], words.same_or_more(again, ctx.sender.id)]
    elif doubts:
        ctx.memory.ask(Question("order", tuple(doubts), ctx.now, _for_whom(ctx, reading.slots["entries"], doubts)))
        lines = [*lines[:4], *question_text(doubts, counter.by_name()).split("\n")[:2]]
    elif may_wait:
        lines = [*lines[:3], *_offer_to_wait(ctx, counter, may_wait)]
    replies = [ctx.answer("\n".join(lines[:6]))] if lines else []
    return ctx.done(reading, *replies, slots=_public(reading.slots), asking=bool(again or doubts or may_wait))


def _for_whom(ctx: Context, entries: Sequence[Entry], doubts: Sequence[Doubt]) -> dict[str, str]:
    """Who stands in the row that is asked about, where it is one row and not the sender's (梅姐妈妈 橙子1箱)."""
    asked = [
        entry for entry in entries
        if entry.get("name") and all(doubt.said.startswith(f"{entry['name']} ") for doubt in doubts)
    ]
    if len(asked) != 1 or ((member := member_of(ctx, asked[0])) is not None and member.id == ctx.sender.id):
        return {}
    return {"beneficiary": str(asked[0]["name"])}


def _may_wait(difference: Difference) -> list[tuple[Row, Trouble]]:
    """What one row wants of what is sold out and may be waited for; [] where several rows do: nobody can ask them all."""
    found = [(row, trouble) for row, trouble in difference.troubles if trouble.kind == "sold_out" and trouble.queue]
    return found if len({row.position for row, _ in found}) == 1 else []


def _offer_to_wait(ctx: Context, counter: Counter, rows: Sequence[tuple[Row, Trouble]]) -> list[str]:
    """Ask whether the person of that row will wait; 排队 says yes."""
    row, doubts = rows[0][0], tuple(doubt_of(trouble) for _, trouble in rows)
    own = row.member is not None and row.member.id == ctx.sender.id
    ctx.memory.ask(Question("order", doubts, ctx.now, {} if own else {"beneficiary": row.name}))
    asked = question_text(doubts, counter.by_name()).split("\n")[:3]
    return asked if own else [words.not_recorded(row), *asked[:2]]


def _ask_again(ctx: Context, reading: Reading, rows: Sequence[Row]) -> None:
    """Keep the rows that may be one more; only they are recorded when the answer is yes."""
    entries = [
        {
            "position": row.position, "name": row.name,
            "items": [
                {"product": want.product.name, "quantity": from_milli(want.quantity)} for want in row.wants
            ],
        }
        for row in rows
    ]
    doubts = tuple(
        Doubt("same_again", row.name, want.product.name, from_milli(want.quantity), offer=from_milli(want.quantity))
        for row in rows for want in row.wants
    )
    kept = {name: value for name, value in reading.slots.items() if name == "title"}
    ctx.memory.ask(Question("relay", doubts, ctx.now, {**kept, "entries": entries}))


def _public(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The slots without the channel's ids of people, and without what is no slot."""
    return {
        **slots,
        "entries": [
            {name: value for name, value in entry.items() if name not in ("owner", "dropped")} for entry in slots["entries"]
        ],
    }


def _order_name(ctx: Context, one: Order) -> str:
    if one.beneficiary_name:
        return safe_name(one.beneficiary_name)
    member = ctx.session.get(Member, one.beneficiary_id or one.sender_id or 0)
    return safe_name(member.nickname if member else None)


PART = Part({"relay": relay})
