"""Keyboards: the inline ones under a message, and those in place of a phone's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.refusal import bad

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.store import Json

ACTIONS = frozenset({
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay",
})  # fmt: skip
REQUESTS = frozenset({
    "request_users", "request_chat", "request_managed_bot", "request_contact",
    "request_location", "request_poll", "web_app",
})  # fmt: skip
LOOKS = frozenset({"text", "icon_custom_emoji_id", "style"})
KINDS: dict[str, frozenset[str]] = {
    "inline_keyboard": frozenset(),
    "keyboard": frozenset({
        "is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder",
        "selective",
    }),
    "remove_keyboard": frozenset({"selective"}),
    "force_reply": frozenset({"input_field_placeholder", "selective"}),
}  # fmt: skip
FLAGS = frozenset({"is_persistent", "resize_keyboard", "one_time_keyboard", "selective"})
MOST_BUTTONS, MOST_IN_A_ROW, MOST_BYTES, LONGEST_PLACEHOLDER = 100, 8, 64, 64


def markup(value: Json | None) -> Json | None:
    """A reply_markup, checked; None where there is none."""
    if not value:
        return None
    kinds = [kind for kind in KINDS if kind in value]
    if len(kinds) != 1:
        raise bad("object expected as reply markup")
    kind = kinds[0]
    _only_known(value, KINDS[kind] | {kind}, "reply markup")
    _check_looks(value)
    if kind in {"remove_keyboard", "force_reply"}:
        return _flag(value, kind)
    button = _inline_button if kind == "inline_keyboard" else _reply_button
    rows = _rows(value[kind], button)
    return value | {kind: rows} if rows else None


def inline(value: Json | None) -> Json | None:
    """The only kind an edit takes."""
    if value and "inline_keyboard" not in value:
        raise bad("object expected as inline keyboard markup")
    return markup(value)


def _check_looks(value: Json) -> None:
    """How a keyboard in place of the phone's own is shown."""
    for name in FLAGS & value.keys():
        if not isinstance(value[name], bool):
            raise bad(f'can\'t parse reply markup: Field "{name}" must be of type Boolean')
    placeholder = value.get("input_field_placeholder", "x")
    if not isinstance(placeholder, str) or not 1 <= len(placeholder) <= LONGEST_PLACEHOLDER:
        raise bad(f"the input field's placeholder has 1 to {LONGEST_PLACEHOLDER} characters")


def _flag(value: Json, kind: str) -> Json:
    if value[kind] is not True:
        raise bad(f'field "{kind}" must be true')
    return value


def _rows(rows: Any, button: Callable[[Any], Json]) -> list[list[Json]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("can't parse keyboard: Array of Array of buttons expected")
    if any(len(row) > MOST_IN_A_ROW for row in rows):
        raise bad(f"too many buttons in a row of the keyboard, at most {MOST_IN_A_ROW}")
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad(f"too many buttons in the keyboard, at most {MOST_BUTTONS}")
    return [[button(item) for item in row] for row in rows if row]


def _only_known(value: Json, known: frozenset[str], where: str) -> None:
    for field in value:
        if field not in known:
            raise bad(f'unknown field "{field}" in {where}')


def _labelled(value: Any, where: str) -> Json:
    if not isinstance(value, dict) or "text" not in value:
        raise bad(f"can't parse {where}: Can't find field \"text\"")
    if not isinstance(value["text"], str):
        raise bad(f'can\'t parse {where}: Field "text" must be of type String')
    if not value["text"].strip():
        raise bad(f"can't parse {where}: the button's text is empty")
    return value


def _inline_button(value: Any) -> Json:
    where = "inline keyboard button"
    button = _labelled(value, where)
    _only_known(button, LOOKS | ACTIONS, where)
    actions = ACTIONS & button.keys()
    if not actions:
        raise bad(f"can't parse {where}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad(f"can't parse {where}: exactly one action expected")
    _check_action(button, next(iter(actions)))
    return button


def _check_action(button: Json, action: str) -> None:
    value = button[action]
    if action == "callback_data":
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= MOST_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    elif action == "url":
        if not isinstance(value, str) or not value.startswith(("http://", "https://", "tg://")):
            raise bad("BUTTON_URL_INVALID")
    else:
        raise bad(f'the sandbox has no "{action}" buttons')


def _reply_button(value: Any) -> Json:
    where = "keyboard button"
    button = _labelled({"text": value} if isinstance(value, str) else value, where)
    _only_known(button, LOOKS | REQUESTS, where)
    for request in REQUESTS & button.keys():
        if request != "request_location" or not isinstance(button[request], bool):
            raise bad(f'the sandbox has no "{request}" buttons')
    return button
