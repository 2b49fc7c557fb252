"""The models of orders and of volunteering, run for as long as one likes."""

from __future__ import annotations

import tempfile

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from catalogue.database import open_database
from tests.chaos.stores import own_postgres
from tests.conftest import _fill
from tests.orders.conftest import fill
from tests.orders.test_rush import Ledger
from tests.people.volunteering import Places, prepare


def orders_model(kind: str, examples: int, steps: int) -> list[str]:
    """Orders, stock and limits; what is wrong."""
    with tempfile.TemporaryDirectory(prefix="linli-chaos-") as name:
        if kind == "sqlite":
            return _ledger(f"sqlite:///{name}/ledger.db", examples, steps)
        with own_postgres(durable=False) as own:
            return _ledger(own.server.url(own.server.make()), examples, steps)


def _ledger(url: str, examples: int, steps: int) -> list[str]:
    _fill(url, False)
    database = open_database(url)
    database.run(fill)
    database.close()
    return _run(type("LedgerHere", (Ledger,), {"url": url}), examples, steps)


def volunteers_model(kind: str, examples: int, steps: int) -> list[str]:
    """Places, waiting lists, points, goods and certificates; what is wrong."""
    with tempfile.TemporaryDirectory(prefix="linli-chaos-") as name:
        if kind == "sqlite":
            return _volunteering(f"sqlite:///{name}/volunteers.db", examples, steps)
        with own_postgres(durable=False) as own:
            return _volunteering(own.server.url(own.server.make()), examples, steps)


def _volunteering(url: str, examples: int, steps: int) -> list[str]:
    _fill(url, False)
    return [fault for model in prepare(url) for fault in _run(model, examples, steps)]


def _run(machine: type[Ledger] | type[Places], examples: int, steps: int) -> list[str]:
    chosen = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(machine, settings=chosen)
    except AssertionError as error:
        return [f"{machine.__name__}: {error}"]
    return []
