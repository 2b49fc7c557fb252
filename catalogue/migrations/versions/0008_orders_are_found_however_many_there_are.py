"""Indexes of orders that stay selective: whom they are for and who entered them, only where that is somebody else.

Under one key of the old index stood everybody's order for themselves, and both databases preferred it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; there is no way back but the backup."""
    op.drop_index("ix_orders_beneficiary", "orders")
    _index("ix_orders_beneficiary", ["beneficiary_id", "status"], "beneficiary_id IS NOT NULL")
    _index("ix_orders_entered_by", ["entered_by"], "entered_by IS NOT NULL")


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "orders", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
