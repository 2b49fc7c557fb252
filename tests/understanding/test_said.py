"""What people of other regions, ages and input methods say is understood, and what only looks like it is left alone."""

from __future__ import annotations

import pytest

from tests.understanding.saying import SAID, faults, said

FILES = sorted(SAID.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_said_is_understood(path) -> None:  # type: ignore[no-untyped-def]
    wrong = [f"{one.text!r}: {'; '.join(found)}" for one in said(path) if (found := faults(one))]
    assert not wrong, "\n" + "\n".join(wrong)
