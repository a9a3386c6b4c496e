"""What a running house reads anew: roster and templates, all of them or nothing.

SIGHUP asks for it, and a command that changed the roster in the database does. Everything else of the configuration
stays as it was at the start.

Fails: nothing reaches the caller of `Reloading`: what cannot be read is logged, and what was there stays.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from cocmail.config import Config, ConfigError
from cocmail.database import StoreUnavailable
from cocmail.proofs import TemplateFault, prove
from cocmail.roll import Members
from cocmail.wiring import House, letters_of, rules_of

log = logging.getLogger("cocmail")


@dataclass
class Reloading:
    """Keeps the roster and the templates of one house those of its configuration."""

    house: House
    load: Callable[[], Config] | None  #: None where there is nothing to read again
    #: A roster in the database that the configuration does not have: it was told of.
    _refused: Members | None = field(default=None, init=False)

    def read_again(self) -> bool:
        """Roster and templates anew; a broken file is refused and the old one stays. Whether they were read."""
        if self.load is None:
            return False
        try:
            read_again(self.house, self.load)
        except (ConfigError, TemplateFault) as error:
            for problem in error.problems:
                log.error("not reloaded: %s", problem)
        except StoreUnavailable as error:
            log.error("not reloaded: %s", error)
        else:
            return True
        return False

    def follow(self) -> None:
        """Where a command took down a newer roster than ours, read it; a file without it is no reason to undo that.

        What keeps us from it is told once, and not at every look.
        """
        newer = self.house.escalation.newer
        if newer is None or newer == self._refused or self.load is None:
            return
        try:
            roster = rules_of(self.load()).roster
            if self.house.store.members_of(roster) != newer:
                self._refused = newer
                log.error(
                    "the roster was changed by a command, and the configuration here does not say so: letters to "
                    "whoever stands on one of the two alone wait; mend the file, then reload"
                )
                return
            read_again(self.house, self.load)
        except (ConfigError, TemplateFault) as error:
            self._refused = newer
            for problem in error.problems:
                log.error("the roster was changed by a command and cannot be read: %s", problem)
        except StoreUnavailable:
            return  # The loops tell of it; the next look comes soon.
        else:
            log.info("the roster was changed by a command, and was read again")


def read_again(house: House, load: Callable[[], Config]) -> None:
    """Take roster and templates from the configuration as it is now.

    Raises `ConfigError`, `TemplateFault` and `StoreUnavailable`; then all stays as it was.
    """
    # In this order: what a command changes after this look makes our reading an old one, and never the other way round.
    members = house.store.members()
    config = load()
    letters = letters_of(config, house.store.keys)
    prove(letters)
    rules = rules_of(config)
    # Letters first: whoever is new on the roster is written to by letters that know their key.
    house.intake.letters = house.escalation.letters = house.watch.letters = house.letters = letters
    house.letterbox.letters = letters
    # Before those who fill it: what they write waits for nothing then.
    house.letterbox.roster = rules.roster
    house.intake.rules = house.escalation.rules = rules
    house.escalation.instead_of = members
    # It is ours by now; the next sweep says where it is not.
    house.escalation.newer = None
