"""linli check: whether settings, store, data and gateway are fit for work; each line says 好, or what to do."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.house import furnish, open_store
from bot.operating import heartbeat
from bot.settings import Settings
from catalogue.database import Database
from catalogue.order_lines import LIVE
from catalogue.tables import Member, MemberRole, Merchant, Order, OrderEntry, Outbox, Product, Room, Schedule
from intents.days import CHINA
from intents.errors import LinliError
from intents.hours import HoursError, read_hours
from intents.scene import ADMINISTRATOR
from schedules.workdays import unknown_years

ANSWER_S = 5.0  # a gateway that takes longer does not answer
MOST_NAMED = 5
NEXT_YEAR_FROM = 12  # the month from which next year's holidays have to be known: they are published in November


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, in words. fine: nothing to do. urgent: the bot cannot do its work before it is mended."""

    said: str
    fine: bool = True
    urgent: bool = True

    def line(self) -> str:
        """As the command prints it."""
        return f"{'好' if self.fine else '改' if self.urgent else '看'}  {self.said}"


def check(settings: Callable[[], Settings], today: date | None = None) -> Iterator[Finding]:
    """One finding after another; stops where nothing further can be looked at."""
    try:
        chosen = settings()
    except LinliError as error:
        yield Finding(str(error), False)
        return
    yield Finding("设置都读得懂")
    try:
        database = open_store(chosen)
    except LinliError as error:
        yield Finding(str(error), False)
        return
    try:
        yield Finding("数据库打得开，是最新的格式")
        yield _folder(chosen, database)
        with database.read() as session:
            yield from look_at_data(session)
    finally:
        database.close()
    yield _holidays(today or datetime.now(CHINA).date())
    if chosen.gateway:
        yield _gateway(chosen)
    else:
        yield Finding("没接微信：要接，就设 gateway 和 gateway_token（见 docs/wechat.md）")


def _folder(chosen: Settings, database: Database) -> Finding:
    try:
        furnish(chosen, database)
        probe = chosen.files / ".linli-check"
        probe.write_text("", encoding="utf-8")
        probe.unlink()
    except LinliError as error:
        return Finding(str(error), False)
    except OSError as error:
        return Finding(f"导出文件夹 {chosen.files} 写不进去：{error.strerror}。请改一改它的权限，或改设置 files", False)
    return Finding(f"导出文件夹能用：{chosen.files}")


def look_at_data(session: Session) -> Iterator[Finding]:
    """What stands in the store."""
    yield from _rooms(session)
    shops = session.scalar(select(func.count()).select_from(Merchant)) or 0
    people = session.scalar(select(func.count()).select_from(Member).where(Member.listed)) or 0
    yield Finding(f"{shops}家商户，{people}位登记的人员")
    heads = session.scalar(
        select(func.count()).select_from(MemberRole).join(Member, Member.id == MemberRole.member_id)
        .where(MemberRole.role == ADMINISTRATOR, Member.channel_id.is_not(None))
    ) or 0
    yield Finding(f"{heads}位管理员") if heads else Finding("还没有管理员：用 linli code 绑定一位", False)
    yield _hours(session)
    yield _sold(session)
    yield from _sending(session)


def _rooms(session: Session) -> Iterator[Finding]:
    rooms = session.execute(select(Room.name, Room.channel_ref).where(Room.left_at.is_(None)).order_by(Room.id)).all()
    if not rooms:
        yield Finding("还没有群：先填工作簿，再 linli import", False)
        return
    yield Finding(f"{len(rooms)}个群")
    unbound = [name for name, ref in rooms if ref is None]
    if unbound:
        yield Finding(
            f"{len(unbound)}个群还没对上微信：{_named(unbound)}。"
            "把小邻拉进群，群名和工作簿一字不差，有人在群里找它就对上了", False, urgent=False,
        )
    else:
        yield Finding("每个群都对上了")


def _hours(session: Session) -> Finding:
    unread = []
    shops = session.execute(
        select(Merchant.name, Merchant.hours).where(Merchant.hours.is_not(None)).order_by(Merchant.id)
    )
    for name, hours in shops:
        try:
            if hours:
                read_hours(hours)
        except HoursError:
            unread.append(name)
    if unread:
        said = f"{len(unread)}家商户的营业时间看不懂：{_named(unread)}。照模板的写法改好再导入"
        return Finding(said, False, urgent=False)
    return Finding("营业时间都看得懂")


def _sold(session: Session) -> Finding:
    """Whether what is counted as sold is what the orders say; else stock and limits would be wrong."""
    counted = dict(session.execute(
        select(OrderEntry.product_id, func.sum(OrderEntry.quantity)).join(Order, Order.id == OrderEntry.order_id)
        .where(Order.status.in_(LIVE)).group_by(OrderEntry.product_id)
    ).tuples().all())
    wrong = [
        name for product_id, name, sold in session.execute(select(Product.id, Product.name, Product.sold))
        if sold != int(counted.get(product_id, 0))
    ]
    if wrong:
        said = f"{len(wrong)}种商品的已售数和订单对不上：{_named(wrong)}。请先备份，再把这一行发给开发者"
        return Finding(said, False)
    return Finding("已售数和订单对得上")


def _sending(session: Session) -> Iterator[Finding]:
    unsure = session.scalar(select(func.count()).select_from(Outbox).where(Outbox.status == "uncertain")) or 0
    if unsure:
        yield Finding(f"{unsure}条消息不确定发没发出去，请到群里看一眼（linli status 有编号）", False, urgent=False)
    else:
        yield Finding("没有不确定的消息")
    now = datetime.now(UTC)
    waiting = session.scalar(
        select(func.count()).select_from(Schedule).where(Schedule.status == "active", Schedule.next_due > now)
    ) or 0
    yield Finding(f"{waiting}条定时消息在等着")


def _holidays(today: date) -> Finding:
    """Next year's are published in November: before, nobody can know them."""
    ahead = date(today.year + 1, 1, 1) if today.month >= NEXT_YEAR_FROM else today + timedelta(days=30)
    missing = unknown_years(today, ahead)
    if missing:
        years = "、".join(map(str, missing))
        return Finding(f"不知道{years}年的放假安排：pip install -U chinesecalendar", False, urgent=False)
    return Finding("放假安排是最新的")


def _gateway(chosen: Settings) -> Finding:
    host, _, port = chosen.gateway.rpartition(":")
    try:
        socket.create_connection((host, int(port)), ANSWER_S).close()
    except OSError as error:
        reason = error.strerror or "没有应答"
        return Finding(f"网关 {chosen.gateway} 连不上：{reason}。请看看网关开着没有，地址对不对，防火墙放行没有", False)
    sign = heartbeat.read(chosen.files)
    if sign is not None and sign.is_fresh(datetime.now(UTC)) and sign.gateway is not None:
        # A gateway serves one listener: a second one would push the running bot out.
        if sign.gateway.connected:
            return Finding(f"网关 {chosen.gateway} 连着，正在运行的 linli 在用")
        why = sign.gateway.refused or "正在重连"
        return Finding(f"网关 {chosen.gateway} 有应答，可是正在运行的 linli 没连上：{why}", False)
    from bot.operating.gateway import knock

    refusal = knock(chosen.gateway, chosen.gateway_token, ANSWER_S)
    if refusal is not None:
        return Finding(f"网关 {chosen.gateway} 有应答，但{refusal}", False)
    return Finding(f"网关 {chosen.gateway} 有应答，令牌对")


def _named(names: list[str]) -> str:
    more = f"等{len(names)}个" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + more
