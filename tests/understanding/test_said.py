"""What people of other regions, ages and input methods say is understood, and what only looks like it is left alone."""

from __future__ import annotations

import pytest

from intents.gate import text_may_concern
from tests.understanding.neighbourhood import SATURDAY, scene_of
from tests.understanding.saying import SAID, faults, said

FILES = sorted(SAID.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_said_is_understood(path) -> None:  # type: ignore[no-untyped-def]
    wrong = [f"{one.text!r}: {'; '.join(found)}" for one in said(path) if (found := faults(one))]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_understood_is_let_in(path) -> None:  # type: ignore[no-untyped-def]
    heard = [one for one in said(path) if one.intent not in ("none", "relay") and not one.situation.get("mention")]
    shut_out = [one.text for one in heard if not text_may_concern(one.text, scene_of(one.room, SATURDAY))]
    assert not shut_out, "the gate keeps out:\n" + "\n".join(shut_out)
