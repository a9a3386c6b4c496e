"""A report's text, read for all that the case needs to know of it.

It stands apart as the one place where the questions come together; each of them is a file beside it.
"""

from collections.abc import Mapping, Sequence

from cocmail.reading.alarm import find_marks, find_urgency
from cocmail.reading.answers import (
    answered_below,
    answered_by_number,
    answered_in_order,
    answered_inline,
    only_answers,
    wants_no_answer,
)
from cocmail.reading.contact import other_address
from cocmail.reading.impression import impression
from cocmail.reading.kind import is_report
from cocmail.reading.labels import answered
from cocmail.reading.languages import language_of, weigh_both, words_for
from cocmail.reading.model import FIELDS, Finding, Findings, Person, Report
from cocmail.reading.page import MAX_CHARS, lay_out_both
from cocmail.reading.person import names_in
from cocmail.reading.prose import better, read_page, settle
from cocmail.reading.roster import find_named
from cocmail.reading.verdict import Clues
from cocmail.reading.weigher import weigh_sentences
from cocmail.reading.words import Words


def read(report: Report, people: Sequence[Person], languages: Sequence[str]) -> Findings:
    """What a first report says.

    `people` is the roster; the language found is one of `languages`, the first of them where nothing tells.
    """
    return _read(report, people, languages, (), {})


def read_answers(
    report: Report,
    asked: Sequence[str],
    inline: Mapping[str, str],
    people: Sequence[Person],
    languages: Sequence[str],
    *,
    in_order: bool = True,
) -> Findings:
    """What a reply to our questions says.

    `report.text` holds the new text alone, `asked` the fields we asked for in the order of the questions, and
    `inline` what was written directly under our quoted question, by field. Without `in_order` the questions were put
    in no order that is known: only the words of the reply say which field they are about.
    """
    return _read(report, people, languages, asked, inline, is_reply=True, in_order=in_order)


def named(report: Report, people: Sequence[Person]) -> dict[str, str]:
    """The words that name each of the people, by `Person.key`: all that `read` gives as `Findings.named`."""
    return _named(report, people, words_for(weigh_both(report.text, report.subject)))


