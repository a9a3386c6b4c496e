"""A twin is its original but for what is said to be changed, so that it teaches what makes the difference."""

import pytest
from tests.training.mails import Mail, mails
from tests.training.twins import twins

ORIGINAL = """one en r -
From: Rea Porter <rea@example.net>
Date: Mon, 12 Jan 2026 10:20:00 +0000
Subject: Sunday
|Subject codes: .

.|Hello,
WD|On Sunday at six Bo spat at me.
|
O|He still does.
.|Rea
## PPAPPPAA
"""


def test_every_twin_is_labelled_otherwise_than_its_original() -> None:
    by_name = {mail.name: mail for mail in mails()}
    found = [mail for mail in mails() if mail.twin_of]
    originals = {mail.name: by_name[mail.twin_of] for mail in found}
    assert len(found) > 10_000
    assert [mail.name for mail in found if mail.states == originals[mail.name].states] == []
    assert [mail.name for mail in found if _said(mail) == _said(originals[mail.name])] == []
    # Or what is learned from one would tell how the other is read.
    assert [mail.name for mail in found if mail.writer != originals[mail.name].writer] == []


def _said(mail: Mail) -> tuple[str, str]:
    return mail.subject.text, mail.text


def test_sentences_are_changed_put_in_and_left_out() -> None:
    changes = (
        "one ongoing A, who Q\n+0 .|To whom it may concern\n2 WDp|On Sunday at six a man spat.\n+2 N|Al saw.\n-3\n",
        "one ongoing A\ns w|Monday\n3 .|I still shake.\n",
    )

    first, second = twins((("a", change) for change in changes), {"one": ("a_writer", ORIGINAL)})

    assert first == (
        "a_writer",
        ORIGINAL.replace("one en", "one-twin-1 en")
        .replace(".|Hello,", ".|To whom it may concern\n.|Hello,")
        .replace("WD|On Sunday at six Bo spat at me.", "WDp|On Sunday at six a man spat.\nN|Al saw.")
        .replace("O|He still does.", "")
        .replace("## PPAPPPAA", "## PPAAPQAA"),
    )
    assert second[1] == (
        ORIGINAL.replace("one en", "one-twin-2 en")
        .replace("Subject: Sunday\n|Subject codes: .", "Subject: Monday\n|Subject codes: w")
        .replace("O|He still does.", ".|I still shake.")
        .replace("## PPAPPPAA", "## PPAAPPAA")
    )


@pytest.mark.parametrize(
    "change",
    [
        "one ongoing A\n9 .|No such sentence.\n",
        "one ongoing A\n0 .|No such sentence.\n",
        "one ongoing A\n-0\n",
        "one ongoing A\nnonsense\n",
        "one ongoing A\ns w Monday\n",
        "one ongoing A\n",
        "one ongoing X\n-1\n",
        "one odd A\n-1\n",
        "other ongoing A\n-1\n",
    ],
)
def test_what_cannot_be_changed_is_told(change: str) -> None:
    with pytest.raises(ValueError, match=r"a, o(ne|ther) o"):
        list(twins([("a", change)], {"one": ("a_writer", ORIGINAL)}))
