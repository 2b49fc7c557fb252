"""Logs carry ids, counts and places in the code; never what people wrote, their names or telephones."""

from __future__ import annotations

import logging
import sqlite3
import traceback
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.exc import DBAPIError, OperationalError

FRAMES = 6
# What a store answers that somebody has to mend, by SQLite's code or the beginning of PostgreSQL's.
REMEDIES: Mapping[int | str, str] = {
    sqlite3.SQLITE_BUSY: "another program holds the database file: close it",
    sqlite3.SQLITE_LOCKED: "another program holds the database file: close it",
    sqlite3.SQLITE_FULL: "the disk of the database is full: make room",
    sqlite3.SQLITE_READONLY: "the database file or its folder may not be written: give linli the right to",
    sqlite3.SQLITE_IOERR: "the disk of the database fails: look at it, and put a backup back where it is broken",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened: look whether it and its folder are there",
    sqlite3.SQLITE_CORRUPT: "the database file is broken: put a backup back with `linli restore`",
    sqlite3.SQLITE_NOTADB: "the database file is broken: put a backup back with `linli restore`",
    "53100": "the disk of the database server is full: make room",
    "53": "the database server has too little memory or too few connections: look at its settings",
    "55P03": "another program holds what is needed in the database: end it",
    "25006": "the database server only lets read: look whether it is a copy, and allow writing",
    "57": "the database server stops or starts: wait, or start it",
    "08": "the database server does not answer: start it",
    "": "the database server does not answer: start it",
}


def trouble(error: BaseException) -> str:
    """An error for the log: its kind and where it arose. Its own words are left out: they may quote a message.

    What a store says of itself (locked, full, gone) quotes nothing, and whoever runs linli has to know it.
    """
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    kind = type(error).__name__
    if isinstance(error, OperationalError):
        kind += f" ({str(error.orig).strip().splitlines()[0]})" if str(error.orig).strip() else ""
    remedy = remedy_for(error)
    return (f"{kind} at {places}" if places else kind) + (f"; what to do: {remedy}" if remedy else "")


def remedy_for(error: BaseException) -> str | None:
    """What whoever runs linli can do about a store that fails; None: it is no trouble of the store."""
    original = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(original, sqlite3.Error):
        return REMEDIES.get(getattr(original, "sqlite_errorcode", 0) & 0xFF)
    if not isinstance(error, DBAPIError):
        return None
    state = getattr(original, "sqlstate", None)
    if state is None:  # the server said nothing
        return REMEDIES[""] if isinstance(error, OperationalError) else None
    return next((REMEDIES[key] for key in (state, state[:2]) if key in REMEDIES), None)


def set_up(level: str) -> None:
    """Log to standard error, one line each. Call once, when the program starts."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    for noisy in ("alembic", "apscheduler", "uvicorn", "jieba", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
