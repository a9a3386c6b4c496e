"""What a code-of-conduct team decides: cases, their checklist, who may hear of them, and when they are due.

Pure: no clock, no database, no mail; everything uncertain is gathered before and handed in (`model.Ground`). What comes
out is a `model.Decision`. A newcomer reads `model`, then `policy`, which says what follows from what comes; a mail of a
responder goes to `responding`, and each word of it to `verbs`. To whom a letter goes is asked of `clearance` alone, and
what it may tell stands in `notices`. pyproject.toml draws who may import whom, and the import linter holds it.
"""
