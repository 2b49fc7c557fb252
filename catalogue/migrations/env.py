"""What Alembic runs: on the connection that it is given, in the transaction of whoever gave it."""

from alembic import context

from catalogue.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_item=context.config.attributes.get("render_item"),
    render_as_batch=True,  # SQLite changes a table only by copying it
)
with context.begin_transaction():
    context.run_migrations()
