"""How Alembic runs the migrations: on the connection that `cocmail migrate` hands in, else on a given URL."""

import sqlalchemy as sa
from alembic import context

from cocmail.tables import metadata


def _run(connection: sa.Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    url = context.get_x_argument(as_dictionary=True).get("url", "sqlite:///cocmail.db")
    with sa.create_engine(url).begin() as connection:
        _run(connection)
