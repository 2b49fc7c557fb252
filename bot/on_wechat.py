"""The house on a WeChat account behind a gateway. Where several share a store one hears and sends, the others stand by."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime

from bot.assembly import Parts
from bot.channels.happenings import Happening
from bot.channels.wechat.channel import WechatChannel
from bot.house import House, limits_of
from bot.messages import Incoming
from bot.operating.heartbeat import GatewaySight, last_heard, signs_of_life
from bot.operating.warming import warmed
from bot.operating.watch import asking, watched
from bot.sending.right import RightToSend
from bot.settings import Settings
from schedules.clock import ClockWatch

STAND_BY_S = 0.5  # between looks whether it is us who send
STANDING_BY = "已经有一个 linli 在用这个数据库收发消息。这一个先待命，那一个一停就接上。"


async def on_wechat(settings: Settings, parts: Parts, tell: Callable[[str], None]) -> None:
    """Run until told to stop. Raises: LinliError where the gateway's address is none."""
    here = OnWechat(settings, parts, tell)
    figures = asking(parts.database, _now, here.sight, lambda: here.clock.doubtful, lambda: here.house.sender.paused_until)
    files = parts.path.files
    async with here.house, signs_of_life(files, here.sight), watched(settings.watch_port, figures), warmed(parts, _now):
        await until_told_to_stop(here.listen(), here.house.sender.stop)


class OnWechat:
    """A house, its account, and what both know of each other."""

    def __init__(self, settings: Settings, parts: Parts, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._ready = f"小邻开好了，接在网关 {settings.gateway} 上。想停下来，按 Ctrl+C。"
        self._channel = WechatChannel(
            settings.gateway, settings.gateway_token, self._hear, self._happen, away_since=last_heard(parts.path.files),
            met=parts.scenes.shown,
        )
        self.clock = ClockWatch(_now)
        self.house = House(
            parts, self._channel, limits=limits_of(settings), right=RightToSend(parts.database), watch=self.clock
        )

    async def _hear(self, incoming: Incoming) -> None:
        await self.house.hear(incoming)

    async def _happen(self, happening: Happening) -> bool:
        return await self.house.happen(happening)

    def sight(self) -> GatewaySight:
        """The gateway as it is now."""
        state = self._channel.state
        return GatewaySight(
            state.connected, state.away_since, state.lost, state.refused, state.logged_in, state.last_away,
            self.house.sender.paused_until,
        )

    async def listen(self) -> None:
        """Hear while it is us who send: a gateway serves one listener, and two would push each other out."""
        sender = self.house.sender
        while True:
            said = False
            while not sender.sends:
                if sender.stands_by and not said:
                    self._tell(STANDING_BY)
                    said = True
                await asyncio.sleep(STAND_BY_S)
            self._tell(self._ready)
            listening = asyncio.create_task(self._channel.run())
            try:
                while sender.sends and not listening.done():
                    await asyncio.wait((listening,), timeout=STAND_BY_S)
            finally:
                listening.cancel()
                await asyncio.wait((listening,))
            if not listening.cancelled():
                listening.result()


async def until_told_to_stop(work: Awaitable[None], before_the_end: Callable[[], Awaitable[None]]) -> None:
    """Do the work until the process is told to end, or the work ends by itself. Raises: what the work raises.

    before_the_end: what has to be done while the work is still going on.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # not on Windows
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    working, stopping = asyncio.ensure_future(work), asyncio.create_task(stop.wait())
    await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
    await before_the_end()
    for task in (working, stopping):
        task.cancel()
    outcome, _ = await asyncio.gather(working, stopping, return_exceptions=True)
    if isinstance(outcome, Exception):
        raise outcome


def _now() -> datetime:
    return datetime.now(UTC)
