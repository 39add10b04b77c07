"""A circle is erased, and stays erased: it goes into a list that outlives every older backup."""

import datetime as dt
from collections.abc import Iterable

from sqlmodel import Session as Db

from care import store
from care.db import leaves_traces
from care.flows.sofar import so_far
from care.models import Circle


def around(db: Db, circle: Circle) -> store.Around:
    """Whom it is about: its people, and who was on the way into it."""
    links = set(store.invitations_of(db, circle.id))
    coming = {one.id for one in store.at_consent(db) if so_far(one).invitation in links}
    return store.around(db, circle.id, coming)


def gone(
    db: Db, of: store.Around, circle: Circle, now: dt.datetime, besides: int | None = None
) -> None:
    """Everything of it goes, but for the message `besides`; the list says so from then on."""
    leaves_traces(db)
    store.note_gone(db, [store.Gone(circle.id, circle.created_at, now)])
    store.erase(db, of, besides)


def again(db: Db, listed: Iterable[store.Gone], now: dt.datetime) -> int:
    """An older copy was brought back: what was erased since then is erased again; how many.

    The list itself is kept in the copy, too.
    """
    store.settle_in_turn(db)
    every = [*listed, *store.gone(db)]
    store.note_gone(db, every)
    ids = [circle.id for circle in store.risen(db, every)]
    erased = 0
    for circle_id in ids:
        # Somebody in it may have erased it meanwhile.
        if circle := store.try_lock(db, circle_id):
            gone(db, around(db, circle), circle, now)
            erased += 1
    return erased
