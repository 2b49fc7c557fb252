"""Logs carry ids, counts and places in the code; never what people wrote, their names or telephones."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from sqlalchemy.exc import OperationalError

FRAMES = 6


def trouble(error: BaseException) -> str:
    """An error for the log: its kind and where it arose. Its own words are left out: they may quote a message.

    What a store says of itself (locked, full, gone) quotes nothing, and whoever runs linli has to know it.
    """
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    kind = type(error).__name__
    if isinstance(error, OperationalError):
        kind += f" ({str(error.orig).strip().splitlines()[0]})" if str(error.orig).strip() else ""
    return f"{kind} at {places}" if places else kind


def set_up(level: str) -> None:
    """Log to standard error, one line each. Call once, when the program starts."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    for noisy in ("alembic", "apscheduler", "uvicorn", "jieba", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
