"""What is wrong in a workbook, told so that the person who filled it in finds the cell."""

from __future__ import annotations

from dataclasses import dataclass

from intents.errors import LinliError

LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. row: as the spreadsheet counts (the header is 1), 0 where no row is meant.

    warning: the import goes on all the same.
    """

    sheet: str
    row: int
    column: str
    value: str
    reason: str
    warning: bool = False

    def line(self) -> str:
        """`商户, 3, 居民卡折扣, 9折, 比会员折扣差…`; a warning begins with `W `. Always a single line."""
        value = " ".join(self.value.split())
        shown = value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…"
        parts = (self.sheet, str(self.row) if self.row else "-", self.column or "-", shown or "（空）", self.reason)
        return ("W " if self.warning else "") + ", ".join(parts)


class WorkbookRefused(LinliError):
    """A workbook that cannot be read at all: too large, no workbook, not there."""


class WorkbookFaulty(LinliError):
    """A workbook with errors; nothing of it was imported. `faults` are all of them, warnings too."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the faults; the message lists the errors."""
        self.faults = faults
        errors = [fault.line() for fault in faults if not fault.warning]
        super().__init__(f"表格里有{len(errors)}处要改，什么都没有导入：\n" + "\n".join(errors))
