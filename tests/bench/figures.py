"""A figure with its target, and the table of all of them: on the screen and as a page."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

LIBRARIES = (
    "jieba", "rapidfuzz", "ahocorasick-rs", "sqlalchemy", "psycopg", "apscheduler", "starlette", "uvicorn", "wechaty",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. reached None: a figure without a target, shown beside the others."""

    what: str
    measured: str
    target: str = ""
    reached: bool | None = None

    @property
    def verdict(self) -> str:
        """yes, no, or nothing where there is no target."""
        return "" if self.reached is None else "yes" if self.reached else "NO"


def at_most(what: str, value: float, most: float, shown: str, target: str) -> Figure:
    """A figure that must not be larger."""
    return Figure(what, shown, target, value <= most)


def at_least(what: str, value: float, least: float, shown: str, target: str) -> Figure:
    """A figure that must not be smaller."""
    return Figure(what, shown, target, value >= least)


def show(sections: Sequence[tuple[str, Sequence[Figure]]]) -> None:
    """The table on the screen."""
    table = Table("figure", "measured", "target", "reached")
    for section, figures in sections:
        table.add_section()
        table.add_row(f"[bold]{section}[/bold]")
        for figure in figures:
            colour = {"yes": "green", "NO": "red"}.get(figure.verdict, "")
            verdict = f"[{colour}]{figure.verdict}[/{colour}]" if colour else ""
            table.add_row(figure.what, figure.measured, figure.target, verdict)
    Console(width=160).print(table)


def write(file: Path, sections: Sequence[tuple[str, Sequence[Figure]]], note: str) -> None:
    """The same as a page, with the machine, the versions and the date."""
    lines = [
        "# Results of `make bench`", "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {os.cpu_count()} cores, {platform.machine()}, {platform.system()}; "
        f"Python {platform.python_version()}; " + ", ".join(f"{name} {version(name)}" for name in LIBRARIES) + ".", "",
        "Ratios come from one run in which both sides took turns, and are medians. " + note, "",
    ]
    for section, figures in sections:
        lines += [f"## {section}", "", "| figure | measured | target | reached |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {' | '.join(cell.replace('|', '/') for cell in (one.what, one.measured, one.target, one.verdict))} |"
            for one in figures
        ]
        lines.append("")
    file.write_text("\n".join(lines), encoding="utf-8")
