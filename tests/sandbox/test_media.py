"""Photos, documents, videos and voice messages from the bot, and their captions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.pictures import grey, size
from tests.sandbox.driver import ALEX, TOKEN, buttons, form
from tests.sandbox.samples import MP4, OGG, PDF, SHEET, TINY, jpeg

if TYPE_CHECKING:
    from tests.sandbox.driver import Driver


@pytest.fixture(autouse=True)
async def alex_is_there(sandbox: Driver) -> None:
    await sandbox.start(ALEX)


async def shown(sandbox: Driver) -> Any:
    """The last message on Alex's phone."""
    return (await sandbox.phone())["messages"][-1]


async def refused(sandbox: Driver, method: str, **params: Any) -> str:
    return await sandbox.refused(method, chat_id=ALEX, **params)


async def test_a_photo_has_sizes_and_the_last_is_the_picture(sandbox: Driver) -> None:
    sent = await sandbox.sends("photo", "sheet.png", SHEET, caption="Dana's sheet")
    small, large = sent["photo"]
    assert (small["width"], small["height"]) == (90, 67)
    assert (large["width"], large["height"], large["file_size"]) == (640, 480, len(SHEET))
    assert await sandbox.download(large["file_id"]) == SHEET
    assert size(await sandbox.download(small["file_id"])) == (90, 67)
    assert (sent["caption"], "text" in sent) == ("Dana's sheet", False)


async def test_a_small_photo_has_one_size(sandbox: Driver) -> None:
    assert len((await sandbox.sends("photo", "tiny.png", TINY))["photo"]) == 1


@pytest.mark.parametrize(
    ("kind", "name", "data", "details", "told"),
    [
        ("document", "report.pdf", PDF, {},
         {"file_name": "report.pdf", "mime_type": "application/pdf"}),
        ("video", "circles.mp4", MP4, {"duration": 12, "width": 320, "height": 240},
         {"file_name": "circles.mp4", "mime_type": "video/mp4", "duration": 12, "width": 320,
          "height": 240}),
        ("voice", "note.ogg", OGG, {"duration": 3}, {"mime_type": "audio/ogg", "duration": 3}),
    ],
)  # fmt: skip
async def test_other_files(
    sandbox: Driver, kind: str, name: str, data: bytes, details: Any, told: Any
) -> None:
    sent = await sandbox.sends(kind, name, data, **details)
    file = sent[kind]
    assert file.items() >= {**told, "file_size": len(data)}.items()
    assert await sandbox.download(file["file_id"]) == data
    media = (await shown(sandbox))["media"]
    assert media.items() >= {**told, "kind": kind, "file_size": len(data)}.items()


async def test_the_phone_fetches_what_it_shows(sandbox: Driver) -> None:
    for kind, name, data, mime, saved in (
        ("photo", "x.png", SHEET, "image/png", None),
        ("photo", "x.jpg", jpeg(200, 100), "image/jpeg", None),
        ("video", "x.mp4", MP4, "video/mp4", None),
        ("voice", "x.ogg", OGG, "audio/ogg", None),
        ("document", "März.html", b"<script>", "application/octet-stream",
         "attachment; filename*=UTF-8''M%C3%A4rz.html"),
    ):  # fmt: skip
        await sandbox.sends(kind, name, data)
        async with sandbox.http.get((await shown(sandbox))["media"]["url"]) as response:
            assert (response.content_type, await response.read()) == (mime, data)
            assert response.headers.get("Content-Disposition") == saved


async def test_a_file_is_sent_again_by_its_id(sandbox: Driver) -> None:
    first = await sandbox.sends("photo", "sheet.png", SHEET, caption="The sheet")
    for one in first["photo"]:
        again = await sandbox.bot("sendPhoto", chat_id=ALEX, photo=one["file_id"])
        assert (again["photo"], "caption" in again) == (first["photo"], False)
    other = await sandbox.sends("photo", "sheet.png", SHEET)
    assert other["photo"][1]["file_unique_id"] != first["photo"][1]["file_unique_id"]


