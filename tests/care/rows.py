"""Rows by the handful: a circle with its person, a plan, a helper; no door and no network."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import inspect
from sqlmodel import Session as Db
from sqlmodel import SQLModel, select

from care import db, plan, store
from care.flows import planner
from care.kinds import Role
from care.models import Chat, Circle, Human, Member, Message, PlanVersion, Routine, Session, Slot

MONDAY = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
BERLIN = "Europe/Berlin"
NINE = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
DIGEST = dt.datetime(2026, 11, 23, 18, 30, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Home:
    """The ids of one circle's rows; chats also by Telegram's id."""

    circle: int
    person: int
    person_chat: int
    helper: int
    helper_chat: int
    slot: int


def household(
    database: db.Database,
    number: int = 1,
    *,
    at: dt.time = dt.time(9),
    digest_at: dt.time = dt.time(19, 30),
) -> Home:
    """A circle in Berlin whose prompt and digest wait: chats 1000 + number and 2000 + number."""
    return database.write(_household, number, at, digest_at)


def _household(session: Db, number: int, at: dt.time, digest_at: dt.time) -> Home:
    circle = store.add(session, Circle(zone=BERLIN, created_at=MONDAY, agreed_at=MONDAY))
    person = _member(session, circle, Role.PATIENT, 1000 + number, digest_at)
    helper = _member(session, circle, Role.CAREGIVER, 2000 + number, digest_at)
    routine = store.add(session, Routine(circle_id=circle.id))
    slot = store.add(session, Slot(circle_id=circle.id, routine_id=routine.id))
    stands = plan.Slot(id=slot.id, at=at)
    stretch = plan.Routine(id=routine.id, name="Morning stretch", minutes=10, slots=(stands,))
    version = PlanVersion(
        circle_id=circle.id,
        state="active",
        author_id=person.id,
        created_at=MONDAY,
        document=plan.Plan(routines=(stretch,)).model_dump_json(),
    )
    store.add(session, version)
    planner.fill(session, circle, MONDAY)
    return Home(circle.id, person.id, 1000 + number, helper.id, 2000 + number, slot.id)


def _member(session: Db, circle: Circle, role: Role, number: int, digest_at: dt.time) -> Member:
    human = store.add(session, Human(telegram_id=number))
    chat = store.add(session, Chat(telegram_id=number))
    member = Member(
        circle_id=circle.id,
        human_id=human.id,
        chat_id=chat.id,
        role=role,
        name="Alex" if role == Role.PATIENT else "Sam",
        digest_at=digest_at,
        joined_at=MONDAY,
    )
    return store.add(session, member)


def message(due: dt.datetime = MONDAY, **values: object) -> Message:
    """A message row that waits, or as it is told to stand."""
    row = Message(kind="reply", rank=0, due=due, until=due + dt.timedelta(hours=2), try_at=due)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def every(database: db.Database, table: type[SQLModel]) -> list[SQLModel]:
    """All rows of a table, by id, as they are now."""

    def read(session: Db) -> list[SQLModel]:
        return list(session.exec(select(table).order_by(*inspect(table).primary_key)).all())

    return database.write(read)


def messages(database: db.Database, *kinds: str) -> list[Message]:
    """The message rows of these kinds."""
    rows = [row for row in every(database, Message) if isinstance(row, Message)]
    return [row for row in rows if not kinds or row.kind in kinds]


def sessions(database: db.Database) -> list[Session]:
    """All sessions."""
    return [row for row in every(database, Session) if isinstance(row, Session)]
