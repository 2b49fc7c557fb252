"""A prepared statement does exactly what SQLAlchemy does with the same statement, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

from catalogue.database import Database, open_database
from catalogue.prepared import Prepared, Statement
from catalogue.tables import Conversation, HandledMessage, Member, Outbox, table_of

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=timezone(timedelta(hours=8)))
outbox, conversations, members = table_of(Outbox), table_of(Conversation), table_of(Member)
TO_SAY = {
    "room_id": None, "to_id": None, "text": "好了，明天见 😀 100%", "file": None, "mentions": [3, 5], "kind": "answer",
    "cause": None, "message_id": "m1", "created_at": NOON, "not_before": NOON, "expires_at": None,
}
REMEMBERED = {
    "kind": "spoken", "room_id": None, "member_id": None, "body": {"titles": ["早市团", None]}, "at": NOON,
    "expires_at": NOON + timedelta(minutes=5),
}
CASES: list[tuple[Statement, dict[str, Any]]] = [
    (insert(outbox).returning(*outbox.c[1:]), TO_SAY),  # with defaults that its columns make
    (insert(conversations).returning(*conversations.c[1:]), REMEMBERED),
    (select(outbox).where(outbox.c.not_before <= bindparam("now"), outbox.c.kind == "answer").limit(bindparam("most")),
     {"now": NOON.astimezone(UTC), "most": 5}),
    (select(outbox.c.mentions, outbox.c.urgent).where(outbox.c.to_id.is_not_distinct_from(bindparam("to"))), {"to": None}),
    (update(outbox).where(outbox.c.id == bindparam("row")).values(status="sent", sent_at=bindparam("now"))
     .returning(outbox.c.sent_at, outbox.c.reason), {"row": 1, "now": NOON}),
    (update(members).where(members.c.id == bindparam("who")).values(nickname="阿姨"), {"who": 99}),
]


@pytest.fixture
def store(database: Database) -> Database:
    """A store in which two messages wait to be sent."""
    with database.transaction() as session:
        session.execute(insert(outbox), [TO_SAY, {**TO_SAY, "message_id": "m2", "kind": "notice"}])
    return database


@pytest.mark.parametrize("case", range(len(CASES)))
def test_it_gives_what_sqlalchemy_gives(store: Database, case: int) -> None:
    statement, values = CASES[case]
    prepared = Prepared(statement)
    found = []
    for _ in range(2):  # the second time it is ready
        with store.transaction() as session:
            found.append(prepared.rows(session, values))
            session.rollback()
    with store.transaction() as session:
        result = session.connection().execute(statement, values)
        expected = [tuple(row) for row in result] if result.returns_rows else []
        session.rollback()
    assert found == [expected, expected]
    assert expected or case == len(CASES) - 1


def test_what_it_writes_is_written_with_the_transaction(store: Database) -> None:
    note = Prepared(insert(table_of(HandledMessage)))
    values = {"id": "m7", "room_id": None, "member_id": None, "intent": "order", "at": NOON, "about": ["shop:1"]}
    with pytest.raises(RuntimeError), store.transaction() as session:
        note.run(session, values)
        raise RuntimeError("the handler failed")
    with store.transaction() as session:
        assert session.get(HandledMessage, "m7") is None
        note.run(session, values)
    with store.read() as session:
        row = session.get_one(HandledMessage, "m7")
        assert (row.at, row.about) == (NOON, ["shop:1"])


def test_what_the_database_refuses_is_the_same_error(store: Database) -> None:
    note = Prepared(insert(table_of(HandledMessage)))
    values = {"id": "m7", "room_id": None, "member_id": None, "intent": "order", "at": NOON, "about": []}
    with store.transaction() as session:
        note.run(session, values)
    with pytest.raises(IntegrityError), store.transaction() as session:
        note.run(session, values)
    with store.transaction() as session:  # and the store can still be used
        assert session.get(HandledMessage, "m7") is not None


def test_a_naive_instant_is_refused(store: Database) -> None:
    read = Prepared(select(outbox.c.id).where(outbox.c.not_before <= bindparam("now")))
    with store.transaction() as session, pytest.raises((ValueError, SQLAlchemyError)):
        read.rows(session, {"now": NOON.replace(tzinfo=None)})


def test_a_value_that_is_missing_is_missed(store: Database) -> None:
    read = Prepared(select(outbox.c.id).where(outbox.c.kind == bindparam("kind"), outbox.c.id > bindparam("after")))
    with store.transaction() as session, pytest.raises(KeyError, match="after"):
        read.rows(session, {"kind": "answer"})


def test_a_statement_with_a_list_is_refused(store: Database) -> None:
    read = Prepared(select(outbox.c.id).where(outbox.c.id.in_(bindparam("rows", expanding=True))))
    with store.transaction() as session, pytest.raises(TypeError, match="lists"):
        read.rows(session, {"rows": [1, 2]})


def test_a_connection_that_the_server_closed_is_not_used_again(new_store: Callable[[str, bool], str]) -> None:
    database = open_database(new_store("postgres", False))
    read = Prepared(select(outbox.c.id))
    with pytest.raises(OperationalError), database.transaction() as session:
        own = session.scalar(text("SELECT pg_backend_pid()"))
        with database.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
        read.rows(session, {})
    with database.read() as session:
        assert read.rows(session, {}) == []
    database.close()
