"""Places in the queue for what is sold out, wishes for somebody else, and pick-up points that somebody chose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _queue() -> None:
    op.create_table(
        "waits",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("room_id", ID, nullable=True),
        sa.Column("sender_id", ID, nullable=False),
        sa.Column("beneficiary_id", ID, nullable=True),
        sa.Column("beneficiary_name", sa.String(), nullable=True),
        sa.Column("household", sa.String(), nullable=False),
        sa.Column("pickup", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_waits_product_id_products")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_waits_room_id_rooms")),
        sa.ForeignKeyConstraint(["sender_id"], ["members.id"], name=op.f("fk_waits_sender_id_members")),
        sa.ForeignKeyConstraint(["beneficiary_id"], ["members.id"], name=op.f("fk_waits_beneficiary_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waits")),
    )
    for column in ("product_id", "sender_id", "beneficiary_id"):
        op.create_index(op.f(f"ix_waits_{column}"), "waits", [column], unique=False)
    op.create_table(
        "wait_entries",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("wait_id", ID, nullable=False),
        sa.Column("quantity", ID, nullable=False),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["wait_id"], ["waits.id"], name=op.f("fk_wait_entries_wait_id_waits")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_wait_entries_order_id_orders")),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_wait_entries_actor_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_entries")),
    )
    op.create_index(op.f("ix_wait_entries_wait_id"), "wait_entries", ["wait_id"], unique=False)


def upgrade() -> None:
    """Forward; there is no way back but the backup."""
    _queue()
    op.add_column("orders", sa.Column("pickup_said", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("demands") as table:
        table.add_column(sa.Column("for_whom", sa.String(), server_default="", nullable=False))
        table.add_column(sa.Column("beneficiary_id", ID, nullable=True))
        table.add_column(sa.Column("beneficiary_name", sa.String(), nullable=True))
        table.drop_constraint(op.f("uq_demands_collection_id_member_id_product"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_demands_collection_id_member_id_product_for_whom"),
            ["collection_id", "member_id", "product", "for_whom"],
        )
        table.create_foreign_key(op.f("fk_demands_beneficiary_id_members"), "members", ["beneficiary_id"], ["id"])
