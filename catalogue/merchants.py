"""What staff and merchants change about a shop: whether it is open for business, hours, telephone, discounts, offer, …"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue import closures, news, versions
from catalogue.audit import Act, BuiltUpon, UndoStep, record
from catalogue.reasons import NotPossible
from catalogue.tables import Merchant, Place
from catalogue.workbook.cells import CellError, CellWarning, read_discount
from intents.days import CHINA
from intents.hours import HoursError, read_hours
from intents.normalise import normalise

COLUMNS: Mapping[str, str] = {
    "status": "status", "hours": "hours", "phone": "phone", "discount": "card_discount", "vip": "vip_discount",
    "volunteer": "volunteer_discount", "offer": "offer", "address": "address", "contact": "contact",
    "services": "offerings",
}
DISCOUNTS = ("discount", "vip", "volunteer")
STATUSES = ("营业", "停业", "装修")
LONGEST = 200
LOWEST_FOLDS = 300  # 15折 is rather a slip than 1.5折
MOST_SERVICES = 40
_NO_OFFER = re.compile(r"^(?:没有?|无|取消|结束|不搞)了?$")


def update(
    session: Session, merchant: Merchant, field: str, value: str, act: Act,
    *, by_shop: bool = False, begins_at: datetime | None = None,
) -> None:
    """Set one field of a shop from what was written.

    field: status | hours | phone | discount (of the household card) | vip | volunteer | offer | address | contact |
    services (one more). begins_at: a shop that is shut opens only then. by_shop: the merchant says so itself.
    Raises: NotPossible where the value cannot be read, or the card would be worse than the shop's own VIP discount.
    """
    column = COLUMNS.get(field)
    if column is None:
        raise NotPossible("我能改的有：状态、营业时间、电话、折扣、优惠、地址、负责人、服务。")
    before, confirmed = getattr(merchant, column), merchant.confirmed_on
    after = _read(merchant, field, normalise(value).strip() if field != "offer" else value.strip())
    steps = [{
        **_set(merchant, column, after), "confirmed_on": confirmed.isoformat() if confirmed is not None else None,
    }]
    if field == "address" and (place := place_of_address(session, str(after))) is not None:
        steps += [_set(merchant, "lng", place.lng), _set(merchant, "lat", place.lat)]
    if field in DISCOUNTS:
        _judge_card(merchant)
    merchant.confirmed_on = act.at.astimezone(CHINA).date()
    session.flush()
    if field == "status":
        steps += _new_status(session, merchant, before, act, by_shop, begins_at)
    elif field == "offer" and after != before:
        news.note_offer(session, merchant, act.at, by_shop=by_shop)
    versions.touch(session)
    record(
        session, act, "update_merchant", f"merchant:{merchant.id}", before={column: before}, after={column: after},
        undo=steps, command=True,
    )


def _new_status(
    session: Session, merchant: Merchant, before: str, act: Act, by_shop: bool, begins_at: datetime | None
) -> list[dict[str, Any]]:
    """What follows from a new status; the steps that take it back."""
    if merchant.status == "营业" and before != "营业" and begins_at is not None and begins_at > act.at:
        _, step = closures.shut(session, merchant, before, act.at, begins_at, act, by_shop=by_shop)
        return [step]
    news.note_status(session, merchant, before, merchant.status, act.at, by_shop=by_shop)
    return closures.lift(session, merchant, act, begins_at) if merchant.status == "营业" else []


def confirmed_today(merchant: Merchant, now: datetime) -> dict[str, Any]:
    """An entry was looked through and is true; the step that takes it back, for the caller to record."""
    before = merchant.confirmed_on
    merchant.confirmed_on = now.astimezone(CHINA).date()
    return {"op": "merchant.confirmed", "merchant": merchant.id, "before": before.isoformat() if before else None}


def place_of_address(session: Session, address: str) -> Place | None:
    """The known place that an address names, by its name, another name or its own address; the longest wins."""
    found: list[tuple[int, Place]] = []
    for place in session.scalars(select(Place).order_by(Place.id)):
        called = [name for name in (place.name, place.address, *place.aliases) if name and len(name) > 1]
        found += [(len(name), place) for name in called if name in address]
    return max(found, key=lambda one: one[0])[1] if found else None


def _set(merchant: Merchant, column: str, after: Any) -> dict[str, Any]:
    before = getattr(merchant, column)
    setattr(merchant, column, after)
    return {"op": "merchant.changed", "merchant": merchant.id, "column": column, "before": before, "after": after}


def _judge_card(merchant: Merchant) -> None:
    card, vip = merchant.card_discount, merchant.vip_discount
    merchant.card_shown = card is None or vip is None or card <= vip
    merchant.alliance = merchant.alliance_listed and merchant.card_shown


def _read(merchant: Merchant, field: str, value: str) -> Any:
    if not value or len(value) > LONGEST:
        raise NotPossible("内容是空的。" if not value else f"太长了，最多{LONGEST}个字。")
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
    if field == "services":
        return _one_more(merchant, value)
    if field == "offer":
        return None if _NO_OFFER.match(value) else value
    return _discount(merchant, field, value) if field in DISCOUNTS else value


def _one_more(merchant: Merchant, value: str) -> list[str]:
    offered = [word for word in re.split(r"[、,，;；\s]+", value) if word]
    if new := [word for word in offered if word not in merchant.offerings]:
        if len(merchant.offerings) + len(new) > MOST_SERVICES:
            raise NotPossible(f"服务最多登记{MOST_SERVICES}项。")
        return [*merchant.offerings, *new]
    raise NotPossible(f"{value}已经登记过了。")


def _hours(value: str) -> str:
    try:
        read_hours(value)
    except HoursError as error:
        raise NotPossible(f"营业时间我没看懂“{error.word}”，请写成 09:00-20:00；周一休息。") from error
    return value.replace(";", "；")


def _discount(merchant: Merchant, field: str, value: str) -> int:
    """The rule of the neighbourhood: the card must be at least as good for the customer as the shop's own VIP."""
    try:
        folds = read_discount(value)
    except CellWarning as warning:
        assert isinstance(warning.value, int)
        folds = warning.value
    except CellError as error:
        raise NotPossible(f"{error}。") from error
    if folds < LOWEST_FOLDS:
        raise NotPossible(f"“{value}”就是{_fold(folds)}，低得不像真的，没有改。请写成 8.5折 这样再说一次。")
    card, vip = merchant.card_discount, merchant.vip_discount
    if field == "discount" and vip is not None and folds > vip:
        raise NotPossible(
            f"居民卡不能比店里会员还贵：会员{_fold(vip)}，居民卡要{_fold(vip)}或更低，{_fold(folds)}没有改。"
        )
    if field == "vip" and merchant.card_shown and card is not None and card > folds:
        raise NotPossible(
            f"会员不能比居民卡还便宜：居民卡{_fold(card)}，会员{_fold(folds)}没有改。要改的话先把居民卡降到{_fold(folds)}。"
        )
    return folds


def _fold(discount: int) -> str:
    return f"{discount / 100:g}折"


def _restore(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    merchant = session.scalars(select(Merchant).where(Merchant.id == step["merchant"])).one()
    if getattr(merchant, step["column"]) != step["after"]:
        raise BuiltUpon("这家店的资料后来又改过了，撤不回去了。")
    setattr(merchant, step["column"], step["before"])
    if "confirmed_on" in step:
        merchant.confirmed_on = _day(step["confirmed_on"])
    if step["column"].endswith("_discount"):
        _judge_card(merchant)
    if step["column"] in ("status", "offer"):
        kind = news.STATUS if step["column"] == "status" else news.OFFER
        news.take_back(session, merchant, kind, step["before"], step["after"], now)
    versions.touch(session)


def _unconfirm(session: Session, step: Mapping[str, Any], now: datetime) -> None:
    session.get_one(Merchant, step["merchant"]).confirmed_on = _day(step["before"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


UNDO_STEPS: Mapping[str, UndoStep] = {"merchant.changed": _restore, "merchant.confirmed": _unconfirm}
