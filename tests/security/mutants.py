"""Each defence switched off in turn: the tests that guard it must fail then, else they prove nothing.

Run as: python -m tests.security.mutants [name …]; with LINLI_MUTANT set, this module is the pytest plugin that switches off.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is switched off, and by what in its place; the tests that must notice."""

    where: str  # module:attribute, or module:Class.attribute
    instead: Callable[..., Any]
    tests: str


def _allowed(*_arguments: object, **_more: object) -> object:
    return importlib.import_module("bot.rights").Verdict.ALLOWED


def _answer(*_arguments: object, **_more: object) -> object:
    return importlib.import_module("bot.flood").Leave.ANSWER


MUTANTS: Mapping[str, Mutant] = {
    "rights": Mutant(
        "bot.acting:judge", _allowed,
        "tests/security/test_look_alikes.py::test_no_staff_command_is_taken_from_who_only_looks_like_staff",
    ),
    "discretion": Mutant(
        "bot.path:in_public", lambda reply, *_: reply,
        "tests/security/test_planted_numbers.py::test_no_planted_number_comes_out_in_a_group_or_in_the_log",
    ),
    "flood": Mutant(
        "bot.flood:Flood.leave", _answer,
        "tests/security/test_floods.py::test_after_a_while_of_silence_the_member_is_answered_again",
    ),
    "discreet log": Mutant(
        "bot.path:trouble", lambda error: str(error),
        "tests/security/test_no_trace.py",
    ),
    "storable texts": Mutant(
        "bot.path:storable_message", lambda incoming: incoming,
        "tests/security/test_odd_texts.py::test_no_string_whatever_breaks_the_path",
    ),
    "bombs": Mutant(
        "catalogue.workbook.reading:check_size", lambda path: None,
        "tests/catalogue/test_workbook_reading.py::test_a_file_that_unpacks_to_something_huge_is_not_opened",
    ),
    "token": Mutant(
        "bot.channels.web.safety:Sessions.token_fits", lambda *_: True,
        "tests/web/test_page_server.py::test_a_post_needs_the_token_of_its_session",
    ),
    "loopback": Mutant(
        "bot.channels.web.safety:is_loopback", lambda host: True,
        "tests/web/test_page_server.py::test_another_host_name_is_refused",
    ),
    "password": Mutant(
        "bot.channels.web.safety:Password.fits", lambda *_: True,
        "tests/web/test_page_server.py::test_with_a_password_the_page_asks_for_it_first",
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
    getattr(owner, name)  # what is not there cannot be switched off
    setattr(owner, name, mutant.instead)


def survivors(names: list[str], step: Callable[[], None] = lambda: None) -> list[str]:
    """The defences without which the tests still pass."""
    found = []
    for name in names or list(MUTANTS):
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "tests.security.mutants", MUTANTS[name].tests, "-q", "-x"],
            cwd=PROJECT, env=os.environ | {"LINLI_MUTANT": name}, capture_output=True, text=True,
        )
        if done.returncode != 1:  # 1: some test failed; 0: none did; others: nothing was tried
            found.append(f"without {name} the tests end with {done.returncode}: {done.stdout[-300:]}")
        step()
    return found


if __name__ == "__main__":
    left = survivors(sys.argv[1:])
    print("\n".join(left) or "every defence is missed where it is switched off")
    sys.exit(bool(left))
