"""What follows from a reply to a letter of one of us that does not prove to be theirs: kept, and never obeyed.

It stands apart from `responding`, where whoever wrote is known, so that nothing here can come to obey anybody.
"""

from cocmail.cases import clearance, notices, policy
from cocmail.cases.model import Audience, Case, Decision, Entry, Ground, Letter, Remark, Responder

# How many fresh letters one of us is sent, a case and day, in the place of those whose marks prove nothing any more.
_FRESH_LETTERS = 5


def fresh_letter(to: Responder, part: Audience, again: int | None, ground: Ground) -> Letter | None:
    """A letter whose answer proves to be its recipient's, for a mail that proves too little.

    To a mail of their own, after `again` such letters within a day: the one that it answers is old, or was in other
    hands. Where that is None, once a day: whoever else has the mark may write as often as they like.
    """
    if again is None:
        return notices.naming_nothing(to, "unproven", f"unproven-{ground.now:%Y-%m-%d}", part)
    return notices.naming_nothing(to, "unproven", ground.step, part) if again < _FRESH_LETTERS else None


def on_unproven(
    case: Case, to: str, part: Audience, remark: Remark, ground: Ground, *, again: int | None = None
) -> Decision:
    """A reply to the letter of one of us (`to`) that does not prove to be theirs is kept; they get a fresh letter.

    Where it comes from somebody who must not see the case, the case is exposed: the others are told who.
    """
    roster = ground.rules.roster
    letters: list[Letter] = []
    owner = next((each for each in roster.everybody() if each.key == to.casefold()), None)
    if owner is not None and not clearance.is_ours(roster, owner.key, part):
        owner = None
    if owner is not None and not clearance.shuts_out(case, roster, owner.key):
        fresh = fresh_letter(owner, part, again, ground)
        letters += [fresh] if fresh else []
    own = owner.key if owner else ""
    seen_by = [each for each in clearance.exposed(case, roster, (remark.author,)) if each.key != own]
    changed, seen, warnings = policy.exposed(case, seen_by, ground)
    unproven = Entry(ground.now, "unproven", remark.author, remark.text)
    return Decision(changed, (unproven, *seen), (*letters, *warnings))
