"""What is said of one shop: whether it is open, its discounts and stars, its card, the one thing that was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.wording.times import aloud, clock, day, moment, weekday
from catalogue.directory import Shop, Shut
from intents.days import CHINA, DayKind

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class View:
    """For whom shops are described, and for when.

    at: the instant that is asked about, `now` where none is; until: the end of a span or day that is asked about, None
    for an instant. volunteer: the asker gets the volunteers' discount. stars: mean and raters of shops, by id.
    """

    now: datetime
    day_kind: DayKind
    at: datetime
    until: datetime | None = None
    volunteer: bool = False
    stars: Mapping[int, tuple[float, int]] = field(default_factory=dict)

    @property
    def is_now(self) -> bool:
        """Whether it is asked about this moment."""
        return self.at == self.now and self.until is None

    def is_open(self, shop: Shop) -> bool:
        """Whether a shop is open at the instant, or at any moment up to the end; unknown hours count as open."""
        if shop.is_open(self.at, self.day_kind):
            return True
        opens = shop.opens_next(self.at, self.day_kind) if self.until is not None else None
        return opens is not None and self.until is not None and opens < self.until


def fold(discount: int) -> str:
    """850 → 8.5折, 800 → 8折."""
    whole, rest = divmod(discount, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "折"


def best_discount(shop: Shop, volunteer: bool) -> str:
    """The best that the asker gets: 居民卡8折, or 志愿者7.5折 for a volunteer where that is better; "" for none."""
    card, own = shop.card_discount, shop.volunteer_discount
    if volunteer and own is not None and own < 1000 and (card is None or own < card):
        return f"志愿者{fold(own)}"
    return f"居民卡{fold(card)}" if card is not None and card < 1000 else ""


def discounts(shop: Shop, volunteer: bool) -> str:
    """居民卡8折, and the volunteer's where it is better and the asker is one; "" where there is none."""
    card = f"居民卡{fold(shop.card_discount)}" if shop.card_discount is not None and shop.card_discount < 1000 else ""
    best = best_discount(shop, volunteer)
    return "，".join(dict.fromkeys(part for part in (card, best) if part))


def stars(shop: Shop, view: View) -> str:
    """邻居评4.6星, from 5 ratings on; "" below."""
    given = view.stars.get(shop.id)
    return f"邻居评{given[0]:.1f}星" if given is not None else ""


def opening(shop: Shop, view: View) -> str:
    """开到20:30, 24小时开, 现在关着，明天9:00开, or 营业时间没登记."""
    at, now = view.at, view.now
    opens = None if shop.is_open(at, view.day_kind) else shop.opens_next(at, view.day_kind)
    if opens is not None and view.until is not None and opens < view.until:
        return f"{moment(opens, now)}{_until(shop, opens, view)}"
    if (shut := shop.shut_at(at)) is not None:
        return shut_for(shut, opens, view)
    if shop.hours is None:
        return f"营业时间{aloud(shop.hours_text)}" if shop.hours_text else "营业时间没登记，去前先打个电话"
    if shop.is_open(at, view.day_kind):
        closes = shop.closes(at, view.day_kind)
        if closes is None:
            return "24小时开"
        then = "" if at == now else moment(at, now) if view.until is None else day(at, now)
        return f"{then}开到{clock(closes)}"
    state = "现在关着" if at == now else "那时关着"
    return f"{state}，{moment(opens, now)}开" if opens else state


def _until(shop: Shop, opens: datetime, view: View) -> str:
    closes = shop.closes(opens, view.day_kind)
    return f"开到{clock(closes)}" if closes else "起开着"


def shut_for(shut: Shut, opens: datetime | None, view: View) -> str:
    """Why a shop is shut besides its hours: 现在装修，周四9:00开; 现在停业，什么时候开还没定."""
    when = "现在" if view.at == view.now else "那时"
    what = "休息" if shut.is_rest else shut.status
    return f"{when}{what}，{moment(opens, view.now)}开" if opens else f"{when}{what}，什么时候开还没定"


def card(shop: Shop, view: View) -> str:
    """A shop's card: everything that a resident asks for, in at most six lines."""
    lines = [f"{shop.name}：" + "，".join(part for part in (opening(shop, view), stars(shop, view)) if part)]
    lines += [
        f"{label}{value}"
        for label, value in (
            ("地址：", shop.address),
            ("电话：", "，".join(p for p in (shop.phone, shop.contact) if p)),
            ("服务：", "、".join(shop.offerings)),
            ("优惠：", "；".join(p for p in (discounts(shop, view.volunteer), shop.offer) if p)),
            ("资质：", shop.qualification),
        )
        if value
    ]
    return "\n".join(lines)


FIELD_NAMES = {
    "phone": "电话", "address": "地址", "hours": "营业时间", "discount": "优惠", "services": "服务内容",
    "contact": "负责人", "status": "情况", "stars": "评分",
}


