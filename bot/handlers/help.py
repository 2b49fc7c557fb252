"""What the bot can do, shown with what is open here: the sentences are those of the grammar files, which are tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.context import Context, Part
from bot.messages import Outcome
from intents.grammar import ADMINISTRATOR, STAFF, Grammar, grammars
from intents.reading import Reading
from intents.scene import Product

LINES = 6

# What a topic word of the question points to.
TOPICS: Mapping[str, tuple[str, ...]] = {
    "order": ("团", "订", "买", "下单", "接龙", "改单", "退"),
    "sign_up": ("报名", "活动", "志愿"),
    "find_merchant": ("店", "商户", "找", "优惠", "打折"),
    "my_points": ("积分", "兑换", "换"),
    "report_issue": ("报修", "投诉", "建议", "工单", "坏"),
    "book_service": ("预约", "服务", "上门"),
    "ask_guide": ("办事", "证", "材料"),
    "vote": ("投票",),
}


def show_help(ctx: Context, reading: Reading) -> Outcome:
    """A few sentences to say, those of the topic first; staff get their commands as well, in private."""
    topic = str(reading.slots.get("topic") or "")
    lines = _lines(ctx, topic)[: LINES - 1]
    replies = [ctx.answer("跟我直接说就行，比如：\n" + "\n".join(f"“{line}”" for line in lines))]
    if ctx.speaker.is_staff:
        forms = "\n".join(commands())
        text = f"网格员可以说（前面加 # 或者@我）：\n{forms}\n说错了，10分钟内回“撤销”。"
        replies.append(ctx.private(text))
    return ctx.done(reading, *replies)


def _lines(ctx: Context, topic: str) -> list[str]:
    """Sentences that work here and now, in the order of what residents ask most."""
    offered = dict(_sentences(ctx))
    wanted = [intent for intent, words in TOPICS.items() if topic and any(word in topic for word in words)]
    first = [offered[intent] for intent in wanted if intent in offered]
    return [*first, *(line for intent, line in offered.items() if line not in first)]


def _sentences(ctx: Context) -> Iterator[tuple[str, str]]:
    """(intent, sentence): of what is open in this room, and of what can always be said."""
    known = grammars()
    yield "find_merchant", known["find_merchant"].help
    if ctx.scene.products:
        product = ctx.scene.products[0]
        yield "order", f"{_short(product)}2{product.unit or '份'}"
    if ctx.scene.activities:
        yield "sign_up", f"{ctx.scene.activities[0].name}我报名，2个人"
    if ctx.scene.polls:
        yield "vote", f"我投{ctx.scene.polls[0].options[0]}"
    for intent in ("report_issue", "my_orders", "my_points", "ask_guide", "book_service", "list_offers"):
        if intent in known and known[intent].help:
            yield intent, known[intent].help


def _short(product: Product) -> str:
    return min((product.name, *product.aliases), key=len)


def commands() -> list[str]:
    """One form of each staff command: the shortest example of its grammar file that begins with #."""
    return [form for grammar in grammars().values() if (form := _form(grammar))]


def _form(grammar: Grammar) -> str:
    if grammar.speaks not in (STAFF, ADMINISTRATOR):
        return ""
    forms = [example.text.replace("\n", " ") for example in grammar.examples if example.text.startswith("#")]
    return min(forms, key=len, default="")


PART = Part({"help": show_help})
