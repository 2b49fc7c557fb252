"""Each defence switched off in turn: the tests that guard it must fail then, else they prove nothing.

Run as: python -m tests.security.mutants [name …]; with LINLI_MUTANT set, this module is the pytest plugin that switches off.
"""

from __future__ import annotations

import importlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is switched off, and what stands in its place; the tests that must notice."""

    where: str  # module:attribute, or module:Class.attribute
    instead: Callable[[Any], Any]  # makes what stands in its place from what stood there
    tests: str


class Plain:
    """What hashes nothing."""

    def hash(self, password: str) -> str:
        """The password itself."""
        return password

    def verify(self, kept: str, said: str) -> bool:
        """Whether they are the same."""
        return kept == said

    def check_needs_rehash(self, kept: str) -> bool:
        """Never."""
        return False


def _with_markup(static: Path) -> Path:
    """The page's files, where what people wrote goes in as markup."""
    copy = Path(tempfile.mkdtemp(prefix="linli-mutant-")) / "static"
    shutil.copytree(static, copy)
    safe = "made.append(...children.filter((child) => child !== null && child !== undefined));"
    text = (copy / "draw.js").read_text(encoding="utf-8")
    assert safe in text
    unsafe = (
        "for (const child of children) if (child instanceof Node) made.append(child); "
        "else if (child !== null && child !== undefined) made.innerHTML += child;"
    )
    (copy / "draw.js").write_text(text.replace(safe, unsafe), encoding="utf-8")
    return copy


def _talkative(hear: Callable[..., Any]) -> Callable[..., Any]:
    def heard(path: Any, incoming: Any) -> Any:
        logging.getLogger("bot.path").debug("heard %s", incoming.text)
        return hear(path, incoming)

    return heard


def _keeping(hear: Callable[..., Any]) -> Callable[..., Any]:
    def heard(path: Any, incoming: Any) -> Any:
        from sqlalchemy import text

        with path.database.transaction() as session:
            session.execute(text("CREATE TABLE IF NOT EXISTS said (words TEXT)"))
            session.execute(text("INSERT INTO said VALUES (:words)"), {"words": incoming.text.replace("\0", "")})
        return hear(path, incoming)

    return heard


def _always(value: str) -> Callable[[Any], Any]:
    module, _, path = value.partition(":")

    def found(_: Any) -> Any:
        value: Any = importlib.import_module(module)
        for name in path.split("."):
            value = getattr(value, name)
        return lambda *_arguments, **_more: value

    return found


