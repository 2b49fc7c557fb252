"""Three `linli run` on one PostgreSQL and one gateway: the one that sends is killed, and another takes over."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text, update

from bot.sending.right import ACCOUNT_LOCK
from catalogue import workbook
from catalogue.database import Database, open_database
from catalogue.tables import Member, Outbox, Product, Room, Schedule
from intents.days import CHINA, plain_day_kind
from tests.chaos.judging import WITH_REASON, boxes_in_orders
from tests.chaos.stores import PRODUCT, OwnPostgres
from tests.gateway.conftest import OTHER_ROOM, ROOM, TOKEN, TestGateway

PROGRAMS = 3
PATIENCE_S = 60.0  # for what surely comes; a machine may be very busy
AT_ONCE = 3  # people who order at each of the three moments of a round
SENDER = text(
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
    "WHERE l.locktype = 'advisory' AND l.objid = :key AND l.granted"
)
CONNECTED = text("SELECT DISTINCT application_name FROM pg_stat_activity WHERE application_name LIKE 'linli-%'")


@dataclass(slots=True)
class Told:
    """What a trial found. took_s: from each kill until another process heard and sent."""

    took_s: list[float] = field(default_factory=list)
    acknowledged: int = 0
    recorded: int = 0
    promotions: int = 0
    faults: list[str] = field(default_factory=list)


class Program:
    """One `linli run`; the database knows its connections by its name."""

    def __init__(self, name: str, url: str, folder: Path, gateway: TestGateway) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("LINLI_")},
            "LINLI_DATABASE_URL": f"{url}&application_name={name}", "LINLI_FILES": str(folder / name),
            "LINLI_GATEWAY": gateway.endpoint, "LINLI_GATEWAY_TOKEN": TOKEN, "LINLI_GAP_MIN_S": "0",
            "LINLI_GAP_MAX_S": "0", "LINLI_ROOM_GAP_S": "0", "LINLI_PER_MINUTE": "600", "LINLI_PER_DAY": "100000",
            "LINLI_PROMOTIONS_A_DAY": "100", "LINLI_QUIET_FROM": "00:00", "LINLI_QUIET_UNTIL": "00:00",
            "LINLI_GATHER_S": "0.2", "LINLI_NOTICE_WAIT_S": "0", "PYTHONUTF8": "1",
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-u", "-c", "from bot.command_line import main; main()", "run"], env=environment,
                cwd=folder, stdout=log, stderr=log,
            )

    def end(self, number: int) -> int:
        """Send it a signal and wait for its end; gives its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