def merchant_field(shop: Shop, asked: str | None, view: View) -> str:
    """The one thing asked about a shop, or that it is not known."""
    if not shop.in_business:
        return f"{shop.name}目前{shop.status}，暂时去不了。" + (f"电话{shop.phone}。" if shop.phone else "")
    answers: Mapping[str, str | None] = {
        "phone": shop.phone and f"{shop.name}电话{shop.phone}。",
        "address": shop.address and f"{shop.name}在{shop.address}。",
        "hours": _hours(shop, view),
        "discount": _discount(shop, view.volunteer),
        "services": f"{shop.name}做：{'、'.join(shop.offerings)}。" if shop.offerings else None,
        "contact": _contact(shop),
        "status": f"{shop.name}正常营业，{opening(shop, view)}。" if shop.shut_at(view.at) is None
        else f"{shop.name}{opening(shop, view)}。",
        "stars": _stars(shop, view),
    }
    if asked is None or asked not in answers:
        return card(shop, view)
    return answers[asked] or f"{shop.name}的{FIELD_NAMES[asked]}还没登记。" + (
        f"可以打电话{shop.phone}问问。" if shop.phone and asked != "phone" else ""
    )


def delivers(shop: Shop) -> str:
    """Whether a shop brings things home: what its offer or services say of it, else whom to ask."""
    told = shop.offer if shop.offer and "送" in shop.offer else next((one for one in shop.offerings if "送" in one), None)
    if told is not None:
        return f"{shop.name}：{told}。"
    return f"{shop.name}送不送货没登记。" + (f"可以打电话{shop.phone}问问。" if shop.phone else "")


def merchant_fields(shop: Shop, asked: Sequence[str | None], view: View) -> str:
    """The things asked about a shop, its name said once."""
    first, *others = (merchant_field(shop, one, view) for one in asked)
    return first + "".join(text.removeprefix(shop.name).removeprefix("：") for text in others) if shop.in_business else first


def _hours(shop: Shop, view: View) -> str | None:
    if not view.is_now:
        return f"{shop.name}{_then(shop, view)}。" if shop.hours is not None or shop.shut_at(view.at) else None
    if shop.shut_at(view.at) is not None:
        return f"{shop.name}{opening(shop, view)}。"
    if not shop.hours_text:
        return None
    return f"{shop.name}营业时间：{aloud(shop.hours_text)}，{opening(shop, view)}。"


def _then(shop: Shop, view: View) -> str:
    """Whether it is open on a day or at a time that is asked about: 周二不开，周三10:00开; 明天8:00到20:30开."""
    if view.until is None:
        if shop.is_open(view.at, view.day_kind):
            closes = shop.closes(view.at, view.day_kind)
            return f"{moment(view.at, view.now)}开着" + (f"，到{clock(closes)}" if closes else "，24小时开")
        opens = shop.opens_next(view.at, view.day_kind)
        return f"{moment(view.at, view.now)}不开" + (f"，{moment(opens, view.now)}开" if opens else "")
    spans = _spans(shop, view)
    if not spans:
        opens = shop.opens_next(view.until, view.day_kind) if not shop.is_open(view.until, view.day_kind) else view.until
        return f"{weekday(view.at, view.now)}不开" + (f"，{moment(opens, view.now)}开" if opens else "")
    if len(spans) == 1 and spans[0][1] - spans[0][0] >= A_DAY:
        return f"{weekday(view.at, view.now)}24小时开"
    return f"{weekday(view.at, view.now)}开，" + "、".join(f"{clock(start)}到{clock(end)}" for start, end in spans)


def _spans(shop: Shop, view: View) -> list[tuple[datetime, datetime]]:
    """The openings of the day that is asked about which are not over before it and not shut."""
    if shop.hours is None or view.until is None:
        return []
    on: date = view.at.astimezone(CHINA).date()
    found = []
    for start, end in shop.hours.spans(on, view.day_kind):
        if start < view.until and end > view.at and shop.shut_at(max(start, view.at)) is None:
            found.append((start, min([end, *(one.begins_at for one in shop.shut if start < one.begins_at < end)])))
    return found


def _discount(shop: Shop, volunteer: bool) -> str | None:
    parts = [p for p in (discounts(shop, volunteer), shop.offer) if p]
    return f"{shop.name}：{'；'.join(parts)}。" if parts else f"{shop.name}现在没有优惠。"


def _contact(shop: Shop) -> str | None:
    if not shop.contact:
        return None
    return f"{shop.name}负责人{shop.contact}" + (f"，电话{shop.phone}。" if shop.phone else "。")


def _stars(shop: Shop, view: View) -> str:
    given = view.stars.get(shop.id)
    if given is None:
        return f"给{shop.name}打分的邻居还不到5位，先不公布。去过的话，跟我说“给{shop.name}打5星”。"
    return f"{shop.name}{given[0]:.1f}星，{given[1]}位邻居打的分。"
