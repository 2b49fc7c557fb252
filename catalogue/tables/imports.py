"""What was imported from the workbook: so that importing the same file again changes nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from catalogue.tables.base import Base, Id


class ImportedRow(Base):
    """A row of the workbook as it was when last imported. A cell that is the same now overwrites nothing in the store.

    key: the row's key cells, joined by new lines (of 人员: a digest, as are all cells: no personal value stands here).
    cells: digest by column.
    """

    __tablename__ = "imported_rows"
    __table_args__ = (UniqueConstraint("sheet", "key"),)

    id: Mapped[Id]
    sheet: Mapped[str]
    key: Mapped[str]
    cells: Mapped[dict[str, Any]]