@dataclass(slots=True)
class Trial:
    """The programs, the people who order, and what is planned."""

    own: OwnPostgres
    folder: Path
    gateway: TestGateway
    chance: random.Random
    url: str = ""
    programs: dict[str, Program] = field(default_factory=dict)
    born: int = 0
    people: int = 0
    promotions: int = 0

    def prepare(self) -> None:
        """The sample of this week with plenty of the product; nothing planned but what is planned here."""
        self.url = self.own.server.url(self.own.server.make())
        database = open_database(self.url)
        database.upgrade()
        now = datetime.now(UTC)
        with database.transaction() as session:
            workbook.import_book(
                session, workbook.sample(now.astimezone(CHINA).date()), now, day_kind=plain_day_kind
            )
            session.execute(update(Schedule).values(status="cancelled", next_due=None))
            session.execute(update(Product).where(Product.name == PRODUCT).values(stock=None, household_limit=None))
            names = {"青柳湾南区群": ROOM, "青柳湾北区群": OTHER_ROOM}
            for room in session.scalars(select(Room)):
                room.channel_ref = names.get(room.name)
                room.left_at = None if room.channel_ref else now
        database.close()

    def begin(self) -> None:
        """One more program; it is not waited for."""
        self.born += 1
        program = Program(f"linli-{self.born}", self.url, self.folder, self.gateway)
        self.programs[program.name] = program

    def speak(self) -> None:
        """Some people who never ordered before order a box each."""
        for _ in range(AT_ONCE):
            self.people += 1
            who = f"wxid_k{self.people}"
            self.gateway.order("person", id=who, name=f"邻居{self.people}")
            self.gateway.say("鸡蛋一盒", by=who)

    def promote(self) -> None:
        """A promotion to both rooms falls due now."""
        self.promotions += 1
        with self._store() as database, database.transaction() as session:
            session.add(Schedule(
                number=1_000 + self.promotions, kind="promotion", title=f"P{self.promotions}", when="立即", rooms=[],
                text=f"P{self.promotions} 今天八折", status="active", next_due=datetime.now(UTC),
            ))

    def sender(self) -> str | None:
        """The name of the program that has the right to send; None where none has, or the database is away."""
        try:
            with self._store() as database, database.read() as session:
                return session.scalar(SENDER, {"key": ACCOUNT_LOCK})
        except Exception:
            return None

    def serves(self) -> bool:
        """Whether a living program has the right to send and hears the gateway."""
        program, state = self.programs.get(self.sender() or ""), self.gateway.order("state")
        return program is not None and program.process.poll() is None and state["listeners"] > 0 and state["loggedIn"]

    def others_stand_by(self) -> bool:
        """Whether at least one more program is connected."""
        with self._store() as database, database.read() as session:
            return len(set(session.scalars(CONNECTED)) & set(self.programs)) > 1

    def strike(self) -> float:
        """Kill whoever sends, in the middle of orders and of a promotion; seconds until another one serves."""
        self.wait(lambda: self.serves() and self.others_stand_by(), "a sender and another program")
        self.speak()
        self.promote()
        time.sleep(self.chance.random() * 3)  # a random moment, not one that is waited for
        self.speak()
        name = self.sender()
        assert name is not None
        self.programs.pop(name).end(signal.SIGKILL)
        begun = time.monotonic()
        self.begin()
        self.wait(self.serves, f"whoever follows {name}")
        took_s = time.monotonic() - begun
        self.speak()
        return took_s

    def crash(self) -> None:
        """The database goes away without a word, and comes back with what was committed."""
        self.speak()
        self.own.crash()
        self.speak()
        time.sleep(1)
        self.own.start()
        self.wait(self.serves, "somebody who serves after the crash")
        self.speak()

    def finish(self) -> None:
        """Nothing waits any more, and every program ends when told to; one that has only just begun, at once."""
        time.sleep(5)  # what was said last is on its way
        self.wait(lambda: not self._left(), "the end of what waits")
        for program in self.programs.values():
            code = program.end(signal.SIGTERM)
            said = program.log.read_text()
            assert code == 0 or (code == -signal.SIGTERM and not said), (program.name, code, said[-2000:])
        self.programs.clear()

    def stop(self) -> None:
        """Whatever happened, leave no program behind."""
        for program in self.programs.values():
            if program.process.poll() is None:
                program.end(signal.SIGKILL)

    def wait(self, true: Callable[[], bool], what: str) -> None:
        """Look again and again. Raises: AssertionError after a long time."""
        ends = time.monotonic() + PATIENCE_S
        while not true():
            self._watch_over()
            if time.monotonic() > ends:
                logs = {name: program.log.read_text()[-1500:] for name, program in self.programs.items()}
                raise AssertionError(f"no {what} in time: {logs}")
            time.sleep(0.1)

    def _watch_over(self) -> None:
        """As a supervisor does: what ended because the database was away as it started is started again."""
        for program in list(self.programs.values()):
            if program.process.poll() is not None:
                said = program.log.read_text()
                assert program.process.returncode == 1 and "Traceback" not in said, (program.name, said[-3000:])
                del self.programs[program.name]
                self.begin()

    def _left(self) -> int:
        with self._store() as database, database.read() as session:
            rows = session.scalar(select(func.count()).where(Outbox.status.in_(("pending", "sending"))))
            return (rows or 0) + (session.scalar(select(func.count()).where(Schedule.status == "active")) or 0)

    def _store(self) -> _Closing:
        return _Closing(self.url)