async def test_what_is_not_a_file(sandbox: Driver) -> None:
    sent = await sandbox.sends("video", "x.mp4", MP4)
    for value, refusal in (
        (sent["video"]["file_id"], "can't use file of type Video as Photo"),
        ("AgACnothing", "wrong file identifier/HTTP URL specified"),
        ("https://example.org/x.jpg", "failed to get HTTP URL content"),
        ("attach://sheet", "there is no photo in the request"),
        ("", "there is no photo in the request"),
    ):
        assert await refused(sandbox, "sendPhoto", photo=value) == f"400 Bad Request: {refusal}"
    assert (
        await refused(sandbox, "sendVoice") == "400 Bad Request: there is no voice in the request"
    )


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", "file must be non-empty"),
        (PDF, "IMAGE_PROCESS_FAILED"),
        (SHEET[:20], "IMAGE_PROCESS_FAILED"),
        (jpeg(200, 100)[:25], "IMAGE_PROCESS_FAILED"),
        (jpeg(5001, 5000), "PHOTO_INVALID_DIMENSIONS"),
        (jpeg(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (grey(40, 1), "PHOTO_INVALID_DIMENSIONS"),
        (SHEET + bytes(10 * 2**20 + 1 - len(SHEET)),
         "file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"),
    ],
    ids=["empty", "pdf", "short-png", "short-jpeg", "sides", "ratio", "wide", "size"],
)  # fmt: skip
async def test_refused_photos(sandbox: Driver, data: bytes, refusal: str) -> None:
    status, answer = await sandbox.upload("sendPhoto", {"photo": ("x", data)}, chat_id=ALEX)
    assert (status, answer["description"]) == (400, f"Bad Request: {refusal}")
    assert len((await sandbox.phone())["messages"]) == 1


async def test_the_largest_photos(sandbox: Driver) -> None:
    for data in (jpeg(5000, 5000), jpeg(2000, 100), SHEET + bytes(10 * 2**20 - len(SHEET))):
        sent = await sandbox.sends("photo", "x.jpg", data)
        assert await sandbox.download(sent["photo"][-1]["file_id"]) == data


async def test_large_files(sandbox: Driver) -> None:
    large = await sandbox.sends("document", "large.bin", bytes(20 * 2**20 + 1))
    file_id = large["document"]["file_id"]
    assert await sandbox.refused("getFile", file_id=file_id) == "400 Bad Request: file is too big"
    too_large = {"document": ("huge.bin", bytes(51 * 2**20))}
    status, answer = await sandbox.upload("sendDocument", too_large, chat_id=ALEX)
    assert (status, answer["description"]) == (413, "Request Entity Too Large")


async def test_no_file_without_the_token(sandbox: Driver) -> None:
    sent = await sandbox.sends("document", "report.pdf", PDF)
    file = await sandbox.bot("getFile", file_id=sent["document"]["file_id"])
    assert file.keys() == {"file_id", "file_unique_id", "file_size", "file_path"}
    for token, path, status in (
        (TOKEN, file["file_path"], 200),
        (TOKEN, "documents/file_77.pdf", 404),
        ("123456789:TEST-revoked-one-of-the-right-shape-00", file["file_path"], 401),
    ):
        async with sandbox.http.get(f"/file/bot{token}/{path}") as response:
            assert response.status == status
    await sandbox.ask("/files/AgACnothing", status=404)


