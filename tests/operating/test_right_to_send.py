"""Who sends on a shared PostgreSQL: also a machine that lost its power gives the right away."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.sending.right import RightToSend
from catalogue.database import open_database
from tests.gateway.conftest import free_port
from tests.postgres import QUICK, find_binaries, start, stop


def test_the_server_soon_notices_that_the_machine_with_the_right_is_gone_for_good(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = Path(tempfile.mkdtemp(prefix="linli-pg-", dir="/tmp"))
    port = free_port()
    monkeypatch.setenv("PGPORT", str(port))
    server = start(find_binaries(), folder, [*QUICK, "listen_addresses=127.0.0.1", f"port={port}"])
    database = open_database(f"postgresql+psycopg://linli@127.0.0.1:{port}/postgres")
    right = RightToSend(database)
    try:
        assert right.take() == 1
        assert right._connection is not None
        ask = right._connection.execute
        found = [str(ask(text(f"SHOW tcp_keepalives_{what}")).scalar()) for what in ("idle", "interval", "count")]
        assert [int(value.removesuffix("s")) for value in found] == [10, 5, 3]
    finally:
        right.give_back()
        database.close()
        stop(server)
        shutil.rmtree(folder, ignore_errors=True)
