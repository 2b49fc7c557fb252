"""The benchmark runs and writes its page; how fast things are is judged by people who read it, never by a test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_one_figure_is_measured_and_written_with_its_target_machine_and_versions(tmp_path: Path) -> None:
    page = tmp_path / "results.md"
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--only", "nearest", "--quick", "--out", str(page)],
        cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60,
    )
    assert "nearest of 1,000 merchants" in done.stdout and "1 ms" in done.stdout
    written = page.read_text(encoding="utf-8")
    assert "| nearest of 1,000 merchants |" in written and "| ≤ 1 ms |" in written
    assert "cores" in written and "Python 3." in written and "sqlalchemy" in written


def test_every_group_of_figures_can_be_found() -> None:
    from importlib import import_module

    from tests.bench.__main__ import GROUPS

    for _, module, function in GROUPS.values():
        assert callable(getattr(import_module(f"tests.bench.{module}"), function))
