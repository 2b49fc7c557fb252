"""The bot of the path's tests, and the command line on a store of its own."""

from __future__ import annotations

from tests.path.conftest import bot, lite_url

__all__ = ["bot", "lite_url"]
