"""Why something that was asked for cannot be done, in words for the asker."""

from __future__ import annotations

from intents.errors import LinliError


class NotPossible(LinliError):
    """What was asked for cannot be done; the message is the reason and the way out, in plain Chinese."""
