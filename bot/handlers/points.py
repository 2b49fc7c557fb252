"""Points: what one has, what staff give, what they are turned into."""

from __future__ import annotations

import re

from bot.context import Context, Part
from bot.handlers.asking import ask_for, explained
from bot.handlers.certificates import congratulated
from bot.handlers.naming import the_one_named, tidy
from bot.handlers.privately import in_private, sent_words
from bot.messages import Outcome, Reply
from bot.wording import points as words
from catalogue import certificates, points, rewards
from catalogue.reasons import NotPossible
from catalogue.tables import Member, Reward
from intents.reading import Reading

SHOWN_ENTRIES = 3
SHOWN_REWARDS = 8
SHOWN_HIGHEST = 10
CODE = re.compile("(?:兑换|取货|提货|领取)码")
WHAT_FOR = re.compile("(?:换|兑换?|买)(?:些|点)?(?:什么|啥|哪些|哪样)")


def my_points(ctx: Context, reading: Reading) -> Outcome:
    """The sender's points, in private; a group only learns that they were sent. 积分能换什么: what they buy."""
    if CODE.search(ctx.incoming.text):
        return _codes(ctx, reading)
    if WHAT_FOR.search(ctx.incoming.text) and (rows := rewards.all_rewards(ctx.session)):
        return ctx.done(reading, ctx.answer(words.rewards(rows, SHOWN_REWARDS)))
    have = points.balance(ctx.session, ctx.sender.id)
    latest = points.latest(ctx.session, ctx.sender.id, SHOWN_ENTRIES)
    certificate = certificates.of_member(ctx.session, ctx.sender.id)
    text = words.balance(have, latest, certificate)
    if certificate is None and "证" in ctx.incoming.text:
        text = words.no_certificate(certificates.earned(ctx.session, ctx.sender.id), certificates.NEEDED_POINTS) + "\n" + text
    return ctx.done(reading, *in_private(ctx, "积分", text))


def member_points(ctx: Context, reading: Reading) -> Outcome:
    """What one member has, or who has the most, for staff; in private, as what one has is nobody else's affair."""
    if not reading.slots.get("name"):
        most = points.highest(ctx.session, [room.id for room in ctx.rooms], SHOWN_HIGHEST)
        shown = {"top": True}
        return ctx.done(reading, *in_private(ctx, "积分", words.highest(most)), slots=shown)
    name = tidy(str(reading.slots["name"]))
    member = the_one_named(ctx, name)
    latest = points.latest(ctx.session, member.id, SHOWN_ENTRIES)
    certificate = certificates.of_member(ctx.session, member.id)
    text = words.balance(points.balance(ctx.session, member.id), latest, certificate, name)
    return ctx.done(reading, *in_private(ctx, f"{name}的积分", text))


def award_points(ctx: Context, reading: Reading) -> Outcome:
    """Points to one member, or taken from one; the certificate that they earn is issued by itself."""
    slots = reading.slots
    if not slots.get("name"):
        return ask_for(ctx, reading, "name", "给谁加分？说名字就行。")
    name = tidy(str(slots["name"]))
    if slots.get("points") is None:
        return ask_for(ctx, reading, "points", f"给{name}加几分？")
    if len(names := slots.get("names") or ()) > 1:
        return _award_several(ctx, reading, [tidy(str(one)) for one in names])
    member = the_one_named(ctx, name)
    reason = str(slots["reason"]) if slots.get("reason") else None
    try:
        done = points.award(ctx.session, member, slots["points"], reason, ctx.act)
    except NotPossible as why:
        raise NotPossible(f"{name}：{why}") from why
    replies = [ctx.answer(words.awarded(name, done, reason, in_private=ctx.room is None))]
    if done.certificate is not None:
        replies += congratulated(ctx, member, done.certificate)
    return ctx.done(reading, *replies)


