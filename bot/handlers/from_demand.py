"""What a group buy made of wishes sells, and telling those who wished for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import select

from bot.context import Context
from bot.messages import Reply
from bot.numbered import safe_name
from bot.wording import group_buys as words
from catalogue.demand import collection_titled, demands_of, known_collections, ranking
from catalogue.reasons import NotPossible
from catalogue.tables import Collection, Demand, Member, Product, Room
from intents.reading import Reading

Item = dict[str, Any]
MOST = 10  # products that the ranking alone puts into a group buy
NEARLY = 75  # of 100: how alike two names are
CALLED = 20  # people mentioned in one message


def collection_meant(ctx: Context, rooms: Sequence[Room], slots: Mapping[str, Any]) -> Collection | None:
    """The collection that a command names, else the running one here, else the one that ended last; None: none is meant.

    Raises: NotPossible where there never was one.
    """
    title = slots.get("from_demand")
    if not title:
        return None
    known = known_collections(ctx.session, rooms)
    running = [one for one in known if one.status == "open" and one.deadline > ctx.now]
    named = collection_titled(ctx.session, str(title))
    found = named or next(iter(running or known), None)
    if found is None:
        raise NotPossible("这里还没有征集过需求。直接说“开团 橘子 12元/斤 明晚8点截止”也行。")
    return found


def items_to_sell(ctx: Context, reading: Reading, collection: Collection | None) -> list[Item]:
    """The items of the command, completed by what the question about it had settled and by what was wished.

    Raises: NotPossible where nothing was wished.
    """
    said = [dict(item) for item in reading.slots.get("items") or ()]
    question = ctx.speaker.question
    before: list[Item] = []
    if reading.answers and question is not None and question.intent == reading.intent:
        before = [dict(item) for item in question.slots.get("items") or ()]
    if not before and collection is not None:
        before = _wishes(ctx, collection, reading.slots, said)
    return _joined(before, said) if before else [item for item in said if item["product"]]


def _wishes(ctx: Context, collection: Collection, slots: Mapping[str, Any], said: Sequence[Item]) -> list[Item]:
    """What was wished most, or what is named of it, with the unit in which it was wished."""
    ranked = [one.product for one in ranking(ctx.session, collection)]
    if not ranked and said:
        return []
    if not ranked:
        raise NotPossible(f"{collection.title}还没有人登记，开不了团。")
    units = {row.product: row.unit for row in demands_of(ctx.session, collection) if row.unit}
    if named := slots.get("wished"):
        chosen = [_nearest(str(name), ranked) or str(name) for name in named]
    elif top := slots.get("top"):
        chosen = ranked[:int(top)]
    elif said:
        chosen = [_nearest(str(item["product"]), ranked) or str(item["product"]) for item in said]
    else:
        chosen = ranked[:MOST]
    return [{"product": name, **({"unit": units[name]} if name in units else {})} for name in dict.fromkeys(chosen)]


def _nearest(name: str, among: Sequence[str]) -> str | None:
    """The one of these names that is meant: the same, one within the other, or nearly the same."""
    for test in (lambda one: one == name, lambda one: bool(name) and (name in one or one in name)):
        if found := [one for one in among if test(one)]:
            return found[0]
    best = max(among, key=lambda one: fuzz.ratio(one, name), default=None)
    return best if best is not None and fuzz.ratio(best, name) >= NEARLY else None


def _joined(before: Sequence[Item], said: Sequence[Item]) -> list[Item]:
    """What was settled before with what is said now: by name, and what has no name in the order of asking."""
    items = {str(item["product"]): dict(item) for item in before}
    for item in said:
        told = {key: value for key, value in item.items() if key != "product"}
        unpriced = [name for name, one in items.items() if "price" not in one]
        if name := item["product"]:
            known = _nearest(str(name), list(items))
            items.setdefault(known or str(name), {"product": known or str(name)}).update(told)
        elif unpriced:
            items[unpriced[0]].update(told)
    return list(items.values())


def _called(row: Demand, members: Mapping[int, Member]) -> str:
    """How whoever wished is called: by name, and for whom if it was for somebody else (帮王奶奶登记的冯阿姨)."""
    sender = safe_name(members[row.member_id].nickname)
    member = members.get(row.beneficiary_id or 0)
    other = row.beneficiary_name or (member.nickname if member is not None else None)
    return f"帮{safe_name(other)}登记的{sender}" if other else sender


def wished_for(ctx: Context, collection: Collection, products: Sequence[Product]) -> list[Reply]:
    """One notice to each room in which these were wished, that mentions those who wished for them."""
    names = {product.name for product in products}
    rows = [row for row in demands_of(ctx.session, collection) if row.product in names]
    replies = []
    for room_id in dict.fromkeys(row.room_id for row in rows if row.room_id is not None):
        of_room: list[Demand] = [row for row in rows if row.room_id == room_id]
        ids = [one for row in of_room for one in (row.member_id, row.beneficiary_id) if one is not None]
        members = {one.id: one for one in ctx.session.scalars(select(Member).where(Member.id.in_(ids)))}
        calls = {
            (row.member_id, row.for_whom): _called(row, members) for row in of_room
            if row.member_id in members and not members[row.member_id].no_mentions
        }
        wanted = [product for product in products if product.name in {row.product for row in of_room}]
        if calls:
            text = words.wished_for(list(calls.values())[:CALLED], len({(r.member_id, r.for_whom) for r in of_room}), wanted)
            called = tuple(dict.fromkeys(
                one for one in ids if one in members and not members[one].no_mentions
            ))[:CALLED]
            replies.append(Reply(text, room=room_id, kind="notice", cause="group_buy", mentions=called))
    return replies
