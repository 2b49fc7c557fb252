"""One handler for each intent, one module for each part of life."""

from __future__ import annotations

from collections.abc import Mapping

from bot.context import Handler


def all_handlers() -> Mapping[str, Handler]:
    """Every handler by intent. Raises: ValueError where two parts claim the same intent."""
    parts = ()
    handlers: dict[str, Handler] = {}
    for part in parts:
        for intent, handler in part.handlers.items():
            if intent in handlers:
                raise ValueError(f"two handlers for {intent}")
            handlers[intent] = handler
    return handlers
