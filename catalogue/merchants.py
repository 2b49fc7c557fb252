"""What staff and merchants change about a shop: whether it is open for business, hours, telephone, card discount."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue import versions
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Merchant
from catalogue.workbook.cells import CellError, CellWarning, read_discount
from intents.hours import HoursError, read_hours
from intents.normalise import normalise

COLUMNS: Mapping[str, str] = {
    "status": "status", "hours": "hours", "phone": "phone", "discount": "card_discount",
}
STATUSES = ("营业", "停业", "装修")


def update(session: Session, merchant: Merchant, field: str, value: str, act: Act) -> None:
    """Set one field of a shop from what was written. field: status | hours | phone | discount (of the household card).

    Raises: NotPossible where the value cannot be read, or the card would be worse than the shop's own VIP discount.
    """
    column = COLUMNS.get(field)
    if column is None:
        raise NotPossible("我能改的有：状态、营业时间、电话、居民卡折扣。")
    before = getattr(merchant, column)
    after = _read(merchant, field, normalise(value).strip())
    setattr(merchant, column, after)
    if field == "discount":
        merchant.card_shown, merchant.alliance = True, merchant.alliance_listed
    merchant.confirmed_on = act.at.date()
    session.flush()
    versions.touch(session)
    record(
        session, act, "update_merchant", f"merchant:{merchant.id}", before={column: before}, after={column: after},
        undo=[{"op": "merchant.changed", "merchant": merchant.id, "column": column, "before": before, "after": after}],
        command=True,
    )


def _read(merchant: Merchant, field: str, value: str) -> str | int:
    if field == "status":
        if value not in STATUSES:
            raise NotPossible(f"状态只有三种：{'、'.join(STATUSES)}。")
        return value
    if field == "hours":
        return _hours(value)
    if field == "phone":
        if not re.fullmatch(r"[0-9][0-9 -]{5,19}", value):
            raise NotPossible(f"“{value}”不像电话号码，请再发一遍。")
        return value
    return _discount(merchant, value)


def _hours(value: str) -> str:
    try:
        read_hours(value)
    except HoursError as error:
        raise NotPossible(f"营业时间我没看懂“{error.word}”，请写成 09:00-20:00；周一休息。") from error
    return value


def _discount(merchant: Merchant, value: str) -> int:
    """The rule of the neighbourhood: the card must be at least as good for the customer as the shop's own VIP."""
    try:
        card = read_discount(value)
    except CellWarning as warning:
        assert isinstance(warning.value, int)
        card = warning.value
    except CellError as error:
        raise NotPossible(f"{error}。") from error
    vip = merchant.vip_discount
    if vip is not None and card > vip:
        raise NotPossible(
            f"居民卡不能比店里会员还贵：会员{_fold(vip)}，居民卡要{_fold(vip)}或更低，{_fold(card)}没有改。"
        )
    return card


def _fold(discount: int) -> str:
    return f"{discount / 100:g}折"


def _restore(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    merchant = session.scalars(select(Merchant).where(Merchant.id == step["merchant"])).one()
    if getattr(merchant, step["column"]) != step["after"]:
        raise BuiltUpon("这家店的资料后来又改过了，撤不回去了。")
    setattr(merchant, step["column"], step["before"])
    versions.touch(session)


UNDO_STEPS: Mapping[str, UndoStep] = {"merchant.changed": _restore}
