"""Every conversation in this folder comes out as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversations.talks import play, read_talk

TALKS = sorted(Path(__file__).parent.glob("**/*.talk"))


@pytest.mark.parametrize("file", TALKS, ids=lambda file: file.stem)
def test_the_conversation_comes_out_as_written(file: Path) -> None:
    faults = play(read_talk(file))
    assert not faults, "\n".join(faults)


def test_there_are_conversations_to_play() -> None:
    assert len(TALKS) >= 5


def test_a_wrong_expectation_is_noticed(tmp_path: Path) -> None:
    talk = tmp_path / "wrong.talk"
    talk.write_text("错的\n[青柳湾南区群]\n09:00 钱奶奶：最近的洗衣店在哪\n  < -\n== 记录\norders {}\n", encoding="utf-8")
    assert len(play(read_talk(talk))) == 2
