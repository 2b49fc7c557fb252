"""One date of a recurring activity takes place at another time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; there is no way back but the backup."""
    op.add_column("activities", sa.Column("moved", sa.JSON(), server_default="{}", nullable=False))
