"""many at once: what may be sent is counted in the rows, and what is due is found by its rank

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WAITS = sa.text("try_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "pace",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("free_at", sa.BigInteger(), nullable=False),
        sa.Column("granted", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pace")),
    )
    op.add_column("chat", sa.Column("free_at", sa.BigInteger(), server_default="0", nullable=False))
    op.drop_index("ix_message_try_at", table_name="message")
    _index("ix_message_rank_try_at", "rank", "try_at")


def downgrade() -> None:
    op.drop_index("ix_message_rank_try_at", table_name="message")
    _index("ix_message_try_at", "try_at")
    with op.batch_alter_table("chat", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("free_at")
    op.drop_table("pace")


def _index(name: str, *columns: str) -> None:
    op.create_index(name, "message", list(columns), sqlite_where=WAITS, postgresql_where=WAITS)
