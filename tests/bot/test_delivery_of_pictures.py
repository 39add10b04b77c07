"""What became of a message with a picture, and how it goes over the wire."""

from dataclasses import replace

import pytest
from telegram.error import BadRequest, NetworkError

from bot import delivery
from care.kinds import Reason
from care.ports import Draft, Media, Outcome, Result, Screen
from tests.bot.test_delivery import CASES, EDIT, NEW, ROWS
from tests.bot.tiny import NoPress, Tiny

SHEET = Media(3, "photo", "AgAC-sheet")
PHOTO = Draft(5, 1001, None, Screen("Morning stretch", ROWS, media=SHEET))
PHOTO_EDIT = replace(PHOTO, telegram_id=77)
PICTURES: list[tuple[Draft, str, dict[str, str]]] = [
    (PHOTO, "sendPhoto", {"photo": "AgAC-sheet", "disable_notification": "true"}),
    (replace(PHOTO, screen=replace(PHOTO.screen, media=replace(SHEET, kind="video"))),
     "sendVideo", {"video": "AgAC-sheet"}),
    (PHOTO_EDIT, "editMessageCaption", {"message_id": "77"}),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "method", "params"), PICTURES, ids=[p[1] for p in PICTURES])
async def test_words_stand_under_a_picture_and_are_changed_there(
    tiny: Tiny, draft: Draft, method: str, params: dict[str, str]
) -> None:
    long = replace(draft, screen=replace(draft.screen, text="😀" * 600))
    async with tiny.bot() as bot:
        for one in (draft, long):
            found = await delivery.TelegramDelivery(bot, NoPress()).draw(one)
            assert found == Outcome(one, Result.SENT, 77)
    assert [name for name, _ in tiny.calls] == [method, method]
    (_, said), (_, cut) = tiny.calls
    assert said.items() >= {"caption": "Morning stretch", **params}.items()
    assert "Done" in said["reply_markup"]
    # 1024 units of UTF-16, and an emoji counts twice.
    assert cut["caption"] == "😀" * 511 + "…"


REFUSED_PICTURES = [
    ("wrong file identifier/HTTP URL specified", Reason.REFUSED),
    ("wrong remote file identifier specified: Wrong string length", Reason.REFUSED),
    ("can't use file of type Video as Photo", Reason.REFUSED),
    ("file is temporarily unavailable", None),
    ("message caption is too long", None),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.__name__))
@pytest.mark.parametrize(("said", "reason"), REFUSED_PICTURES)
def test_a_refused_picture_is_no_refused_message(
    said: str, reason: Reason | None, case: type[str]
) -> None:
    found = delivery.outcome(PHOTO, BadRequest(case(f"Bad Request: {said}")))
    assert found == Outcome(PHOTO, Result.NO_PICTURE, reason=reason)
    assert delivery.outcome(NEW, BadRequest(said)).result is Result.GONE


def test_who_is_gone_is_gone_whatever_was_sent() -> None:
    found = delivery.outcome(PHOTO, BadRequest("Bad Request: chat not found"))
    assert found == Outcome(PHOTO, Result.GONE, reason=Reason.BLOCKED)
    assert delivery.outcome(PHOTO, NetworkError("x")).result is Result.RETRY


@pytest.mark.parametrize("kind", ["text", "caption"])
def test_a_message_that_is_not_what_it_was_is_lost(kind: str) -> None:
    said = f"Bad Request: there is no {kind} in the message to edit"
    for draft in (EDIT, PHOTO_EDIT):
        assert delivery.outcome(draft, BadRequest(said)) == Outcome(draft, Result.LOST)
