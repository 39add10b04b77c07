"""never lost, never leaked

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import care.private

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sqlmodel.sql.sqltypes.UTCDateTime()


def upgrade() -> None:
    op.create_table(
        "data_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("canary", care.private.PrivateText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "erased",
        sa.Column("id", ID, nullable=False),
        sa.Column("circle", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased")),
        sqlite_autoincrement=True,
    )
    _give_no_number_twice()


def _give_no_number_twice() -> None:
    # Before, remaking these two in batch had dropped AUTOINCREMENT, which only SQLite knows.
    if op.get_bind().dialect.name == "sqlite":
        for table in ("member", "answer"):
            once = {"sqlite_autoincrement": True}
            with op.batch_alter_table(table, recreate="always", table_kwargs=once):
                pass


def downgrade() -> None:
    op.drop_table("erased")
    op.drop_table("data_key")
