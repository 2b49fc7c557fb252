"""A service is booked for some time between two hours: 明天下午三点到五点."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; there is no way back but the backup."""
    op.add_column("bookings", sa.Column("from_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("bookings", sa.Column("until_at", sa.DateTime(timezone=True), nullable=True))
