"""The bot on the sample neighbourhood, as in tests/path."""

from __future__ import annotations

from tests.path.conftest import bot

__all__ = ["bot"]
