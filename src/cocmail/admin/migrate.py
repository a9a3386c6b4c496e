"""Brings a database to this version's schema; apart, because Alembic is loaded for this command alone."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.util import CommandError

from cocmail.database import Database, SchemaMismatch, StoreUnavailable
from cocmail.resources import data_folder


def migrate(database: Database) -> tuple[str, str]:
    """Migrate; returns the revisions before and after. Raises `StoreUnavailable` and `SchemaMismatch`.

    A SQLite file is made, readable by its owner alone, where it does not exist.
    """
    path = database.file()
    if path is not None:
        _make(path)
    before = database.revision()
    alembic = AlembicConfig()
    alembic.set_main_option("script_location", str(data_folder("migrations")).replace("%", "%%"))
    with database.writes() as connection:
        alembic.attributes["connection"] = connection
        try:
            command.upgrade(alembic, "head")
        except CommandError:
            raise SchemaMismatch(
                f"the database has schema {before}, which this cocmail does not know; install a newer one"
            ) from None
    return before, database.revision()


def _make(path: Path) -> None:
    try:
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"cannot make the database {path}: {error.strerror}", final=True) from None
