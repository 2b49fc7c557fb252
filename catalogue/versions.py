"""The version of the names and of what is open: whoever keeps a scene asks whether it is still the newest."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.counters import next_number
from catalogue.tables import Counter, table_of

NAME = "catalogue"
_TOUCHED = "catalogue_touched"  # what the session that touched it carries
_VERSION = select(table_of(Counter).c.value).where(table_of(Counter).c.name == NAME)


def touch(session: Session) -> int:
    """The new version, to be called after a change of names or of what is open, in the same transaction."""
    session.info[_TOUCHED] = True
    return next_number(session, NAME)


def was_touched(session: Session) -> bool:
    """Whether names or what is open were changed by this session."""
    return _TOUCHED in session.info


def version(session: Session) -> int:
    """The version now; 0 in a store in which nothing was ever changed."""
    return session.scalar(_VERSION) or 0
