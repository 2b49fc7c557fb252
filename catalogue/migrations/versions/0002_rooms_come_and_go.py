"""Rooms that the bot was taken out of, and names that rooms had before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; there is no way back but the backup."""
    op.add_column("rooms", sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("rooms", sa.Column("former_names", sa.JSON(), server_default="[]", nullable=False))
