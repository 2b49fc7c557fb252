"""linli status: what waits to be sent, what went out, what comes next, and whether the bot runs at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot.comings import skipped_since
from bot.operating import heartbeat
from bot.operating.heartbeat import GatewaySight, Sign
from bot.outbox import KINDS
from bot.sending.pace import Limits
from catalogue.tables import NotUnderstood, Outbox, Room
from intents.days import CHINA
from schedules.due import next_due
from schedules.quiet import day_of

KIND_NAMES = {"answer": "回答", "notice": "通知", "reminder": "提醒", "promotion": "促销"}
MEGABYTE = 1_000_000
WORTH_TELLING = timedelta(seconds=10)  # the gateway was away at least so long


def status(session: Session, folder: Path, limits: Limits, now: datetime) -> Iterator[str]:
    """The state of things, a line each. folder: where exports and the sign of life stand."""
    yield from _running(heartbeat.read(folder), now)
    yield from _waiting(session, now)
    yield _uncertain(session)
    yield _sent(session, limits, now)
    due = next_due(session, now)
    yield f"下一件到点的事：{_moment(due)}" if due is not None else "没有排着的事"
    yield _rooms(session)
    unread = session.scalar(select(func.count()).select_from(NotUnderstood)) or 0
    yield f"没听明白的话：{unread}句（留7天）"
    yield f"数据库：{_size(session) / MEGABYTE:.1f} MB"


def _running(sign: Sign | None, now: datetime) -> Iterator[str]:
    if sign is None:
        yield "linli 没有在运行（用 linli run 开工）"
    elif not sign.is_fresh(now):
        yield f"linli 没有在运行：最后一次有动静是{_moment(sign.at)}，请看看日志，再 linli run"
    else:
        yield f"linli 正在运行，进程 {sign.process}，从{_moment(sign.started)}开始"
        yield _gateway(sign.gateway, now)
        if sign.gateway is not None and sign.gateway.paused_until is not None and sign.gateway.paused_until > now:
            yield f"微信嫌发得太快：促销和通知停到{_moment(sign.gateway.paused_until)}再发，回答照常"


def _gateway(sight: GatewaySight | None, now: datetime) -> str:
    if sight is None:
        return "没接微信，只开着网页"
    if sight.refused is not None:
        return f"网关不让接：{sight.refused}。请核对令牌 gateway_token，看看网关的日志"
    if sight.connected and not sight.logged_in:
        return "网关连着，可是微信没登录，收不到消息。请到网关那里扫码登录"
    if sight.connected:
        return "网关连着" + (f"，开工以来断过{sight.lost}次" if sight.lost else "") + _unheard(sight)
    since = f"，从{_moment(sight.away_since)}起，{_span(now - sight.away_since)}了" if sight.away_since else ""
    return f"网关断着{since}。这段时间群里的话收不到；会自己重连，请看看网关那台机器"


def _unheard(sight: GatewaySight) -> str:
    """The last absence that was long enough to miss something."""
    if sight.last_away is None or sight.last_away[1] - sight.last_away[0] < WORTH_TELLING:
        return ""
    since, until = sight.last_away
    return f"；上次离线 {_moment(since)} 到 {_moment(until)}，那段时间的话可能没收到"


def _waiting(session: Session, now: datetime) -> Iterator[str]:
    rows = session.execute(
        select(Outbox.kind, func.count(), func.min(Outbox.created_at)).where(Outbox.status.in_(("pending", "sending")))
        .group_by(Outbox.kind)
    )
    waiting = {kind: (count, oldest) for kind, count, oldest in rows}
    if not waiting:
        yield "等着发的消息：没有"
        return
    parts = [
        f"{KIND_NAMES.get(kind, kind)}{waiting[kind][0]}条（最早的等了{_span(now - waiting[kind][1])}）"
        for kind in (*KINDS, *sorted(set(waiting) - set(KINDS))) if kind in waiting
    ]
    yield "等着发的消息：" + "，".join(parts)


def _uncertain(session: Session) -> str:
    ids = session.scalars(select(Outbox.id).where(Outbox.status == "uncertain").order_by(Outbox.id)).all()
    if not ids:
        return "不确定发没发出去的：没有"
    shown = "、".join(map(str, ids[-10:]))
    return f"不确定发没发出去的：{len(ids)}条（最近的编号 {shown}），请到群里看一眼"


def _sent(session: Session, limits: Limits, now: datetime) -> str:
    begins, ends = day_of(now)
    an_hour_ago = now - timedelta(hours=1)
    hour = session.scalar(select(func.count()).where(Outbox.status == "sent", Outbox.sent_at > an_hour_ago))
    today = (Outbox.sent_at >= begins) & (Outbox.sent_at < ends)
    day = session.scalar(select(func.count()).where(Outbox.status == "sent", today))
    own = session.scalar(
        select(func.count()).where(Outbox.kind != "answer", Outbox.status.in_(("sent", "uncertain", "sending")), today)
    )
    most = limits.daily(now.astimezone(CHINA).date())
    most_an_hour = f"，每分钟最多{limits.per_minute}条" if limits.per_minute is not None else ""
    most_a_day = f"，上限{most}条" if most is not None else ""
    return f"发出去的：最近一小时{hour}条{most_an_hour}；今天{day}条，其中主动发的{own}条{most_a_day}"


def _rooms(session: Session) -> str:
    rows = session.execute(select(Room.name, Room.channel_ref).where(Room.left_at.is_(None)).order_by(Room.id)).all()
    unbound = [name for name, ref in rows if ref is None]
    line = f"群：{len(rows)}个，{len(rows) - len(unbound)}个已经对上"
    line += f"；还没对上：{'、'.join(unbound)}" if unbound else ""
    gone = session.execute(select(Room.name, Room.left_at).where(Room.removed).order_by(Room.id)).all()
    if gone:
        skipped = skipped_since(session, min(left_at for _, left_at in gone if left_at is not None))
        named = "、".join(f"{name}（{_moment(left_at)}起）" for name, left_at in gone)
        line += f"；小邻不在里面了：{named}，跳过了{skipped}条消息，拉回群就恢复"
    return line


def _size(session: Session) -> int:
    if session.get_bind().dialect.name == "sqlite":
        pages = session.scalar(text("PRAGMA page_count")) or 0
        return int(pages * (session.scalar(text("PRAGMA page_size")) or 0))
    return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%m月%d日 %H:%M}" if at is not None else ""


def _span(length: timedelta) -> str:
    """40秒, 5分钟, 3小时, 2天: as much as one needs to know."""
    seconds = max(0, int(length.total_seconds()))
    for size, word in ((86_400, "天"), (3_600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{seconds // size}{word}"
    return f"{seconds}秒"