def _award_several(ctx: Context, reading: Reading, names: list[str]) -> Outcome:
    """The same points to each of several members; of whom nothing could be given it is told why. 撤销 takes all of it back."""
    number = reading.slots["points"]
    reason = str(reading.slots["reason"]) if reading.slots.get("reason") else None
    given: list[tuple[str, points.Awarded]] = []
    reasons: list[str] = []
    told: list[Reply] = []
    for name in dict.fromkeys(names):
        try:
            member = the_one_named(ctx, name)
            done = points.award(ctx.session, member, number, reason, ctx.act)
        except NotPossible as why:
            reasons.append(f"{name}：{why}")
            continue
        given.append((name, done))
        if done.certificate is not None:
            told += congratulated(ctx, member, done.certificate)
    if not given:
        raise NotPossible("\n".join(reasons))
    text = "\n".join([words.awarded_together(given, reason), *reasons])
    shown = {name: value for name, value in reading.slots.items() if name != "names"}
    return ctx.done(reading, ctx.answer(text), *told, slots=shown)


def _codes(ctx: Context, reading: Reading) -> Outcome:
    """The codes of what lies ready for the sender, for nobody else to read."""
    rows = rewards.waiting_for(ctx.session, ctx.sender)
    if not rows:
        return ctx.done(reading, ctx.answer("你现在没有等着领的东西。"))
    return ctx.done(reading, *in_private(ctx, "取货码", words.codes(rows)))


def hand_over(ctx: Context, reading: Reading) -> Outcome:
    """Goods given out: by code, which a merchant may say too, or (staff) by the name of who redeemed them."""
    number, name, item = (reading.slots.get(slot) for slot in ("number", "name", "item"))
    if number:
        one = rewards.reserved(ctx.session, str(number))
        if one is None:
            raise NotPossible(f"没有等着领的取货码{number}，可能领过了，请再看看号码。")
        found = [(one, ctx.session.get_one(Reward, one.reward_id))]
    elif not ctx.speaker.is_staff:
        return ask_for(ctx, reading, "number", "请报一下取货码，四位数字。")
    elif name:
        found = [
            (row, reward) for row, reward in rewards.waiting_for(ctx.session, the_one_named(ctx, tidy(str(name))))
            if item is None or reward.name == item
        ]
        if not found:
            raise NotPossible(f"{tidy(str(name))}没有等着领的{item or '东西'}。")
    else:
        return ask_for(ctx, reading, "name", "是谁兑的？说名字或取货码。")
    for row, _ in found:
        rewards.hand_over(ctx.session, row, ctx.act)
    goods = "、".join(f"{reward.name}{row.quantity}份" for row, reward in found)
    holder = ctx.session.get_one(Member, found[0][0].member_id)
    told = [] if holder.id == ctx.sender.id or holder.erased_at is not None else [
        Reply(words.fetched(goods), to=holder.id, kind="notice", cause="redemption")
    ]
    return ctx.done(reading, ctx.answer(words.handed_over(goods, tidy(str(name)) if name else None)), *told)


def redeem_points(ctx: Context, reading: Reading) -> Outcome:
    """Goods for points, reserved under a code that only the sender gets."""
    name = reading.slots.get("item")
    if not name:
        rows = rewards.all_rewards(ctx.session)
        if not rows:
            raise NotPossible("现在还没有能换的东西，积分先攒着。")
        return ask_for(ctx, reading, "item", words.rewards(rows, SHOWN_REWARDS), [row.name for row in rows])
    reward = rewards.named(ctx.session, str(name))
    if reward is None:
        rows = rewards.all_rewards(ctx.session)
        raise NotPossible(f"没有“{name}”可以换。" + (words.rewards(rows, SHOWN_REWARDS) if rows else ""))
    quantity = reading.slots.get("quantity")
    redemption = rewards.redeem(ctx.session, ctx.sender, reward, 1 if quantity is None else quantity, ctx.act)
    code = words.code(reward, redemption, points.balance(ctx.session, ctx.sender.id))
    if ctx.room is None:
        return ctx.done(reading, ctx.answer(f"{words.redeemed(reward, redemption)}\n{code}"))
    said = f"{words.redeemed(reward, redemption)}取货码{sent_words(ctx)}"
    return ctx.done(reading, ctx.answer(said), ctx.private(code))


PART = Part(
    {
        "my_points": explained(my_points),
        "award_points": explained(award_points),
        "member_points": explained(member_points),
        "redeem_points": explained(redeem_points),
        "hand_over": explained(hand_over),
    }
)
