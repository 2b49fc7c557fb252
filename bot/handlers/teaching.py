"""What the bot did not understand, and what staff teach it: effective with the next message."""

from __future__ import annotations

from dataclasses import replace

from bot.context import Context, Part
from bot.handlers.asking import ask_for, explained
from bot.handlers.privately import in_private
from bot.messages import Outcome
from bot.rights import staff_rooms, standing_of
from bot.wording import teaching as words
from catalogue import wordings
from intents.normalise import normalise
from intents.reading import Reading
from intents.scene import Message, Speaker
from intents.understand import understand

TELLING = ("merchant", "category", "offering", "product", "service", "guide", "activity", "place", "pickup", "reward",
           "cart", "cart_offering", "group_buy", "job")  # what a word can be another word for


def show_unclear(ctx: Context, reading: Reading) -> Outcome:
    """The texts of 7 days that were not understood, with their numbers and without whose they were; in private."""
    rows = [(row.id, row.text) for row in wordings.unclear(ctx.session, _rooms(ctx), ctx.now)]
    if not rows:
        return ctx.done(reading, ctx.answer(words.NOTHING_UNCLEAR))
    return ctx.done(reading, *in_private(ctx, f"没听懂的{len(rows)}句", words.unclear(rows)))


def show_taught(ctx: Context, reading: Reading) -> Outcome:
    """What staff taught so far."""
    rows = [(row.kind, row.said, row.meant) for row in wordings.taught(ctx.session)]
    if not rows:
        return ctx.done(reading, ctx.answer(words.NOTHING_TAUGHT))
    return ctx.done(reading, *in_private(ctx, f"教过的{len(rows)}句", words.taught(rows)))


@explained
def teach(ctx: Context, reading: Reading) -> Outcome:
    """A quick answer, a word for a known name, or a message that is to be taken for another one."""
    slots = dict(reading.slots)
    kind = str(slots.get("kind", "answer"))
    if "number" in slots:
        slots["said"] = wordings.unclear_text(ctx.session, str(slots.pop("number")), _rooms(ctx), ctx.now)
    for slot, asked in (("said", words.ASK_SAID), ("meant", words.ASK_MEANT)):
        if not slots.get(slot):
            return ask_for(ctx, replace(reading, slots=slots), slot, asked[kind].format(**slots))
    said, meant = str(slots["said"]).strip(), str(slots["meant"]).strip()
    if kind == "answer":
        before = wordings.teach(ctx.session, wordings.ANSWER, said, meant, ctx.act)
        return ctx.done(reading, ctx.answer(words.answer_learned(said, meant, before)))
    return _teach_meaning(ctx, reading, said, meant)


def _teach_meaning(ctx: Context, reading: Reading, said: str, meant: str) -> Outcome:
    name = _known_name(ctx, meant)
    if name is not None and "number" not in reading.slots:
        wordings.teach(ctx.session, wordings.SYNONYM, said, name, ctx.act)
        return ctx.done(reading, ctx.answer(words.word_learned(said, meant)))
    message = Message(meant, ctx.now, addressed=True)
    if understand(message, ctx.scene, Speaker()).intent == "none":
        return ctx.done(reading, ctx.answer(words.not_known(meant)))
    wordings.teach(ctx.session, wordings.SAYING, said, meant, ctx.act)
    return ctx.done(reading, ctx.answer(words.saying_learned(said, meant)))


def _known_name(ctx: Context, meant: str) -> str | None:
    """The workbook's name that these words are, whole; None where they are none."""
    plain = normalise(meant)
    for found in ctx.scene.lexicon.find(plain):
        if (found.start, found.end) == (0, len(plain)) and (values := found.full_values(*TELLING)):
            return values[0]
    return None


@explained
def unteach(ctx: Context, reading: Reading) -> Outcome:
    """Something taught counts no more."""
    if not reading.slots.get("said"):
        return ask_for(ctx, reading, "said", words.ASK_WHAT_TO_DROP)
    return ctx.done(reading, ctx.answer(words.forgotten(wordings.forget(ctx.session, str(reading.slots["said"]), ctx.act))))


def _rooms(ctx: Context) -> list[int] | None:
    """The rooms whose messages are this speaker's business; None: all, and what was said in private by anybody."""
    standing = standing_of(ctx.session, ctx.sender)
    return None if standing.is_administrator else [room.id for room in staff_rooms(ctx.session, standing)]


PART = Part({"show_unclear": show_unclear, "show_taught": show_taught, "teach": teach, "unteach": unteach})
