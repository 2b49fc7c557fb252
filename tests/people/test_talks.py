"""Conversations about volunteering, undoing and one's own affairs come out as they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversations.talks import play, read_talk

TALKS = sorted((Path(__file__).parent / "talks").glob("*.talk"))


@pytest.mark.parametrize("file", TALKS, ids=lambda file: file.stem)
def test_the_conversation_comes_out_as_written(file: Path) -> None:
    faults = play(read_talk(file))
    assert not faults, "\n".join(faults)
