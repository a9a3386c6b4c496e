"""Whose mailbox a UID is of

What stands there belongs to a mailbox that nobody noted. Its rows match none, so that the next look at the folder
fetches all of it once more and knows each message by its bytes, as after a change of UIDVALIDITY.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEY = ("folder", "uid_validity", "uid")


def upgrade() -> None:
    op.add_column("arrivals", sa.Column("account_hash", sa.LargeBinary(length=32), nullable=True))
    arrivals = sa.table("arrivals", sa.column("account_hash", sa.LargeBinary))
    op.execute(arrivals.update().values(account_hash=b""))
    with op.batch_alter_table("arrivals", schema=None) as batch_op:
        batch_op.alter_column("account_hash", existing_type=sa.LargeBinary(length=32), nullable=False)
        batch_op.drop_constraint("pk_arrivals", type_="primary")
        batch_op.create_primary_key(op.f("pk_arrivals"), ["account_hash", *_KEY])


def downgrade() -> None:
    # Two accounts may have the same UID: one of the rows is enough, for its message is known by its bytes.
    op.execute(
        "DELETE FROM arrivals WHERE EXISTS (SELECT 1 FROM arrivals AS other WHERE other.folder = arrivals.folder "
        "AND other.uid_validity = arrivals.uid_validity AND other.uid = arrivals.uid "
        "AND other.account_hash > arrivals.account_hash)"
    )
    with op.batch_alter_table("arrivals", schema=None) as batch_op:
        batch_op.drop_constraint("pk_arrivals", type_="primary")
        batch_op.create_primary_key(op.f("pk_arrivals"), list(_KEY))
        batch_op.drop_column("account_hash")
