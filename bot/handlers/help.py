"""What the bot can do, shown with what is open here: the sentences are those of the grammar files, which are tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.context import Context, Part
from bot.handlers.general import grid_workers
from bot.handlers.privately import in_private
from bot.messages import Outcome
from bot.rights import ADMINISTRATOR_INTENTS
from bot.wording import help as words
from intents.grammar import ADMINISTRATOR, STAFF, Grammar, grammars
from intents.reading import Reading
from intents.scene import ADMINISTRATOR as IS_ADMINISTRATOR
from intents.scene import MERCHANT, GroupBuy, Product

LINES = 6

# What a topic word of the question points to.
TOPICS: Mapping[str, tuple[str, ...]] = {
    "order": ("团", "订", "买", "下单", "接龙", "改单", "退"),
    "cancel_order": ("取消", "退", "改单", "不要"),
    "amend_order": ("改", "换", "少", "多", "取货", "自提"),
    "pickup": ("取货", "自提", "换地方", "哪里取", "在哪取"),
    "sign_up": ("报名", "活动", "志愿"),
    "find_merchant": ("店", "商户", "找", "优惠", "打折"),
    "cancel_sign_up": ("报名", "活动", "志愿", "取消"),
    "my_points": ("积分", "兑换", "换", "证书"),
    "redeem_points": ("积分", "兑换", "换", "分"),
    "rate_ticket": ("满意", "评价", "工单"),
    "report_issue": ("报修", "投诉", "建议", "工单", "坏"),
    "book_service": ("预约", "服务", "上门"),
    "ask_guide": ("办事", "证", "材料"),
    "list_offers": ("优惠", "打折", "便宜"),
    "vote": ("投票",),
}


def show_help(ctx: Context, reading: Reading) -> Outcome:
    """A few sentences to say, those of the topic first; staff get their commands as well, in private."""
    topic = str(reading.slots.get("topic") or words.topic_in(ctx.incoming.text))
    said = f"{ctx.incoming.text} {topic}"
    is_staff = ctx.speaker.is_staff
    if reading.slots.get("topic") == "网格员":
        return ctx.done(reading, ctx.answer(grid_workers(ctx)))
    if not is_staff and (often := words.asked_often(said)) is not None:
        return ctx.done(reading, ctx.answer(often))
    if is_staff and (group := words.group_of(topic)):
        forms = [form for intent in words.GROUPS[group] if (form := _allowed_form(ctx, intent))]
        forms += words.SAID_TOO.get(group, ()) if forms else ()
        return ctx.done(reading, *in_private(ctx, f"{group}怎么写", words.forms(group, forms)))
    if MERCHANT in ctx.speaker.roles and not is_staff and (not topic or words.OF_A_SHOP.search(topic)):
        return ctx.done(reading, ctx.answer(words.MERCHANTS))
    topics = () if topic else _topics(ctx)
    replies = [ctx.answer(words.sentences(_lines(ctx, topic)[: LINES - (2 if topics else 1)], topics))]
    if is_staff:
        replies.append(ctx.private(words.overview(IS_ADMINISTRATOR in ctx.speaker.roles)))
    return ctx.done(reading, *replies)


def _allowed_form(ctx: Context, intent: str) -> str:
    """A form of the command; "" where the speaker may not give it."""
    if intent in ADMINISTRATOR_INTENTS and IS_ADMINISTRATOR not in ctx.speaker.roles:
        return ""
    return form(grammars()[intent])


def _topics(ctx: Context) -> tuple[str, ...]:
    """What else there is here, by the word that 帮助 takes."""
    known = ctx.scene.lexicon.values
    there = (
        ("积分", True), ("服务", bool(known("service"))), ("报修", True), ("办事", bool(known("guide"))), ("优惠", True),
        ("改单", bool(ctx.scene.products)),
    )
    return tuple(name for name, is_there in there if is_there)


def _lines(ctx: Context, topic: str) -> list[str]:
    """Sentences that work here and now, in the order of what residents ask most."""
    offered = dict(_sentences(ctx))
    wanted = [intent for intent, said in TOPICS.items() if topic and any(word in topic for word in said)]
    first = [offered[intent] for intent in wanted if intent in offered]
    return [*first, *(line for line in offered.values() if line not in first)]


def _sentences(ctx: Context) -> Iterator[tuple[str, str]]:
    """(intent, sentence): of what is open in this room, and of what can always be said."""
    known = grammars()
    yield "find_merchant", known["find_merchant"].help
    if ctx.scene.products:
        product = ctx.scene.products[0]
        yield "order", f"{_short(product)}2{product.unit or '份'}"
        yield "cancel_order", f"{_short(product)}不要了"
    if ctx.scene.activities:
        yield "sign_up", f"{ctx.scene.activities[0].name}我报名，2个人"
    if ctx.scene.polls:
        yield "vote", f"我投{ctx.scene.polls[0].options[0]}"
    for intent in ("report_issue", "my_points", "my_orders", "ask_guide", "book_service", "list_offers"):
        if intent in known and known[intent].help:
            yield intent, known[intent].help
    if ctx.scene.products:
        yield from _changes(ctx.scene.products[0], ctx.scene.group_buys)
    if rewards := sorted(ctx.scene.lexicon.values("reward")):
        yield "redeem_points", f"用积分换{rewards[0]}"
    if ctx.scene.activities:
        yield "cancel_sign_up", f"{ctx.scene.activities[0].name}我去不了了"
    yield "rate_ticket", known["rate_ticket"].help


def _changes(product: Product, group_buys: Sequence[GroupBuy]) -> Iterator[tuple[str, str]]:
    """How an order is changed, and where it is fetched."""
    yield "amend_order", f"{_short(product)}改成3{product.unit or '份'}"
    points = next((one.pickup_points for one in group_buys if len(one.pickup_points) > 1), ())
    if points:
        yield "pickup", f"改到{points[1]}取"


def _short(product: Product) -> str:
    return min((product.name, *product.aliases), key=len)


def form(grammar: Grammar) -> str:
    """One form of a staff command: the first example of its grammar file that begins with # (the plainest stands first)."""
    if grammar.speaks not in (STAFF, ADMINISTRATOR):
        return ""
    return next((example.text.replace("\n", " ") for example in grammar.examples if example.text.startswith("#")), "")


PART = Part({"help": show_help})
