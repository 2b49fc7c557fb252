"""When a poll was announced in the chat: 选A means the one announced last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; there is no way back but the backup."""
    op.add_column("polls", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
