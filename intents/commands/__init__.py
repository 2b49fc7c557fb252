"""Commands: what staff, merchants and residents say to the bot on purpose, addressed or with `#`."""

from __future__ import annotations

from intents.commands.reading import read_answer, read_command

__all__ = ["read_answer", "read_command"]
