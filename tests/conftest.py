"""What all tests share: a store of each kind, empty or with our own neighbourhood in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from catalogue import workbook
from catalogue.database import Database, open_database
from intents.days import CHINA, plain_day_kind
from tests.postgres import Server, running_server

# The Saturday around which everything in the sample neighbourhood plays.
TODAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=CHINA)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One PostgreSQL for the whole run, started when the first test needs it."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Path]:
    """An SQLite file with the newest schema, and one with the sample in it as well; each is made once."""
    folder = tmp_path_factory.mktemp("templates")

    def template(with_sample: bool) -> Path:
        file = folder / f"{with_sample}.db"
        if not file.exists():
            _fill(f"sqlite:///{file}", with_sample)
        return file

    return template


@pytest.fixture(scope="session")
def postgres_templates(postgres_server_if_needed: Callable[[], Server]) -> Callable[[bool], str]:
    """The same two as databases of PostgreSQL."""
    names: dict[bool, str] = {}

    def template(with_sample: bool) -> str:
        if with_sample not in names:
            server = postgres_server_if_needed()
            name = server.make()
            _fill(server.url(name), with_sample)
            names[with_sample] = name
        return names[with_sample]

    return template


@pytest.fixture(scope="session")
def postgres_server_if_needed(request: pytest.FixtureRequest) -> Callable[[], Server]:
    """Starts the server only when a test really asks for it."""
    return lambda: request.getfixturevalue("postgres_server")


@pytest.fixture
def new_store(
    tmp_path: Path,
    sqlite_templates: Callable[[bool], Path],
    postgres_templates: Callable[[bool], str],
    postgres_server_if_needed: Callable[[], Server],
) -> Iterator[Callable[[str, bool], str]]:
    """Makes a store: (`sqlite` or `postgres`, with the sample or not) → its address. Thrown away after the test."""
    made: list[str] = []

    def make(kind: str, with_sample: bool) -> str:
        if kind == "sqlite":
            file = tmp_path / f"linli-{len(list(tmp_path.glob('linli-*.db')))}.db"
            shutil.copyfile(sqlite_templates(with_sample), file)
            return f"sqlite:///{file}"
        server = postgres_server_if_needed()
        made.append(server.make(postgres_templates(with_sample)))
        return server.url(made[-1])

    yield make
    for name in made:
        postgres_server_if_needed().drop(name)


@pytest.fixture
def empty_store(
    tmp_path: Path, postgres_server_if_needed: Callable[[], Server]
) -> Iterator[Callable[[str], Database]]:
    """Opens a store of the kind (`sqlite` or `postgres`) in which there are no tables yet."""
    opened: list[tuple[Database, str | None]] = []

    def make(kind: str) -> Database:
        name = postgres_server_if_needed().make() if kind == "postgres" else None
        url = postgres_server_if_needed().url(name) if name else f"sqlite:///{tmp_path}/empty.db"
        opened.append((open_database(url), name))
        return opened[-1][0]

    yield make
    for database, name in opened:
        database.close()
        if name:
            postgres_server_if_needed().drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def kind_of_store(request: pytest.FixtureRequest) -> str:
    """Each test that uses it runs twice: on `sqlite` and on `postgres`."""
    return str(request.param)


@pytest.fixture
def database(kind_of_store: str, new_store: Callable[[str, bool], str]) -> Iterator[Database]:
    """An empty store with the newest schema, of both kinds."""
    yield from _opened(new_store(kind_of_store, False))


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A transaction in an empty store; kept if the test ends well."""
    with database.transaction() as session:
        yield session


@pytest.fixture
def neighbourhood_store(kind_of_store: str, new_store: Callable[[str, bool], str]) -> Iterator[Database]:
    """A store with the sample neighbourhood, imported at NOW."""
    yield from _opened(new_store(kind_of_store, True))


@pytest.fixture
def neighbourhood(neighbourhood_store: Database) -> Iterator[Session]:
    """A transaction in the sample neighbourhood."""
    with neighbourhood_store.transaction() as session:
        yield session


def _opened(url: str) -> Iterator[Database]:
    database = open_database(url)
    yield database
    database.close()


def _fill(url: str, with_sample: bool) -> None:
    database = open_database(url)
    database.upgrade()
    if with_sample:
        with database.transaction() as session:
            workbook.import_book(session, workbook.sample(TODAY), NOW, day_kind=plain_day_kind)
    database.close()