async def test_a_caption_is_formatted_like_a_text(sandbox: Driver) -> None:
    keyboard = buttons("Done")
    sent = await sandbox.sends(
        "photo", "x.png", SHEET, caption="🙂 <b>Done</b> /today", parse_mode="HTML",
        reply_markup=keyboard, disable_notification=True,
    )  # fmt: skip
    assert (sent["caption"], sent["reply_markup"]) == ("🙂 Done /today", keyboard)
    bold = {"type": "bold", "offset": 3, "length": 4}
    assert sent["caption_entities"][0] == bold
    assert sent["caption_entities"][1]["type"] == "bot_command"
    phone = await shown(sandbox)
    assert (phone["caption"], phone["caption_entities"]) == (
        sent["caption"],
        sent["caption_entities"],
    )
    assert (phone["text"], phone["silent"]) == ("", True)
    plain = await sandbox.sends("photo", "x.png", SHEET, caption="🙂 Done", caption_entities=[bold])
    assert plain["caption_entities"] == [bold]


async def test_1024_units_after_parsing(sandbox: Driver) -> None:
    sent = await sandbox.sends("photo", "x.png", SHEET)
    edit = {"message_id": sent["message_id"], "parse_mode": "HTML"}
    longest = f"<i>{'&amp;' * 1022}🙂</i>"
    edited = await sandbox.bot("editMessageCaption", chat_id=ALEX, caption=longest, **edit)
    assert edited["caption"] == "&" * 1022 + "🙂"
    too_long = await refused(sandbox, "editMessageCaption", caption=f"{longest}x", **edit)
    assert too_long == "400 Bad Request: message caption is too long"


async def test_a_text_has_no_caption_and_a_photo_no_text(sandbox: Driver) -> None:
    text = (await sandbox.send())["message_id"]
    photo = (await sandbox.sends("photo", "x.png", SHEET, caption="x"))["message_id"]
    place = await sandbox.bot("sendLocation", chat_id=ALEX, latitude=52.5, longitude=13.4)
    no_caption = "400 Bad Request: there is no caption in the message to edit"
    no_text = "400 Bad Request: there is no text in the message to edit"
    assert await refused(sandbox, "editMessageCaption", message_id=text, caption="x") == no_caption
    assert await refused(sandbox, "editMessageText", message_id=photo, text="x") == no_text
    for method, words, refusal in (
        ("editMessageCaption", "caption", no_caption), ("editMessageText", "text", no_text),
    ):  # fmt: skip
        edit = {"message_id": place["message_id"], words: "x"}
        assert await refused(sandbox, method, **edit) == refusal


async def test_an_edited_caption(sandbox: Driver) -> None:
    sent = await sandbox.sends(
        "photo", "x.png", SHEET, caption="Ready?", reply_markup=buttons("Go")
    )
    edit = {"chat_id": ALEX, "message_id": sent["message_id"]}
    edited = await sandbox.bot("editMessageCaption", caption="Done", **edit)
    assert (edited["caption"], edited["photo"]) == ("Done", sent["photo"])
    assert "reply_markup" not in edited
    assert (await shown(sandbox))["edited"]
    again = await sandbox.refused("editMessageCaption", caption="Done", **edit)
    assert again.startswith("400 Bad Request: message is not modified")
    marked = await sandbox.bot("editMessageReplyMarkup", reply_markup=buttons("Undo"), **edit)
    assert (marked["caption"], marked["photo"]) == ("Done", sent["photo"])
    assert "caption" not in await sandbox.bot("editMessageCaption", **edit)


async def test_other_media_in_the_same_message(sandbox: Driver) -> None:
    text = await sandbox.send(reply_markup=buttons("Done"))
    edit: dict[str, Any] = {"chat_id": ALEX, "message_id": text["message_id"]}
    new = {"type": "photo", "media": "attach://sheet", "caption": "<b>x</b>", "parse_mode": "HTML"}
    status, answer = await sandbox.upload(
        "editMessageMedia", {"sheet": ("x.png", SHEET)}, media=new, **edit
    )
    edited = answer["result"]
    assert (status, edited["caption"], edited["caption_entities"][0]["type"]) == (200, "x", "bold")
    assert not edited.keys() & {"text", "entities", "reply_markup"}
    same = {"type": "photo", "media": edited["photo"][-1]["file_id"], "caption": "x",
            "caption_entities": [{"type": "bold", "offset": 0, "length": 1}]}  # fmt: skip
    again = await sandbox.refused("editMessageMedia", media=same, **edit)
    assert again.startswith("400 Bad Request: message is not modified")
    video = await sandbox.sends("video", "x.mp4", MP4)
    changed = await sandbox.bot(
        "editMessageMedia", media={"type": "video", "media": video["video"]["file_id"]}, **edit
    )
    assert (changed["video"], "photo" in changed) == (video["video"], False)


