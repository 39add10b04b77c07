"""The therapists whose names were said: by who is in, on a sheet, by a review."""

from collections.abc import Sequence

from care import fitting, values
from care.kinds import Role
from care.models import Member
from care.plan import Plan

MOST = 4


def known(members: Sequence[Member], document: Plan | None) -> list[str]:
    """Their names as they are kept, those of `members` first; each label of a button once."""
    found = [member.name for member in members if member.role == Role.THERAPIST]
    if document is not None:
        word = document.sheet.word if document.sheet else None
        found += [word.by if word else "", document.reviewed_with or ""]
    once: dict[str, str] = {}
    for name in filter(None, map(values.name, found)):
        once.setdefault(fitting.cut(name, fitting.LONGEST_LABEL), name)
    return list(once.values())[:MOST]


def report_to(members: Sequence[Member], document: Plan | None) -> str | None:
    """Whom the report of a circle of these members is for, as far as a name was said."""
    return next(iter(known(members, document)), None)
