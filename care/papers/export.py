"""Everything of a circle in one ZIP: nothing to typeset."""

import datetime as dt

from sqlmodel import Session as Db

from care.exports import archive
from care.models import Circle
from care.ports import Made, Paper


def gather(db: Db, circle: Circle, paper: Paper, now: dt.datetime) -> Made:
    """The whole file, as the rows are now."""
    return Made(archive.write(db, paper.circle, paper.lang, now))
