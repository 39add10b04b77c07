"""Photos, documents, videos and voice messages from a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.driver import ALEX, DANA, form
from tests.sandbox.samples import MP4, OGG, PDF, SHEET, jpeg

if TYPE_CHECKING:
    from sandbox.store import Store
    from tests.sandbox.driver import Driver


async def last(sandbox: Driver) -> Any:
    return (await sandbox.updates())[-1]["message"]


async def test_the_therapists_sheet(sandbox: Driver) -> None:
    said = await sandbox.gives(DANA, "photo", "sheet.jpg", jpeg(1200, 900), caption="From /today")
    message = await last(sandbox)
    assert message == said
    assert (message["from"]["id"], message["caption"]) == (DANA, "From /today")
    assert message["caption_entities"] == [{"type": "bot_command", "offset": 5, "length": 6}]
    assert [(one["width"], one["height"]) for one in message["photo"]] == [(90, 67), (1200, 900)]
    assert await sandbox.download(message["photo"][-1]["file_id"]) == jpeg(1200, 900)
    shown = (await sandbox.phone(DANA))["messages"][-1]
    assert (shown["from_bot"], shown["caption"], shown["text"]) == (False, "From /today", "")
    assert shown["media"]["width"] == 1200


@pytest.mark.parametrize(
    ("kind", "name", "data", "fields", "told"),
    [
        ("voice", "note.ogg", OGG, {"duration": "7"}, {"duration": 7, "mime_type": "audio/ogg"}),
        ("video", "walk.mp4", MP4, {"duration": "5", "width": "640", "height": "360"},
         {"duration": 5, "width": 640, "height": 360, "file_name": "walk.mp4"}),
        ("document", "Plan für Alex.yaml", PDF, {}, {"file_name": "Plan für Alex.yaml"}),
    ],
)  # fmt: skip
async def test_other_files(
    sandbox: Driver, kind: str, name: str, data: bytes, fields: Any, told: Any
) -> None:
    await sandbox.gives(ALEX, kind, name, data, **fields)
    message = await last(sandbox)
    assert message[kind].items() >= {**told, "file_size": len(data)}.items()
    assert await sandbox.download(message[kind]["file_id"]) == data
    again = await sandbox.bot(f"send{kind}", chat_id=ALEX, **{kind: message[kind]["file_id"]})
    assert again[kind] == message[kind]


async def test_what_cannot_be_given(sandbox: Driver) -> None:
    for kind, data, fields, words in (
        ("sticker", SHEET, {}, "kind is one of document, photo, video, voice"),
        ("photo", PDF, {}, "Bad Request: IMAGE_PROCESS_FAILED"),
        ("document", b"", {}, "Bad Request: file must be non-empty"),
        ("voice", OGG, {"duration": "long"}, "a whole number is expected"),
        ("voice", OGG, {"text": "x"}, "unknown: text"),
        ("photo", SHEET, {"caption": "x" * 1025}, "Bad Request: message caption is too long"),
    ):
        refused = await sandbox.gives(ALEX, kind, "x", data, status=400, **fields)
        assert refused == {"error": words}
    for files in ({"photo": ("x", SHEET)}, {"file": ("x", SHEET), "two": ("x", SHEET)}):
        body = form(files, {"kind": "photo"})
        async with sandbox.http.post(f"/people/{ALEX}/messages", data=body) as response:
            answer = await response.json()
            assert (response.status, answer["error"][:8]) == (400, "one file")
    huge = await sandbox.gives(ALEX, "document", "x", bytes(51 * 2**20), status=413)
    assert huge == {"error": "at most 52428800 bytes"}
    assert await sandbox.ask("/updates") == {"pending": 0}


async def test_nothing_from_who_blocked_the_bot(sandbox: Driver, store: Store) -> None:
    await sandbox.ask(f"/people/{ALEX}/block", {"blocked": True})
    await sandbox.gives(ALEX, "photo", "x.png", SHEET, status=409)
    assert store.files.id_at("photos/file_0.png") is None


async def test_a_tap_below_a_photo(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    keyboard = {"inline_keyboard": [[{"text": "Done", "callback_data": "done"}]]}
    sent = await sandbox.sends("photo", "x.png", SHEET, reply_markup=keyboard)
    await sandbox.ask(f"/people/{ALEX}/taps", {"message_id": sent["message_id"], "button": "Done"})
    assert (await sandbox.updates())[-1]["callback_query"]["message"] == sent
