"""What became of a message: sent, to be tried again, gone, lost, or nobody knows."""

import datetime as dt
import logging

import pytest
from telegram import (
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot import delivery, wire
from care.kinds import Reason
from care.ports import Button, Draft, Outcome, Result, Screen
from tests.bot import tiny
from tests.bot.tiny import Answer, NoPress, Tiny, hangs_up, never, refuses, says, shows, truncates

NEW = Draft(5, 1001, None, Screen("Morning stretch"))
EDIT = Draft(5, 1001, 77, Screen("Morning stretch"), 3)


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


NEVER_LEFT: list[TelegramError] = [wire.NotSentError("ClientConnectorError")]
MAYBE_ARRIVED: list[TelegramError] = [
    wire.NoAnswerError("ServerDisconnectedError"),
    caused(NetworkError("Unknown error in HTTP implementation"), RuntimeError("?")),
    TelegramError("Invalid server response"),
]
ANSWERED = [
    NetworkError("Internal Server Error (500)"),
    caused(NetworkError("Bad Gateway (502)"), TelegramError("Invalid server response")),
    Conflict("Terminated by other getUpdates request"),
]
named = repr


@pytest.mark.parametrize("draft", [NEW, EDIT], ids=["new", "edit"])
@pytest.mark.parametrize("error", NEVER_LEFT + ANSWERED, ids=named)
def test_what_took_nothing_along_is_tried_again(draft: Draft, error: TelegramError) -> None:
    assert delivery.outcome(draft, error) == Outcome(draft, Result.RETRY)


@pytest.mark.parametrize("draft", [NEW, EDIT], ids=["new", "edit"])
@pytest.mark.parametrize("error", MAYBE_ARRIVED, ids=named)
def test_where_no_answer_came_nobody_knows(draft: Draft, error: TelegramError) -> None:
    assert delivery.outcome(draft, error) == Outcome(draft, Result.UNKNOWN)


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
@pytest.mark.parametrize("wait", [40, dt.timedelta(seconds=40)], ids=["int", "timedelta"])
@pytest.mark.parametrize("as_timedelta", ["0", "1"])
def test_telegrams_own_wait_is_kept(
    wait: int | dt.timedelta, as_timedelta: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", as_timedelta)
    found = delivery.outcome(NEW, RetryAfter(wait))
    assert found == Outcome(NEW, Result.RETRY, wait=40.0)


def test_a_chat_that_moved() -> None:
    assert delivery.outcome(NEW, ChatMigrated(-100123)) == Outcome(
        NEW, Result.RETRY, moved_to=-100123
    )


@pytest.mark.parametrize(
    "said",
    ["bot was blocked by the user", "user is deactivated", "bot can't initiate conversation"],
)
def test_a_chat_that_is_gone(said: str) -> None:
    found = delivery.outcome(NEW, Forbidden(f"Forbidden: {said}"))
    assert found == Outcome(NEW, Result.GONE, reason=Reason.BLOCKED)


def test_a_revoked_token_is_waited_out_slowly() -> None:
    """Intake ends the program for it; what is due is kept."""
    found = delivery.outcome(NEW, InvalidToken())
    assert found.result is Result.RETRY
    assert (found.wait or 0) >= 30


CASES = [str, str.lower, str.upper, str.capitalize, str.title]
REFUSALS = [
    (
        "Message is not modified: specified new message content and reply markup are exactly the"
        " same as a current content and reply markup of the message",
        Result.SENT,
        None,
    ),
    ("message to edit not found", Result.LOST, None),
    ("message can't be edited", Result.LOST, None),
    ("MESSAGE_ID_INVALID", Result.LOST, None),
    ("chat not found", Result.GONE, Reason.BLOCKED),
    ("message is too long", Result.GONE, Reason.REFUSED),
    ("can't parse entities: unsupported start tag", Result.GONE, Reason.REFUSED),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.__name__))
@pytest.mark.parametrize(("said", "result", "reason"), REFUSALS, ids=[r[0][:20] for r in REFUSALS])
def test_a_refused_edit_in_any_letter_case(
    said: str, result: Result, reason: Reason | None, case: type[str]
) -> None:
    found = delivery.outcome(EDIT, BadRequest(case(f"Bad Request: {said}")))
    expected = EDIT.telegram_id if result is Result.SENT else None
    assert found == Outcome(EDIT, result, telegram_id=expected, reason=reason)


@pytest.mark.parametrize("said", ["message thread not found", "message to be replied not found"])
def test_a_new_message_is_never_lost(said: str) -> None:
    found = delivery.outcome(NEW, BadRequest(said))
    assert found == Outcome(NEW, Result.GONE, reason=Reason.REFUSED)


def test_a_refusal_is_logged_without_what_was_sent(caplog: pytest.LogCaptureFixture) -> None:
    said = 'Can\'t parse entities: unsupported start tag "my chest hurts" at byte offset 5'
    with caplog.at_level(logging.DEBUG):
        delivery.outcome(NEW, BadRequest(said))
    assert "message 5" in caplog.text
    assert "chest" not in caplog.text


@pytest.mark.parametrize("error", [TelegramError("?"), EndPointNotFound("?")], ids=named)
def test_every_error_has_an_outcome(error: TelegramError) -> None:
    assert delivery.outcome(NEW, error).result in Result


# Over the wire

WIRE: list[tuple[str, Answer, Draft, Outcome]] = [
    ("sent", says({"ok": True, "result": tiny.MESSAGE}), NEW, Outcome(NEW, Result.SENT, 77)),
    ("edited", says({"ok": True, "result": tiny.MESSAGE}), EDIT, Outcome(EDIT, Result.SENT, 77)),
    (
        "429",
        refuses(429, "Too Many Requests: retry after 17", retry_after=17),
        NEW,
        Outcome(NEW, Result.RETRY, wait=17.0),
    ),
    (
        "migrated",
        refuses(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1009),
        NEW,
        Outcome(NEW, Result.RETRY, moved_to=-1009),
    ),
    (
        "blocked",
        refuses(403, "Forbidden: bot was blocked by the user"),
        NEW,
        Outcome(NEW, Result.GONE, reason=Reason.BLOCKED),
    ),
    (
        "chat not found",
        refuses(400, "Bad Request: chat not found"),
        NEW,
        Outcome(NEW, Result.GONE, reason=Reason.BLOCKED),
    ),
    (
        "not modified",
        refuses(400, "Bad Request: message is not modified: the same"),
        EDIT,
        Outcome(EDIT, Result.SENT, 77),
    ),
    (
        "lost",
        refuses(400, "Bad Request: message to edit not found"),
        EDIT,
        Outcome(EDIT, Result.LOST),
    ),
    ("500", refuses(500, "Internal Server Error"), NEW, Outcome(NEW, Result.RETRY)),
    ("502 page", shows("<html>Bad Gateway</html>", 502), NEW, Outcome(NEW, Result.RETRY)),
    ("hangs up", hangs_up, NEW, Outcome(NEW, Result.UNKNOWN)),
    ("hangs up on an edit", hangs_up, EDIT, Outcome(EDIT, Result.UNKNOWN)),
    ("truncates", truncates, NEW, Outcome(NEW, Result.UNKNOWN)),
    ("a page", shows("<html>Log in to the hotel</html>", 200), NEW, Outcome(NEW, Result.UNKNOWN)),
    ("an empty object", says({}), NEW, Outcome(NEW, Result.UNKNOWN)),
    ("a list", says([]), NEW, Outcome(NEW, Result.UNKNOWN)),
    ("half a message", says({"ok": True, "result": {}}), NEW, Outcome(NEW, Result.UNKNOWN)),
]


@pytest.mark.parametrize(
    ("answer", "draft", "expected"), [w[1:] for w in WIRE], ids=[w[0] for w in WIRE]
)
async def test_over_the_wire(tiny: Tiny, answer: Answer, draft: Draft, expected: Outcome) -> None:
    tiny.answers = [answer]
    async with tiny.bot() as bot:
        assert await delivery.TelegramDelivery(bot, NoPress()).draw(draft) == expected
    assert len(tiny.calls) == 1


async def test_a_server_that_never_answers(tiny: Tiny) -> None:
    tiny.answers = [never]
    async with tiny.bot(read_timeout=0.1) as bot:
        found = await delivery.TelegramDelivery(bot, NoPress()).draw(NEW)
    assert found == Outcome(NEW, Result.UNKNOWN)


async def test_a_server_that_is_not_there(tiny: Tiny) -> None:
    async with tiny.bot() as bot:
        await tiny.server.close()
        found = await delivery.TelegramDelivery(bot, NoPress()).draw(NEW)
    assert found == Outcome(NEW, Result.RETRY)


async def test_words_go_as_plain_text_and_no_longer_than_telegram_takes(tiny: Tiny) -> None:
    text = "<b>Sam & Kim</b> *_[" + "x" * 5000
    async with tiny.bot() as bot:
        await delivery.TelegramDelivery(bot, NoPress()).draw(
            Draft(5, 1001, None, Screen(text, silent=False))
        )
    ((method, params),) = tiny.calls
    assert method == "sendMessage"
    assert params["text"] == f"{text[:4095]}…"
    assert "parse_mode" not in params
    assert params["disable_notification"] in ("False", "false")


# A screen's buttons

ROWS = ((Button("Done", "done:1:"),), (Button("0", "pain:1:0"), Button("1", "pain:1:1")))


def test_buttons() -> None:
    found = delivery.markup(Screen("x", ROWS))
    assert isinstance(found, InlineKeyboardMarkup)
    data = [[(b.text, b.callback_data) for b in row] for row in found.inline_keyboard]
    assert data == [[("Done", "done:1:")], [("0", "pain:1:0"), ("1", "pain:1:1")]]


def test_a_place_is_asked_for_with_a_keyboard_that_goes_again() -> None:
    found = delivery.markup(Screen("x", place="Share my place"))
    assert isinstance(found, ReplyKeyboardMarkup)
    assert found.keyboard[0][0].request_location
    assert isinstance(delivery.markup(Screen("x", clear=True)), ReplyKeyboardRemove)
    assert delivery.markup(Screen("x")) is None