class _Closing:
    """A store that is open for a moment, also while the database comes and goes."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> Database:
        self._database = open_database(self._url)
        return self._database

    def __exit__(self, *error: object) -> None:
        self._database.close()


def takeover_trial(
    own: OwnPostgres, folder: Path, gateway: TestGateway, *, kills: int, crashes: int, seed: int,
    progress: Callable[[], None] = lambda: None,
) -> Told:
    """Kill the sender so often, and crash the database in between."""
    trial, told = Trial(own, folder, gateway, random.Random(seed)), Told()
    trial.prepare()
    breaks = {(n + 1) * kills // (crashes + 1) for n in range(crashes)}
    try:
        for _ in range(PROGRAMS):
            trial.begin()
        for kill in range(kills):
            if kill in breaks:
                trial.crash()
            told.took_s.append(trial.strike())
            progress()
        trial.finish()
        _judge(trial, told)
    finally:
        trial.stop()
    return told


def _judge(trial: Trial, told: Told) -> None:
    sent = trial.gateway.sent()
    acknowledged = {who for entry in sent for who in entry.get("mentions", ()) if who.startswith("wxid_k")}
    database = open_database(trial.url)
    with database.read() as session:
        boxes = boxes_in_orders(session)
        ids: dict[int, str | None] = dict(session.execute(select(Member.id, Member.channel_id)).tuples().all())
        refs = dict(session.execute(select(Room.id, Room.channel_ref)).tuples().all())
        rows = list(session.scalars(select(Outbox).order_by(Outbox.id)))
    database.close()
    told.acknowledged, told.recorded, told.promotions = len(acknowledged), len(boxes), trial.promotions
    told.faults += [f"{who} was acknowledged and has no order" for who in sorted(acknowledged - set(boxes))]
    told.faults += [f"{who} has {count} boxes instead of one" for who, count in boxes.items() if count != 1]
    answered = {ids[row.to_id] for row in rows if row.kind == "answer" and row.to_id is not None}
    told.faults += [f"{who} has an order and no answer" for who in sorted(set(boxes) - answered)]
    told.faults += [f"row {row.id} was left {row.status}" for row in rows if row.status in ("pending", "sending")]
    promoted = [row for row in rows if row.kind == "promotion"]
    told.faults += faults_of_promotions(trial.promotions, promoted, refs, sent)


def faults_of_promotions(
    many: int, rows: list[Outbox], refs: dict[int, str | None], sent: list[dict[str, Any]]
) -> Iterator[str]:
    """What is wrong with so many promotions: twice in a room, never made, or silently missing."""
    arrived = Counter((entry.get("place"), _number_in(str(entry.get("text")))) for entry in sent)
    made = Counter((refs[row.room_id or 0], _number_in(row.text)) for row in rows)
    for number in range(1, many + 1):
        for room in (ROOM, OTHER_ROOM):
            if made[room, number] != 1:
                yield f"promotion {number} was made {made[room, number]} times for {room}"
            if arrived[room, number] > 1:
                yield f"promotion {number} arrived {arrived[room, number]} times in {room}"
    for row in rows:
        there = arrived[refs[row.room_id or 0], _number_in(row.text)]
        if row.status == "sent" and not there:
            yield f"promotion {row.text} stands as sent and never arrived"
        if row.status in WITH_REASON and (there or not row.reason):
            yield f"promotion {row.text} is {row.status} with reason {row.reason}, and arrived {there} times"


def _number_in(words: str) -> int:
    """Of the promotion with these words; 0 where they are something else."""
    for word in words.split():
        if word.startswith("P") and word[1:].isdigit():
            return int(word[1:])
    return 0