def _read(
    report: Report,
    people: Sequence[Person],
    languages: Sequence[str],
    asked: Sequence[str],
    inline: Mapping[str, str],
    *,
    is_reply: bool = False,
    in_order: bool = True,
) -> Findings:
    weights = weigh_both(report.text, report.subject)
    words = words_for(weights)
    laid_out, with_passed_on = lay_out_both(
        report.text, report.subject, words, report.sender_name, quoted=report.passes_on
    )
    page = answered(laid_out)
    weighed = weigh_sentences(page)
    fields, labelled = read_page(page, weighed, way=report.way, is_reply=is_reply)
    # A letter with questions may be known to the mail room, or to nobody; what is passed on is no letter to its sender.
    below = () if asked or report.passes_on else answered_below(report.text[:MAX_CHARS])
    whole, weighed_whole = page, weighed
    if with_passed_on is not laid_out:
        whole = answered(with_passed_on)
        weighed_whole = weigh_sentences(whole)
        passed_on, more = read_page(whole, weighed_whole, way=report.way)
        fields = {
            field: fields[field] if fields[field].state != "absent" else passed_on[field] for field in FIELDS
        } | {"contact": fields["contact"]}
        labelled |= more
    elif aside := only_answers(page, below):
        whole = page.without(aside)
        weighed_whole = weigh_sentences(whole)
        fields = read_page(whole, weighed_whole, way=report.way)[0] | {"contact": fields["contact"]}
    for answer in below:
        finding = answered_inline(answer.field, report.text[answer.start : answer.end], words)
        if finding and _stands_in(finding, report):
            fields[answer.field] = _answered(answer.field, finding, fields[answer.field], words)
            labelled |= {answer.field}
    proposed = fields
    own = Clues(weighed, proposed, impression(page, weighed.marks))
    clues = own
    if whole is not page:
        clues = Clues(weighed_whole, proposed, impression(whole, weighed_whole.marks))
    fields = settle(whole, clues, labelled, is_passed_on=with_passed_on is not laid_out)
    if clues is not own:
        # How to reach somebody else, or that they want no answer, is nothing that the reporter says.
        fields["contact"] = settle(page, own, labelled)["contact"]
    if asked:
        # A reply is short, and what it answers was asked for: what it may say is taken.
        fields = {field: better(fields[field], proposed[field]) for field in FIELDS}
        typed, order = _without_quoted(report.text), asked if in_order else ()
        inline = {**answered_by_number(page, typed, order), **inline}
        # By the order of the questions where it says as much: it names the words more closely.
        by_order = {} if inline else answered_in_order(page, typed, order, proposed)
        # "No, it has stopped" says nothing of contact: only a no that is all of its line does.
        lines = {line.strip() for line in report.text.splitlines()}
        fields |= {
            field: _answered(field, finding, fields[field], words)
            for field, finding in by_order.items()
            if field != "contact" or finding.state != "declined" or finding.evidence.strip() in lines
        }
    for field, text in inline.items():
        if (
            field in fields
            and (finding := answered_inline(field, text, words))
            and _stands_in(finding, report)
        ):
            is_no = finding.state == "declined" and field != "contact"
            fields[field] = finding if is_no else _answered(field, finding, fields[field], words)
    alarm, happening = find_urgency(page, own)
    if not alarm and report.passes_on and whole is not page:
        # Danger that somebody else announces is no cry of theirs: what was asked of it stays open.
        alarm, _ = find_urgency(whole, clues, passed_on=True)
    if happening:
        # Who calls for help is not asked when it was, nor whether it goes on.
        seen = Finding("present", alarm)
        fields |= {
            field: better(fields[field], seen)
            for field in ("when", "ongoing")
            if fields[field].state != "declined"
        }
        # What they cry out about is what happens: it is not asked either.
        fields["description"] = better(fields["description"], Finding("partial", alarm))
    marks = set(find_marks(page))
    if fields["contact"].state == "declined":
        marks.add("no-reply-wanted")
    if elsewhere := other_address(page, report.known_addresses):
        marks.add(elsewhere)
    return Findings(
        language=language_of(weights, languages),
        fields=fields,
        urgent=bool(alarm),
        urgent_evidence=alarm,
        marks=frozenset(marks),
        named=_named(report, people, words),
        # What answers no letter that asked anything may be thanks for it, or one more question.
        is_report=bool(asked and in_order)
        or is_report(whole, clues, urgent=bool(alarm), labelled=len(labelled)),
        person_named_as=names_in(whole, fields["reported_person"].evidence),
    )


def _without_quoted(text: str) -> str:
    """A text with equally long blanks for its quoted lines: no answer to what we asked stands in them."""
    return "\n".join(" " * len(line) if line.startswith(">") else line for line in text.split("\n"))


def _named(report: Report, people: Sequence[Person], words: Sequence[Words]) -> dict[str, str]:
    """The words that name each of the people, in the text if they are named there."""
    found: dict[str, str] = {}
    # Apart from each other: somebody else of that name in one of them says nothing of another.
    for piece in report.beside:
        spoken = (*words, *words_for(weigh_both(piece, "")))
        found = find_named(piece, people, spoken) | found
    return found | find_named(f"{report.subject}\n{report.text}", people, words)


def _answered(field: str, finding: Finding, known: Finding, words: tuple[Words, ...]) -> Finding:
    """What a field that was asked for shows; who wants no answer has said more than an address does."""
    if field == "contact" and known.state == "declined":
        return known
    if field == "contact" and wants_no_answer(finding, words):
        return finding
    return better(finding, known)


def _stands_in(finding: Finding, report: Report) -> bool:
    return finding.evidence in report.text or finding.evidence in report.subject
