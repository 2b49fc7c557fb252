"""What is said of services and bookings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.wording.times import aloud, clock, day, moment
from catalogue.tables import Booking, Service
from intents.days import CHINA

PARTS = {  # of a day, as they are read: from hour to hour
    (5, 8): "清早", (6, 9): "早上", (8, 12): "上午", (11, 13): "中午", (13, 18): "下午", (18, 22): "晚上",
}


def listed(rows: Sequence[Service], more: int) -> str:
    """What can be booked, one line each."""
    lines = [row.name + (f"，{row.price}" if row.price else "") for row in rows]
    tail = f"还有{more}项，说要做什么就行。" if more else "要约的话说服务和时间，比如“约明天上午9点”。"
    return "\n".join([*lines, tail])


def price_of(service: Service) -> str:
    """What one service costs, when it can be had, and how to book it."""
    price = f"{service.name}{service.price}。" if service.price else f"{service.name}的价钱还没登记，约的时候问一声。"
    hours = f"{aloud(service.hours)}可约，" if service.hours else ""
    return f"{price}{hours}要约就说“约{service.name}”，我再问你哪天。"


def comes_home(service: Service) -> str:
    """That a service comes to one's home, for how much, and how to book it."""
    price = f"{service.price}，" if service.price else ""
    return f"能上门，{price}要约就说“约{service.name}”，或者直接说哪天几点来。"


def when(booking: Booking, now: datetime) -> str:
    """The moment, the day or the part of it (明天下午, 明天15:00到17:00) of a booking."""
    if booking.starts_at is not None:
        return moment(booking.starts_at, now)
    if booking.on_day is None:
        return "时间再商量"
    if booking.from_at is None or booking.until_at is None:
        return _day(booking.on_day, now)
    begins, ends = booking.from_at.astimezone(CHINA), booking.until_at.astimezone(CHINA)
    if ends - begins >= timedelta(days=1):
        return _day(booking.on_day, now)
    part = PARTS.get((begins.hour, ends.hour)) if not (begins.minute or ends.minute) else None
    return f"{_day(booking.on_day, now)}{part or f'{clock(begins)}到{clock(ends)}'}"


def _day(on_day: date, now: datetime) -> str:
    return day(datetime.combine(on_day, time(12), CHINA), now)


def address_noted(service: Service) -> str:
    """That the address is kept for whoever comes; it is not said again."""
    return f"地址记下了，{service.provider or '服务的人'}来之前会联系你。"


def booked(service: Service, bookings: Sequence[Booking], now: datetime, *, moved: bool = False) -> str:
    """What was noted, the price before it, who comes, and how to take it back. moved: it was for another time before."""
    booking, times = bookings[0], "、".join(when(one, now) for one in bookings)
    times += f"，共{len(bookings)}次" if len(bookings) > 1 else ""
    price = f"{service.price}。" if service.price else ""
    who = f"{service.provider}会联系你" if service.provider else "服务的人会联系你"
    hour = "商量几点来" if booking.starts_at is None else ""
    noted = f"{'改好了' if moved else '记下预约了'}：{service.name}，{times}。"
    return f"{noted}{price}{who}{hour}。要取消就说“取消{service.name}”。"


def cancelled(bookings: Sequence[tuple[str, Booking]], missing: Sequence[str], now: datetime) -> str:
    """To who took bookings back: each with its service. missing: services that were named but not booked."""
    told = "、".join(f"{service}（{when(one, now)}）" for service, one in bookings)
    without = f"{'、'.join(missing)}没有约过。" if missing else ""
    return f"好的，{told}的预约{'都' if len(bookings) > 1 else ''}取消了。{without}"


def which_time(service: str, bookings: Sequence[Booking], now: datetime) -> str:
    """To who takes back a service that they have booked several times."""
    times = "、".join(when(one, now) for one in bookings)
    one = f"取消{when(bookings[0], now)}的{service}"
    return f"{service}你约了{len(bookings)}次：{times}。都取消就说“{service}都取消”，只取消一次就说哪天，比如“{one}”。"


def nothing_to_move(service: Service) -> str:
    """To who wants another time for what they have not booked."""
    return f"你现在没有约{service.name}，不用改。要约就说“约{service.name}”，我再问你哪天。"


def standing(service: Service, booking: Booking, now: datetime) -> str:
    """One booking to who asks after it: what, when, who comes, and whether the hour is yet to be agreed."""
    who = f"，{service.provider}来" if service.provider else ""
    hour = "，几点来会跟你商量" if booking.starts_at is None else ""
    return f"你约了{service.name}：{when(booking, now)}{who}{hour}。"


def ask_when(service: Service) -> str:
    """The question for the time, with the hours in which it can be had and the price."""
    hours = f"（{aloud(service.hours)}可约）" if service.hours else ""
    price = f"{service.name}{service.price}。" if service.price else f"{service.name}可以约。"
    return f"{price}想约什么时候？{hours}"
