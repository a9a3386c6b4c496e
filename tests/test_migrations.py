"""The migrations arrive at the schema that the program believes in, on both databases, up and down."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from tests.builders import REPORTS, Desk, mail, write_config
from tests.servers import PostgreSQL

from cocmail.admin.migrate import migrate
from cocmail.config import load
from cocmail.database import Database, SchemaMismatch
from cocmail.resources import data_folder
from cocmail.tables import SCHEMA, metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """Migrated from an empty one."""
    server: PostgreSQL | None = None if request.param == "sqlite" else request.getfixturevalue("postgresql")
    made = Database(server.database() if server else f"sqlite:///{tmp_path}/cocmail.db")
    assert migrate(made) == ("", SCHEMA)
    return made


def alembic_of(connection: sa.Connection) -> AlembicConfig:
    """The migrations, for this connection."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(data_folder("migrations")))
    config.attributes["connection"] = connection
    return config


def test_the_head_is_the_schema_of_the_program(database: Database) -> None:
    with database.engine.begin() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
        head = ScriptDirectory.from_config(alembic_of(connection)).get_current_head()

    assert differences == []
    assert head == SCHEMA == database.revision()
    database.close()


def test_every_revision_goes_down_and_up_again(database: Database) -> None:
    with database.engine.begin() as connection:
        command.downgrade(alembic_of(connection), "base")
    with database.engine.begin() as connection:
        assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
        command.upgrade(alembic_of(connection), "head")
    database.require_schema()
    database.close()


def test_an_upgrade_of_a_running_installation_takes_no_mail_twice(desk: Desk) -> None:
    """From the first schema: what lies in the mailbox is fetched once more and known by its bytes."""
    raw, other = mail(REPORTS["en"]), mail(REPORTS["fi"], message_id="<two@example.net>")
    database = desk.house.store.database
    desk.arrives(raw)
    with database.engine.begin() as connection:
        command.downgrade(alembic_of(connection), "0001")
    with database.engine.begin() as connection:
        command.upgrade(alembic_of(connection), "head")

    assert desk.house.store.known_uids("INBOX", 1) == set()
    desk.arrives(raw, other)

    assert len(desk.house.store.cases()) == 2
    assert desk.house.store.known_uids("INBOX", 1) == {2, 3}


def test_a_database_without_a_schema_is_refused_in_one_line(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/none.db")

    with pytest.raises(SchemaMismatch, match="cocmail migrate"):
        database.require_schema()
    assert not (tmp_path / "none.db").exists()
    database.close()


@pytest.mark.parametrize(("revision", "advice"), [("0000", "cocmail migrate"), ("9999", "newer cocmail")])
def test_an_older_or_newer_schema_is_refused(database: Database, revision: str, advice: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :new"), {"new": revision})

    with pytest.raises(SchemaMismatch, match=advice):
        database.require_schema()
    database.close()


def test_sqlite_keeps_its_promises(tmp_path: Path) -> None:
    database = Database(load(write_config(tmp_path)).database_url())
    migrate(database)

    with database.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    database.close()

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    assert (tmp_path / "cocmail.db").stat().st_mode & 0o077 == 0
