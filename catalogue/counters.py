"""Numbers that only grow: no two tickets, certificates or codes carry the same."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from catalogue.tables import Counter

# The workbook's promotions are numbered from 101, so that what is planned in the chat counts from 1.
WORKBOOK_NUMBERS_AFTER = 100


def next_number(session: Session, name: str) -> int:
    """The next number of this kind, from 1; also with several processes at once, and never given twice."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(Counter)
        .values(name=name, value=1)
        .on_conflict_do_update(index_elements=[Counter.name], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    )
    return int(session.execute(statement, execution_options={"populate_existing": True}).scalar_one())
