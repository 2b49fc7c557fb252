"""The version of the names and of what is open: whoever keeps a scene asks whether it is still the newest."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.counters import next_number
from catalogue.tables import Counter

NAME = "catalogue"


def touch(session: Session) -> int:
    """The new version, to be called after a change of names or of what is open, in the same transaction."""
    return next_number(session, NAME)


def version(session: Session) -> int:
    """The version now; 0 in a store in which nothing was ever changed."""
    return session.scalar(select(Counter.value).where(Counter.name == NAME)) or 0