CHATTER = "tests/security/test_no_trace.py::test_ordinary_chatter_stands_in_no_file"
SERVER, OPENING = "tests/web/test_page_server.py::", "tests/web/test_page_opening.py::"
MUTANTS: Mapping[str, Mutant] = {
    "rights": Mutant(
        "bot.acting:judge", _always("bot.rights:Verdict.ALLOWED"),
        "tests/security/test_look_alikes.py::test_no_staff_command_is_taken_from_who_only_looks_like_staff",
    ),
    "discretion": Mutant(
        "bot.path:in_public", lambda _: lambda reply, *_more: reply,
        "tests/security/test_planted_numbers.py::test_no_planted_number_comes_out_in_a_group_or_in_the_log",
    ),
    "silence after a flood": Mutant(
        "bot.flood:Flood.leave", _always("bot.flood:Leave.ANSWER"),
        "tests/security/test_floods.py::test_after_a_while_of_silence_the_member_is_answered_again",
    ),
    "others before a flooder": Mutant(
        "bot.inbox:PATIENCE", lambda _: 10**9,
        "tests/security/test_floods.py::test_others_wait_for_few_of_the_flooders_messages_and_the_flooder_has_five_answers",
    ),
    "discreet log": Mutant("bot.path:trouble", lambda _: lambda error: str(error), "tests/security/test_no_trace.py"),
    "chatter in no log": Mutant("bot.path:Path.hear", _talkative, CHATTER),
    "chatter in no store": Mutant("bot.path:Path.hear", _keeping, CHATTER),
    "storable texts": Mutant(
        "bot.path:storable_message", lambda _: lambda incoming: incoming,
        "tests/security/test_odd_texts.py::test_no_string_whatever_breaks_the_path",
    ),
    "quick patterns": Mutant(
        "intents.pieces:_UNIT_PRICE", lambda safe: type(safe)(safe.source.replace("(?<![0-9])", "")),
        "tests/security/test_hostile_patterns.py::test_no_pattern_takes_more_than_ten_milliseconds_on_two_thousand_"
        "hostile_characters",
    ),
    "bombs": Mutant(
        "catalogue.workbook.reading:check_size", lambda _: lambda path: None,
        "tests/catalogue/test_workbook_reading.py::test_a_file_that_unpacks_to_something_huge_is_not_opened",
    ),
    "rows of a workbook": Mutant(
        "catalogue.workbook.reading:MOST_ROWS", lambda _: 10**9,
        "tests/catalogue/test_workbook_reading.py::test_too_many_rows_are_refused",
    ),
    "no formulas": Mutant(
        "catalogue.exports.sheets:safe", lambda _: lambda value: value, "tests/orders/test_exports.py::test_no_cell_is_a_formula",
    ),
    "token": Mutant(
        "bot.channels.web.safety:Sessions.token_fits", lambda _: lambda *_more: True,
        SERVER + "test_a_post_needs_the_token_of_its_session",
    ),
    "SameSite": Mutant(
        "bot.channels.web.safety:Sessions.set_cookie",
        lambda safe: lambda *more: safe(*more).replace("; SameSite=Strict", ""),
        SERVER + "test_every_answer_carries_the_security_headers",
    ),
    "content security policy": Mutant(
        "bot.channels.web.safety:HEADERS", lambda safe: {name: value for name, value in safe.items() if "Policy" not in name},
        SERVER + "test_every_answer_carries_the_security_headers",
    ),
    "escaped names": Mutant(
        "bot.channels.web.app:STATIC", _with_markup,
        "tests/web/test_page_in_browser.py::test_markup_in_names_and_messages_is_inert",
    ),
    "loopback": Mutant(
        "bot.channels.web.safety:is_loopback", lambda _: lambda host: True, SERVER + "test_another_host_name_is_refused",
    ),
    "password": Mutant(
        "bot.channels.web.safety:Password.fits", lambda _: lambda *_more: True,
        OPENING + "test_with_a_password_the_page_asks_for_it_first",
    ),
    "argon2": Mutant(
        "bot.channels.web.safety:PasswordHasher", lambda _: Plain, OPENING + "test_a_password_is_kept_as_an_argon2_hash_only",
    ),
}


def pytest_configure() -> None:
    """Switch off what LINLI_MUTANT names; pytest calls this before it reads any test."""
    mutant = MUTANTS[os.environ["LINLI_MUTANT"]]
    module, _, path = mutant.where.partition(":")
    *owners, name = path.split(".")
    owner: Any = importlib.import_module(module)
    for one in owners:
        owner = getattr(owner, one)
    setattr(owner, name, mutant.instead(getattr(owner, name)))


def survives(name: str) -> str | None:
    """What was seen where the tests pass without a defence, or could not be run; None: they missed it."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.security.mutants", MUTANTS[name].tests, "-q", "-x",
         "-p", "no:cacheprovider"],
        cwd=PROJECT, env=os.environ | {"LINLI_MUTANT": name}, capture_output=True, text=True,
    )
    failed = done.returncode == 1 and "\nFAILED " in done.stdout  # others: none failed, or nothing was tried
    return None if failed else f"without {name} the tests end with {done.returncode}: {done.stdout[-300:]}"


def survivors(names: list[str], step: Callable[[], None] = lambda: None) -> list[str]:
    """The defences without which the tests still pass."""
    found = []
    for name in names or list(MUTANTS):
        found.append(survives(name))
        step()
    return [one for one in found if one is not None]


def main(names: list[str]) -> int:
    """A line for each defence as soon as it is tried; 1 where one was not missed."""
    left, width = [], max(map(len, MUTANTS))
    for name in names or list(MUTANTS):
        begun = time.monotonic()
        seen = survives(name)
        print(f"{name:{width}}  {'missed' if seen is None else 'NOT MISSED'}  {time.monotonic() - begun:4.0f} s  "
              f"{MUTANTS[name].tests.rpartition('::')[2]}", flush=True)
        left += [] if seen is None else [seen]
    print("\n".join(left) or "every defence is missed where it is switched off")
    return int(bool(left))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
