"""A photo or a video comes in: for an exercise that waits for one, as a sheet, or not kept."""

import datetime as dt
import functools
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import edits, fields
from care.flows import arrivals, day, media, plans, sheets
from care.flows.arrivals import Visit
from care.models import Circle, Member
from care.rights import May
from care.screens import pictures as show

# A short video: how one exercise is done (seconds).
LONGEST_VIDEO = 60
# One was taken: the others of its album aren't sheets.
TAKEN = "picture_taken"


@dataclass(frozen=True)
class Shot:
    """A photo or a video: what Telegram calls it, its length (seconds), its album's mark."""

    kind: str
    file_id: str
    seconds: int = 0
    album: str | None = None


def waits(visit: Visit) -> bool:
    """Whether the next picture is for an exercise."""
    return (visit.human.asks or "").partition(":")[0] == fields.PICTURE


def no_words(db: Db, visit: Visit, text: str, now: dt.datetime) -> bool:
    """Typed words while a picture is waited for are for something else."""
    return False


def for_exercise(db: Db, visit: Visit, shot: Shot, now: dt.datetime) -> None:
    """The picture for the exercise that `human.asks` names, in this member's own draft.

    It is asked for by whoever edits that draft: `asks = "plan_picture:<exercise id>"`.
    """
    if shot.kind == "video" and shot.seconds > LONGEST_VIDEO:
        day.say(db, visit, now, "picture.long")
        return
    exercise_id = (visit.human.asks or "").partition(":")[2]
    visit.human.asks = f"{TAKEN}:{shot.album}" if shot.album else None
    home = arrivals.home(db, visit)
    if home is None or not arrivals.may(db, home[1], May.PLAN) or not exercise_id.isdecimal():
        day.say(db, visit, now, "picture.not_kept")
        return
    _into_draft(db, visit, home, int(exercise_id), shot, now)


def _into_draft(
    db: Db,
    visit: Visit,
    home: tuple[Circle, Member],
    exercise_id: int,
    shot: Shot,
    now: dt.datetime,
) -> None:
    circle, member = home
    found = plans.versions(db, circle, member)
    routines = found.plan.routines if found else ()
    exercise = next((e for r in routines if (e := r.exercise(exercise_id))), None)
    if exercise is None:
        day.say(db, visit, now, "picture.gone")
        return
    (picture,) = media.keep(db, member, shot.kind, [shot.file_id], now)
    change = functools.partial(edits.set_exercise, exercise_id=exercise_id, picture=picture)
    plans.edit(db, circle, member, change, now)
    day.send(db, visit, now, lambda row: show.with_exercise(visit.lang, row, exercise))


def out_of_the_blue(db: Db, visit: Visit, shot: Shot, now: dt.datetime) -> None:
    """Nothing waits for it: a photo may be the therapist's sheet.

    A picture is never kept as a note; from anybody else, and of a video, that is said.
    """
    home = arrivals.home(db, visit)
    if home is None:
        day.say(db, visit, now, "stranger.line")
    elif shot.album and visit.human.asks == f"{TAKEN}:{shot.album}":
        day.say(db, visit, now, "picture.one")
    elif not arrivals.may(db, home[1], May.PLAN):
        day.say(db, visit, now, "picture.not_kept")
    elif shot.kind == "video":
        day.say(db, visit, now, "picture.video")
    else:
        sheets.photo(db, visit, home, (shot.file_id, shot.album), now)
