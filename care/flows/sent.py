"""What is sent and isn't words: a voice message, a picture, a document, a place."""

import datetime as dt

from sqlmodel import Session as Db

from care.flows import (
    firstsheet,
    joining,
    notes,
    pictures,
    planfiles,
    setup,
    speech,
    stopping,
    whose,
    zones,
)
from care.flows.arrivals import Visit


def voice(db: Db, visit: Visit, said: tuple[notes.Voice, str], now: dt.datetime) -> str | None:
    """A voice message and its caption: never an answer, and never listened to."""
    message, caption = said
    if stopping.over(db, visit):
        return speech.text(db, visit, caption, now)
    if speech.step(db, visit, "", now):
        return None
    return notes.take(db, visit, caption.replace("\x00", ""), now, message)


def picture(db: Db, visit: Visit, given: tuple[pictures.Shot, str], now: dt.datetime) -> str | None:
    """A photo or a video and its caption, whose words are words, unless the picture is awaited."""
    shot, caption = given
    if pictures.waits(visit):
        whose.at(db, visit, whose.of_step(db, visit), pictures.for_exercise, shot, now)
    elif not firstsheet.page(db, visit, shot, now):
        if caption.strip():
            speech.text(db, visit, caption, now)
        if stopping.over(db, visit):
            joining.welcome_back(db, visit, now)
        elif not setup.begins(visit):
            whose.given(db, visit, pictures.out_of_the_blue, shot, now)
        elif not caption.strip():
            setup.resume(db, visit, now)
    return None


def document(
    db: Db, visit: Visit, said: tuple[planfiles.Sent, str], now: dt.datetime
) -> str | None:
    """A document; where it is no plan file, its caption may be meant."""
    sent, caption = said
    if caption and sent == planfiles.Sent():
        return speech.text(db, visit, caption, now)
    whose.given(db, visit, planfiles.take, sent, now)
    return None


def place(db: Db, visit: Visit, spot: tuple[float, float], now: dt.datetime) -> str | None:
    """A shared place (latitude, longitude): for a step that waits for it, or somewhere else."""
    if visit.human.asks in setup.WANTS_A_PLACE:
        return setup.place(db, visit, *spot, now)
    return zones.place(db, visit, *spot, now)
