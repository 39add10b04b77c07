"""Keyboards: their structure, and what the phone shows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.driver import ALEX, buttons
from tests.sandbox.samples import SHEET

if TYPE_CHECKING:
    from tests.sandbox.driver import Driver


def one(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


INLINE = "can't parse inline keyboard button: "


@pytest.mark.parametrize(
    ("keyboard", "refusal"),
    [
        (one(text="Done", callback_data=""), "BUTTON_DATA_INVALID"),
        (one(text="Done", callback_data="é" * 33), "BUTTON_DATA_INVALID"),
        (one(text="Done", callback_data=5), "BUTTON_DATA_INVALID"),
        (one(text="Done", url="javascript:x"), "BUTTON_URL_INVALID"),
        (one(text="Done"), f"{INLINE}Text buttons are unallowed in the inline keyboard"),
        (one(text="Done", callback_data="d", url="https://x.example"),
         f"{INLINE}exactly one action expected"),
        (one(callback_data="d"), f'{INLINE}Can\'t find field "text"'),
        (one(text=3, callback_data="d"), f'{INLINE}Field "text" must be of type String'),
        (one(text=" ", callback_data="d"), f"{INLINE}the button's text is empty"),
        (one(text="Done", callback_data="d", colour="red"),
         'unknown field "colour" in inline keyboard button'),
        (one(text="Pay", pay=True), 'the sandbox has no "pay" buttons'),
        ({"inline_keyboard": [{"text": "Done"}]},
         "can't parse keyboard: Array of Array of buttons expected"),
        ({"inline_keyboard": [buttons(*"abcdefghi")["inline_keyboard"][0] * 9]},
         "too many buttons in a row of the keyboard, at most 8"),
        (buttons(*map(str, range(101))), "too many buttons in the keyboard, at most 100"),
        (buttons("Done") | {"resize_keyboard": True},
         'unknown field "resize_keyboard" in reply markup'),
        ({"buttons": []}, "object expected as reply markup"),
        ({"remove_keyboard": False}, 'field "remove_keyboard" must be true'),
        ({"keyboard": [["Me"]], "is_persistent": "yes"},
         'can\'t parse reply markup: Field "is_persistent" must be of type Boolean'),
        ({"keyboard": [["Me"]], "input_field_placeholder": "x" * 65},
         "the input field's placeholder has 1 to 64 characters"),
        ({"keyboard": [[{"text": "Me", "request_contact": True}]]},
         'the sandbox has no "request_contact" buttons'),
        ({"keyboard": [[{"text": "Me", "callback_data": "d"}]]},
         'unknown field "callback_data" in keyboard button'),
    ],
)  # fmt: skip
async def test_refused_keyboards(sandbox: Driver, keyboard: dict[str, Any], refusal: str) -> None:
    await sandbox.start(ALEX)
    refused = await sandbox.refused("sendMessage", chat_id=ALEX, text="x", reply_markup=keyboard)
    assert refused == f"400 Bad Request: {refusal}"


async def test_data_of_64_bytes_and_a_row_of_8(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    row = [{"text": str(n), "callback_data": "é" * 32} for n in range(8)]
    sent = await sandbox.send(reply_markup={"inline_keyboard": [row]})
    assert sent["reply_markup"] == {"inline_keyboard": [row]}
    assert (await sandbox.phone())["messages"][-1]["keyboard"] == [row]


async def test_the_standing_keyboard(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    keyboard = {"keyboard": [["Today", {"text": "Place", "request_location": True}]]}
    sent = await sandbox.send(reply_markup=keyboard)
    assert "reply_markup" not in sent
    await sandbox.send(reply_markup=buttons("Done"))
    shown = (await sandbox.phone())["reply_keyboard"]
    assert shown == {"keyboard": [[{"text": "Today"}, {"text": "Place", "request_location": True}]]}
    await sandbox.send(reply_markup={"remove_keyboard": True})
    assert (await sandbox.phone())["reply_keyboard"] is None


async def test_a_keyboard_for_once_goes_with_the_answer(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    await sandbox.send(reply_markup={"keyboard": [["Yes"]], "one_time_keyboard": True})
    assert (await sandbox.phone())["reply_keyboard"]
    await sandbox.ask(f"/people/{ALEX}/messages", {"text": "Yes"})
    assert (await sandbox.phone())["reply_keyboard"] is None


async def test_all_that_a_standing_keyboard_says_is_on_the_phone(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    keyboard = {
        "keyboard": [[{"text": "Today"}, {"text": "Place", "request_location": True}]],
        "is_persistent": True,
        "resize_keyboard": True,
        "one_time_keyboard": True,
        "input_field_placeholder": "Or write",
    }
    await sandbox.send(reply_markup=keyboard)
    assert (await sandbox.phone())["reply_keyboard"] == keyboard
    place = {"latitude": 52.52, "longitude": 13.405}
    await sandbox.ask(f"/people/{ALEX}/messages", {"location": place})
    assert (await sandbox.phone())["reply_keyboard"] is None


async def test_a_keyboard_below_a_photo(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    sent = await sandbox.sends("photo", "x.png", SHEET, reply_markup={"keyboard": [["Today"]]})
    assert (await sandbox.phone())["reply_keyboard"] == {"keyboard": [[{"text": "Today"}]]}
    edit = {"chat_id": ALEX, "message_id": sent["message_id"], "caption": "x"}
    refused = await sandbox.refused("editMessageCaption", **edit)
    assert refused == "400 Bad Request: message can't be edited"


async def test_a_keyboard_goes_with_its_message(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    for text in ("One", "Two"):
        await sandbox.send(reply_markup={"keyboard": [[text]]})
    await sandbox.bot("deleteMessage", chat_id=ALEX, message_id=2)
    assert (await sandbox.phone())["reply_keyboard"] == {"keyboard": [[{"text": "Two"}]]}
    await sandbox.bot("deleteMessage", chat_id=ALEX, message_id=3)
    assert (await sandbox.phone())["reply_keyboard"] is None


async def test_an_edit_takes_only_inline_keyboards(sandbox: Driver) -> None:
    await sandbox.start(ALEX)
    sent = await sandbox.send()
    refused = await sandbox.refused(
        "editMessageText",
        chat_id=ALEX,
        message_id=sent["message_id"],
        text="x",
        reply_markup={"remove_keyboard": True},
    )
    assert refused == "400 Bad Request: object expected as inline keyboard markup"
