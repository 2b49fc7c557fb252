"""What a message that was acted on was about, so that the effect of a shop's promotion is counted by that shop alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; there is no way back but the backup. What was heard before is about nothing that we know."""
    op.add_column("handled_messages", sa.Column("about", sa.JSON(), server_default="[]", nullable=False))
