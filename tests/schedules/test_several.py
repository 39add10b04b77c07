"""Several processes draw one card: what it shows at the end is what the rows say."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session as Db

from care import db, store
from care.flows import due as flow
from care.kinds import Sending
from care.models import Chat
from care.ports import Draft, Outcome, Result, Screen
from tests.care.rows import MONDAY, message, messages


@pytest.fixture
def database(database_url: str) -> Iterator[db.Database]:
    made = db.Database(database_url)
    yield made
    made.close()


@pytest.mark.parametrize("settled", [(3, 2), (2, 3)])
def test_an_older_edit_that_comes_last_is_drawn_over(
    database: db.Database, settled: tuple[int, int]
) -> None:
    """Another replica's edit was slower than the one that came after it, whoever says so first."""

    def add(session: Db) -> int:
        chat = store.add(session, Chat(telegram_id=7001))
        row = message(chat_id=chat.id, state=Sending.SENT, telegram_id=5, revision=3, shown=1)
        row.screen, row.try_at = Screen("third").to_json(), MONDAY + store.LEASE
        return store.add(session, row).id

    number = database.write(add)
    for revision in settled:
        drawn = Draft(number, 7001, 5, Screen("-"), revision)
        database.write(flow.round_, [Outcome(drawn, Result.SENT, telegram_id=5)], 0, MONDAY)
    found = database.write(flow.round_, [], 8, MONDAY)
    assert [(draft.screen.text, draft.revision) for draft in found.drafts] == [("third", 3)]
    last = Outcome(found.drafts[0], Result.SENT, telegram_id=5)
    database.write(flow.round_, [last], 0, MONDAY)
    (row,) = messages(database)
    assert (row.shown, row.try_at) == (3, None)
