"""Changes to a shop, by staff or by the merchant itself."""

from __future__ import annotations

from sqlalchemy import select

from bot.context import Context, Part
from bot.messages import Outcome
from bot.wording.directory import FIELD_NAMES
from catalogue.merchants import update
from catalogue.reasons import NotPossible
from catalogue.tables import Merchant
from intents.reading import Reading
from intents.scene import Doubt, Question

MISSING = {"name": "是哪家店？", "field": "要改什么：状态、营业时间、电话，还是居民卡折扣？", "value": "要改成什么？"}


# How a change reads aloud: 晴衣坊装修中 would be news to nobody, 晴衣坊从现在起装修 is.
CHANGED_TO = {"status": "从现在起", "discount": "居民卡折扣改成"}


def update_merchant(ctx: Context, reading: Reading) -> Outcome:
    """Set one field; what is missing is asked for."""
    for slot, question in MISSING.items():
        if not reading.slots.get(slot):
            doubt = Doubt("missing", said=slot)
            ctx.memory.ask(Question(reading.intent, (doubt,), ctx.now, dict(reading.slots)))
            return ctx.done(reading, ctx.answer(question), asking=True)
    name, field, value = (str(reading.slots[slot]) for slot in MISSING)
    row = ctx.session.scalars(select(Merchant).where(Merchant.name == name)).first()
    if row is None:
        return ctx.done(reading, ctx.answer(f"没找到“{name}”这家店。"))
    before = row.status
    try:
        with ctx.session.begin_nested():
            update(ctx.session, row, field, value, ctx.act)
    except NotPossible as reason:
        return ctx.done(reading, ctx.answer(str(reason)))
    text = f"改好了：{row.name}{CHANGED_TO.get(field, f'{FIELD_NAMES.get(field, field)}改成')}{value}。"
    if field == "status" and row.status != before and row.status != "营业":
        text += "邻居问路时不会再指到这家。"
    return ctx.done(reading, ctx.answer(text))


PART = Part({"update_merchant": update_merchant})
