"""Just after the start: what a first message would wait for (patterns, words, phrases) is read before it comes."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from intents.grammar import grammars
from intents.scene import Message, Scene, Speaker
from intents.understand import understand

if TYPE_CHECKING:
    from bot.assembly import Parts

SOON_S = 1.0  # whoever is there at once comes first
BETWEEN_S = 0.02  # a message that comes meanwhile waits for one example, not for all


@asynccontextmanager
async def warmed(parts: Parts, clock: Callable[[], datetime]) -> AsyncIterator[None]:
    """Inside, an example of each intent is read in the background, once; nothing is answered, and nothing is recorded.

    From then on Python looks for garbage, also where the command line told it not to during the start.
    """
    warming = asyncio.create_task(_warm(parts, clock))
    try:
        yield
    finally:
        warming.cancel()
        await asyncio.wait((warming,))
        gc.enable()


async def _warm(parts: Parts, clock: Callable[[], datetime]) -> None:
    try:
        while not parts.scenes.is_read:
            await asyncio.sleep(SOON_S)
        await asyncio.sleep(SOON_S)
        scene = parts.scenes.of(tuple(parts.scenes.known.rooms)[:1], clock())
        for grammar in (await asyncio.to_thread(grammars)).values():
            for example in grammar.examples[:1]:
                await asyncio.to_thread(_read, example.text, scene, clock())
                await asyncio.sleep(BETWEEN_S)
    finally:
        gc.freeze()  # what the start made stays as long as the process: it need not be looked through again
        gc.enable()


def _read(text: str, scene: Scene, at: datetime) -> None:
    for addressed in (False, True):
        understand(Message(text, at, addressed=addressed), scene, Speaker())


