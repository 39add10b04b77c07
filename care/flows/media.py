"""The pictures that belong to a routine: the pages of its sheet, and its exercises' own."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import store
from care.models import Member, Picture
from care.plan import Exercise, Routine
from care.ports import Media


@dataclass(frozen=True)
class Pictures:
    """What can be shown of a routine: its sheet's pages in order, and exercises with their own.

    `lost`: Telegram doesn't take a page of the sheet any more.
    """

    sheet: tuple[Media, ...]
    exercises: tuple[tuple[Exercise, Media], ...]
    lost: bool = False

    def beside(self, shown: Media | None) -> bool:
        """Whether there is more to be seen than that page."""
        pages = [one for one in self.sheet if shown is None or one.picture != shown.picture]
        return bool(pages or self.exercises)


def of(db: Db, circle_id: int, routine: Routine, exercises: Sequence[Exercise]) -> Pictures:
    """The pictures of a routine and of these exercises, in that circle; no query without any."""
    sheet = usable(db, circle_id, routine.pictures)
    own = {one.picture: one for one in usable(db, circle_id, (e.picture for e in exercises))}
    found = tuple((e, own[e.picture]) for e in exercises if e.picture in own)
    return Pictures(sheet, found, lost=len(sheet) < len(routine.pictures))


def usable(db: Db, circle_id: int, ids: Iterable[int | None]) -> tuple[Media, ...]:
    """Those of a circle's pictures that Telegram takes."""
    rows = [store.picture(db, one) for one in ids if one]
    return tuple(
        Media(row.id, row.kind, row.file_id)
        for row in rows
        if row is not None and row.circle_id == circle_id and not row.refused
    )


def keep(
    db: Db, member: Member, kind: str, file_ids: Iterable[str], now: dt.datetime
) -> tuple[int, ...]:
    """Pictures that a member sent to the bot, as rows of their circle; the rows' ids."""
    rows = [
        Picture(circle_id=member.circle_id, kind=kind, file_id=one, member_id=member.id, at=now)
        for one in file_ids
    ]
    return tuple(store.add(db, row).id for row in rows)
