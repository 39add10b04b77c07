"""The therapists whose names were said: by who is in, on a sheet, by a review."""

from sqlmodel import Session as Db

from care import fitting, store, values
from care.kinds import Role
from care.models import Circle
from care.plan import Plan

MOST = 4


def known(db: Db, circle: Circle, document: Plan | None) -> list[str]:
    """Their names as they are kept, the one who is in first; each label of a button once."""
    found = [member.name for member in store.members(db, circle.id, Role.THERAPIST)]
    if document is not None:
        word = document.sheet.word if document.sheet else None
        found += [word.by if word else "", document.reviewed_with or ""]
    once: dict[str, str] = {}
    for name in filter(None, map(values.name, found)):
        once.setdefault(fitting.cut(name, fitting.LONGEST_LABEL), name)
    return list(once.values())[:MOST]


def report_to(db: Db, circle: Circle, document: Plan | None) -> str | None:
    """Whom the report is for, as far as a name was said."""
    return next(iter(known(db, circle, document)), None)
