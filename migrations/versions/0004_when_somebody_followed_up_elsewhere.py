"""When somebody followed up elsewhere

Of what was said before it, the day that was named is known only where it was the last follow-up.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("followed_up_elsewhere_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE cases SET followed_up_elsewhere_at = (SELECT MIN(entries.at) FROM entries "
        "WHERE entries.case_id = cases.id AND entries.type = 'followed-up')"
    )
    op.execute(
        "UPDATE cases SET followed_up_elsewhere_at = followed_up_at WHERE followed_up_at < followed_up_elsewhere_at"
    )


def downgrade() -> None:
    op.drop_column("cases", "followed_up_elsewhere_at")
