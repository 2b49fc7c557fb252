"""Logs carry ids, counts and places in the code; never what people wrote, their names or telephones."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

FRAMES = 6


def trouble(error: BaseException) -> str:
    """An error for the log: its kind and where it arose. Its own words are left out: they may quote a message."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{type(error).__name__} at {places}" if places else type(error).__name__


def set_up(level: str) -> None:
    """Log to standard error, one line each. Call once, when the program starts."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    for noisy in ("alembic", "apscheduler", "uvicorn", "jieba", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