async def test_a_voice_message_stays_one(sandbox: Driver) -> None:
    sent = await sandbox.sends("voice", "x.ogg", OGG)
    media = {"type": "photo", "media": "attach://x"}
    edit = await refused(sandbox, "editMessageMedia", message_id=sent["message_id"], media=media)
    assert edit == "400 Bad Request: message can't be edited"


@pytest.mark.parametrize(
    ("media", "refusal"),
    [
        ({"type": "photo"}, "can't parse InputMedia: media not found"),
        ({"type": "voice", "media": "x"},
         'can\'t parse InputMedia: the sandbox has no type "voice"'),
        ({"media": "x"}, 'can\'t parse InputMedia: the sandbox has no type "None"'),
        ({"type": "photo", "media": "x", "duration": 3},
         'unknown field "duration" in InputMedia of type photo'),
    ],
)  # fmt: skip
async def test_refused_input_media(sandbox: Driver, media: Any, refusal: str) -> None:
    sent = await sandbox.send()
    edit = await refused(sandbox, "editMessageMedia", message_id=sent["message_id"], media=media)
    assert edit == f"400 Bad Request: {refusal}"


async def test_an_album(sandbox: Driver) -> None:
    media = [{"type": "photo", "media": "attach://one", "caption": "Both"},
             {"type": "photo", "media": "attach://two"}]  # fmt: skip
    files = {"one": ("1.png", SHEET), "two": ("2.png", TINY)}
    status, answer = await sandbox.upload("sendMediaGroup", files, chat_id=ALEX, media=media)
    assert status == 200, answer
    first, second = answer["result"]
    assert first["media_group_id"] == second["media_group_id"]
    phone = (await sandbox.phone())["messages"][1:]
    assert [(m["caption"], m["media_group_id"]) for m in phone] == [
        ("Both", first["media_group_id"]), ("", first["media_group_id"]),
    ]  # fmt: skip
    alone = await refused(sandbox, "sendMediaGroup", media=media[:1])
    assert alone.startswith("400 Bad Request: group of messages to send must have from 2 to 10")
    mixed = [media[0], {"type": "document", "media": "attach://two"}]
    mixed_up = await refused(sandbox, "sendMediaGroup", media=mixed)
    assert mixed_up == "400 Bad Request: document can't be mixed with other media types"


async def test_a_place_from_the_bot(sandbox: Driver) -> None:
    body = form({}, {"chat_id": str(ALEX), "latitude": "52.52", "longitude": "13.405"})
    async with sandbox.http.post(f"/bot{TOKEN}/sendLocation", data=body) as response:
        assert (await response.json())["result"]["location"]["latitude"] == 52.52
    assert (await shown(sandbox))["location"] == {"latitude": 52.52, "longitude": 13.405}
    for latitude, refusal in (
        (91, "wrong location specified"),
        ("north", 'parameter "latitude" must be a number'),
        (None, "latitude is empty"),
    ):
        told = await refused(sandbox, "sendLocation", latitude=latitude, longitude=0)
        assert told == f"400 Bad Request: {refusal}"


async def test_an_upload_is_observed_by_its_name_alone(sandbox: Driver) -> None:
    await sandbox.sends("photo", "x.png", SHEET, caption="x")
    observed = {"chat_id": str(ALEX), "caption": "x", "photo": "attach://photo"}
    assert sandbox.observed[-1] == ("sendPhoto", observed)
