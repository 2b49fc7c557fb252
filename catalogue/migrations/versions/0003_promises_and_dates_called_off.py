"""Cases against member merchants, memberships that ended, and dates of activities that do not take place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Forward; there is no way back but the backup."""
    op.add_column("activities", sa.Column("skipped", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("merchants", sa.Column("left_on", sa.Date(), nullable=True))
    op.add_column("merchants", sa.Column("left_reason", sa.String(), nullable=True))
    op.create_table(
        "cases",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ruling", sa.String(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ruled_by_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_cases_ticket_id_tickets")),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_cases_merchant_id_merchants")),
        sa.ForeignKeyConstraint(["ruled_by_id"], ["members.id"], name=op.f("fk_cases_ruled_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_cases_ticket_id")),
    )
    op.create_index(op.f("ix_cases_merchant_id"), "cases", ["merchant_id"], unique=False)
