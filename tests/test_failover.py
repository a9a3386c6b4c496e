"""PostgreSQL failed over: a standby by streaming replication is promoted, and the first server is gone for good."""

import logging
import subprocess
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.builders import REPORTS, mail, make_database, write_config
from tests.servers import Dovecot, PostgreSQL, SmtpServer, _postgresql, require, wait_until
from tests.test_daemon import Installed
from tests.test_two_daemons import Watched

from cocmail.config import load
from cocmail.copying import plain_url
from cocmail.daemon import Daemon
from cocmail.database import Database
from cocmail.health import Health
from cocmail.tables import arrivals
from cocmail.wiring import utc_now

_END_THE_LEAD = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid() "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Primary(PostgreSQL):
    """A server whose commits wait for what `synchronous_standby_names` says."""

    def wait_for_standby(self) -> None:
        """From now on a commit is one only when a standby has it too."""
        with self._administrator() as administrator:
            administrator.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            administrator.execute("SELECT pg_reload_conf()")
            query = "SELECT sync_state FROM pg_stat_replication"
            wait_until(lambda: administrator.execute(query).fetchall() == [("sync",)], 10, "replication")

    def die(self) -> None:
        """As by a power cut: nothing is said to anybody, and it does not come back."""
        self._killer()


class Standby(PostgreSQL):
    """A copy of `primary` that follows it until it is promoted."""

    def __init__(self, folder: Path, primary: PostgreSQL) -> None:
        super().__init__(folder)
        self._primary = primary
        self._is_new = False  # It has the roles of the other.
        source = f"host={primary.host} port={primary.port} user=postgres password={primary.password}"
        copy = [_postgresql("pg_basebackup"), "-d", source, "-D", str(self._data), "-R", "-c", "fast", "-N"]
        done = subprocess.run(copy, cwd=self.folder, capture_output=True, check=False, **self._as_account())
        assert done.returncode == 0, f"pg_basebackup failed: {done.stderr.decode(errors='replace')}"

    def promote(self) -> None:
        with self._administrator() as administrator:
            assert administrator.execute("SELECT pg_promote()").fetchone() == (True,)


def test_after_a_failover_no_message_is_lost_and_no_letter_goes_out_twice(
    tmp_path: Path, dovecot: Dovecot
) -> None:
    require(PostgreSQL)
    with Primary(tmp_path) as primary, Standby(tmp_path, primary) as standby, SmtpServer() as smtp:
        primary.wait_for_standby()
        name = primary.database().rpartition("/")[2]
        hosts = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
        url = f"postgresql://cocmail:{primary.password}@{hosts}/{name}?target_session_attrs=read-write"
        installed = Installed(tmp_path, dovecot, smtp, "failed-over", url=url, poll_seconds=1)
        daemons: list[Watched] = []

        def report(number: int) -> None:
            sender, message_id = f"r{number}@example.net", f"<{number}@example.net>"
            dovecot.deliver("failed-over", mail(REPORTS["en"], sender=sender, message_id=message_id))

        try:
            for _ in range(2):
                daemons.append(Watched(installed, f"daemon{len(daemons)}"))
                report(len(daemons))
                smtp.wait_for(4 * len(daemons), 20)
            wait_until(lambda: daemons[1].has_said("standing by"), 10, "standing by")
            # A letter is accepted when there is no server any more to write that down.
            smtp.hang("DOT", keep=True)
            report(3)
            wait_until(lambda: smtp.hanging == 1, 10, "the final dot")
            primary.die()
            smtp.release()
            report(4)
            standby.promote()
            smtp.wait_for(16, 15)
        finally:
            for each in daemons:
                each.end()
        cases = installed.cases()
        database = Database(load(tmp_path / "cocmail.toml").database_url())
        states = Health(database).counts()["letters"]
        database.close()
    assert len(cases) == 4
    assert states == {"accepted": 16}
    assert len(smtp.letters) == len({letter.raw for letter in smtp.letters}) == 16


def test_several_servers_are_named_as_each_program_takes_them(tmp_path: Path) -> None:
    config = load(write_config(tmp_path, url="postgresql://u:p%40,@a:1,b/x?target_session_attrs=read-write"))
    hidden = "&password=one&oauth_client_secret=two"

    url = config.database_url()

    assert url == "postgresql+psycopg://u:p%40,@/x?host=a:1&host=b&target_session_attrs=read-write"
    assert (
        plain_url(url)
        == plain_url(f"{url}{hidden}")
        == "postgresql://u@/x?host=a%2Cb&port=1%2C&target_session_attrs=read-write"
    )


def test_a_server_that_lacks_what_was_read_is_given_it_again(
    tmp_path: Path, dovecot: Dovecot, postgresql: PostgreSQL, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "cocmail")
    url = postgresql.database()
    with SmtpServer() as smtp:
        values = {"imap_port": dovecot.port, "smtp_port": smtp.port, "password": dovecot.password}
        config = load(write_config(tmp_path, user="lacking", url=url, **values))  # type: ignore[arg-type]
        make_database(config)
        service = Daemon(config, utc_now)
        running = threading.Thread(target=service.run, kwargs={"signals": False})
        running.start()
        try:
            dovecot.deliver("lacking", mail(REPORTS["en"]))
            smtp.wait_for(4, 20)
            # As after a failover to a standby that was behind: the leader's lock is gone, and so is what came last.
            engine = service.house.store.database.engine
            with engine.begin() as connection:
                connection.execute(arrivals.delete())
                connection.execute(_END_THE_LEAD)
            wait_until(lambda: "leading again" in caplog.text, 10, "the lead")

            def held() -> int:
                with engine.connect() as connection:
                    return connection.scalar(sa.select(sa.func.count()).select_from(arrivals)) or 0

            wait_until(lambda: held() == 1, 10, "it is read again")
        finally:
            service.stop()
            running.join(15)
    assert not running.is_alive()
