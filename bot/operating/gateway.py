"""Questions to the gateway beside the running bot: none of them takes its stream of messages away.

Importing this imports wechaty, so it is done only where a gateway is set.
"""

from __future__ import annotations

import asyncio
import time

from grpclib.const import Status
from grpclib.exceptions import GRPCError

from bot.channels.wechat.gateway import LOST, Endpoint, Gateway, GatewayAway
from bot.channels.wechat.lookups import Lookups
from bot.operating.members import Neighbour
from intents.errors import LinliError

TOKEN_REFUSED = (Status.UNAUTHENTICATED, Status.PERMISSION_DENIED)
ALL_S = 60.0  # how long a gateway may take to log in and tell a room
AGAIN_S = 1.0


def knock(endpoint: str, token: str, patience_s: float) -> str | None:
    """Why the gateway does not serve us, in words with what to do; None where it does."""
    return asyncio.run(_knock(endpoint, token, patience_s))


def neighbours(endpoint: str, token: str, ref: str | None, name: str, patience_s: float = ALL_S) -> list[Neighbour]:
    """Everybody in the room of this id (None: of this name). Raises: LinliError with what to do."""
    return asyncio.run(_neighbours(endpoint, token, ref, name, patience_s))


async def _knock(endpoint: str, token: str, patience_s: float) -> str | None:
    gateway = _gateway(endpoint, token, patience_s)
    try:
        async with gateway.visit() as stub:
            await gateway.call(stub.version())
    except GRPCError as error:
        if error.status in TOKEN_REFUSED:
            return "令牌不对。请核对 gateway_token 和网关的 token"
        return f"不理我们（{error.status.name}）。请看看网关的版本和日志"
    except (GatewayAway, *LOST):
        return "不像 Wechaty 网关：请看看地址，并在网关上关掉 TLS"
    return None


async def _neighbours(endpoint: str, token: str, ref: str | None, name: str, patience_s: float) -> list[Neighbour]:
    gateway = _gateway(endpoint, token, patience_s)
    try:
        async with gateway.visit() as stub:
            await gateway.call(stub.start())  # it is already started where linli runs; then this changes nothing
            lookups = Lookups(gateway)
            room = await _room(gateway, lookups, ref, name, time.monotonic() + patience_s)
            return [
                Neighbour(one, await lookups.contact_name(one), await lookups.room_alias(room, one))
                for one in await lookups.members(room)
            ]
    except GRPCError as error:
        raise LinliError(f"网关 {endpoint} 不答：{error.status.name}。用 linli check 看看哪里不对。") from error
    except (GatewayAway, *LOST) as error:
        raise LinliError(f"网关 {endpoint} 连不上。用 linli check 看看哪里不对。") from error


async def _room(gateway: Gateway, lookups: Lookups, ref: str | None, name: str, until: float) -> str:
    """The room's id. An account that is just logging in knows its rooms a little later, so it is asked again."""
    while True:
        ids = await gateway.call(gateway.puppet.room_list())
        for one in ids:
            if one == ref or (ref is None and await lookups.room_topic(one) == name):
                return str(one)
        if time.monotonic() > until:
            raise LinliError(f"网关那边没有“{name}”这个群。请看看扫码登录了没有，微信里的群名和工作簿是不是一字不差。")
        await asyncio.sleep(AGAIN_S)


def _gateway(endpoint: str, token: str, patience_s: float) -> Gateway:
    async def ignore(kind: str, data: object) -> None:
        """Nothing is listened to."""

    return Gateway(Endpoint.read(endpoint), token, ignore, call_s=patience_s)
