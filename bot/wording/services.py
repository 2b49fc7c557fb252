"""What is said of services and bookings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from bot.wording.times import aloud, day, moment
from catalogue.tables import Booking, Service
from intents.days import CHINA


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
    """The moment or the day of a booking."""
    if booking.starts_at is not None:
        return moment(booking.starts_at, now)
    return _day(booking.on_day, now) if booking.on_day is not None else "时间再商量"


def _day(on_day: date, now: datetime) -> str:
    return day(datetime.combine(on_day, time(12), CHINA), now)


def address_noted(service: Service) -> str:
    """That the address is kept for whoever comes; it is not said again."""
    return f"地址记下了，{service.provider or '服务的人'}来之前会联系你。"


def booked(service: Service, booking: Booking, now: datetime, part_of_day: str = "", *, moved: bool = False) -> str:
    """What was noted, the price before it, who comes, and how to take it back. moved: it was for another time before."""
    price = f"{service.price}。" if service.price else ""
    who = f"{service.provider}会联系你" if service.provider else "服务的人会联系你"
    hour = "商量几点来" if booking.starts_at is None else ""
    noted = f"{'改好了' if moved else '记下预约了'}：{service.name}，{when(booking, now)}{part_of_day}。"
    return f"{noted}{price}{who}{hour}。要取消就说“取消{service.name}”。"


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
