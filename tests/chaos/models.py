"""The models of orders and of volunteering, run for as long as one likes."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from catalogue.database import Database, open_database
from tests.chaos.stores import own_postgres
from tests.conftest import _fill
from tests.orders.conftest import fill
from tests.orders.test_rush import Ledger
from tests.people.test_model import Volunteering


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


def volunteers_model(examples: int, steps: int) -> list[str]:
    """Places, waiting lists, points, goods and certificates; what is wrong."""
    with tempfile.TemporaryDirectory(prefix="linli-chaos-") as name:
        template, numbers = Path(name) / "template.db", itertools.count()
        _fill(f"sqlite:///{template}", False)

        class Here(Volunteering):
            @staticmethod
            def new_database() -> Database:
                file = Path(name) / f"{next(numbers) % 2}.db"
                for left in file.parent.glob(f"{file.name}*"):
                    left.unlink()
                shutil.copyfile(template, file)
                return open_database(f"sqlite:///{file}")

        return _run(Here, examples, steps)


def _run(machine: type[Ledger] | type[Volunteering], examples: int, steps: int) -> list[str]:
    chosen = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(machine, settings=chosen)
    except AssertionError as error:
        return [f"{machine.__name__}: {error}"]
    return []
