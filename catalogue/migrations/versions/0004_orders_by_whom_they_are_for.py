"""An index for what is asked of every message: the orders that are for somebody."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; there is no way back but the backup."""
    op.create_index("ix_orders_beneficiary", "orders", ["beneficiary_id", "status"])
