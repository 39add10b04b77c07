"""The people's side over HTTP: what somebody with a phone can do. Loopback only, no token."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox import commands, world
from sandbox.asking import document, field, seconds_to_wait, whole
from sandbox.entities import formatted
from sandbox.methods import LONGEST_TEXT
from sandbox.refusal import Refused
from sandbox.store import Stored

if TYPE_CHECKING:
    from sandbox.store import Json, Person
    from sandbox.world import World

_LINK = re.compile(r"(?:https?://)?t\.me/(\w+)(?:\?start=(.*))?")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


def shown(message: Stored) -> Json:
    """A message as the phone shows it."""
    body = message.body
    return {
        "message_id": body["message_id"],
        "date": body["date"],
        "text": body.get("text", ""),
        "entities": body.get("entities", []),
        "location": body.get("location"),
        "reply_to": body.get("reply_to_message", {}).get("message_id"),
        "keyboard": body.get("reply_markup", {}).get("inline_keyboard", []),
        "edited": message.edited,
        "silent": message.silent,
        "from_bot": message.from_bot,
        "version": message.version,
    }


def described(person: Person) -> Json:
    """A person, as the lists show them."""
    return world.user(person) | {"started": person.started, "blocked": person.blocked}


class People:
    """Everyone with a phone."""

    def __init__(self, here: World) -> None:
        self._world = here
        self._store = here.store

    def routes(self) -> list[web.RouteDef]:
        """All of it."""
        one = "/people/{id:[0-9]{1,15}}"
        return [
            web.get("/people", self._list),
            web.post("/people", self._add),
            web.post(f"{one}/messages", self._write),
            web.get(f"{one}/messages", self._read),
            web.post(f"{one}/taps", self._tap),
            web.post(f"{one}/start", self._start),
            web.post(f"{one}/block", self._block),
            web.get("/updates", self._pending),
            web.get("/about", self._about),
        ]

    def _person(self, request: web.Request) -> Person:
        person = self._store.person(int(request.match_info["id"]))
        if person is None:
            raise Refused(404, "no such person")
        return person

    def _unblocked(self, request: web.Request) -> Person:
        person = self._person(request)
        if person.blocked:
            raise Refused(409, f"{person.first_name} has blocked the bot")
        return person

    async def _list(self, _request: web.Request) -> web.Response:
        return web.json_response([described(person) for person in self._store.people()])

    async def _add(self, request: web.Request) -> web.Response:
        asked = await document(request, {"id", "first_name", "last_name", "language_code"})
        name = field(asked, "first_name", str)
        person_id = whole(asked["id"]) if "id" in asked else None
        last, language = asked.get("last_name"), asked.get("language_code", "en")
        if not name.strip() or not isinstance(last, str | None) or not isinstance(language, str):
            raise Refused(400, "a person needs a name and a language")
        with self._store.transaction():
            if person_id is not None and (person_id < 1 or self._store.person(person_id)):
                raise Refused(409, "that id is taken or not positive")
            person_id = self._store.add_person(person_id, name.strip(), last, language)
        return web.json_response(described(self._world.chat(person_id)))

    async def _write(self, request: web.Request) -> web.Response:
        asked = await document(request, {"text", "location"})
        person = self._unblocked(request)
        content = _location(asked["location"]) if "location" in asked else _text(asked)
        with self._store.transaction():
            message = self._say(person, content)
        return web.json_response(message)

    def _say(self, person: Person, content: Json) -> Json:
        body = {
            "message_id": self._store.next_message_id(person.id),
            "from": world.user(person),
            "chat": world.chat(person),
            "date": self._world.date(),
        } | content
        self._store.mark_started(person.id)
        if person.keyboard and person.keyboard.get("one_time_keyboard"):
            self._store.set_keyboard(person.id, None)
        self._store.add_message(person.id, Stored(body, from_bot=False))
        self._world.queue("message", body)
        return body

    async def _start(self, request: web.Request) -> web.Response:
        asked = await document(request, {"link"})
        person = self._person(request)
        payload = self._payload(asked.get("link", ""))
        with self._store.transaction():
            if person.blocked:
                self._set_blocked(person, False)
            message = self._say(person, _text({"text": f"/start {payload}"}))
        return web.json_response(message)

    def _payload(self, link: Any) -> str:
        if not isinstance(link, str):
            raise Refused(400, "link must be a text")
        match = _LINK.fullmatch(link.strip())
        if match and match[1].lower() != self._world.username.lower():
            raise Refused(404, f"that link is for @{match[1]}, here is @{self._world.username}")
        payload = (match[2] or "") if match else link.strip()
        if not _PAYLOAD.fullmatch(payload):
            raise Refused(400, "a start link carries at most 64 of A-Z a-z 0-9 _ -")
        return payload

    async def _tap(self, request: web.Request) -> web.Response:
        asked = await document(request, {"message_id", "button", "data"})
        person = self._unblocked(request)
        message_id = whole(asked.get("message_id"))
        message = self._store.message(person.id, message_id)
        data = field(asked, "data", str) if "data" in asked else _data(message, asked)
        body = message.body if message else _gone(person, message_id)
        with self._store.transaction():
            query_id = self._deliver_tap(person, body, data)
        return web.json_response({"query_id": query_id})

    def _deliver_tap(self, person: Person, message: Json, data: str) -> str:
        query_id = str(secrets.randbelow(9 * 10**17) + 10**17)
        query = {
            "id": query_id,
            "from": world.user(person),
            "message": message,
            "chat_instance": str(10**15 + person.id),
            "data": data,
        }
        until = self._world.clock.timestamp() + world.TAP_SECONDS
        self._store.add_query(query_id, person.id, until)
        self._world.queue("callback_query", query, world.TAP_SECONDS)
        return query_id

    async def _block(self, request: web.Request) -> web.Response:
        asked = await document(request, {"blocked"})
        blocked = field(asked, "blocked", bool)
        person = self._person(request)
        with self._store.transaction():
            if blocked != person.blocked:
                self._set_blocked(person, blocked)
        return web.json_response(described(self._person(request)))

    def _set_blocked(self, person: Person, blocked: bool) -> None:
        states = [
            {"user": self._world.bot, "status": "member"},
            {"user": self._world.bot, "status": "kicked", "until_date": 0},
        ]
        self._store.set_blocked(person.id, blocked)
        update = {
            "chat": world.chat(person),
            "from": world.user(person),
            "date": self._world.date(),
            "old_chat_member": states[not blocked],
            "new_chat_member": states[blocked],
        }
        self._world.queue("my_chat_member", update)

    async def _read(self, request: web.Request) -> web.Response:
        person = self._person(request)
        after = whole(request.query.get("after", "-1"))
        person = await self._store.bell.until(
            lambda: self._world.chat(person.id),
            lambda now: now.version != after,
            seconds_to_wait(request),
        )
        return web.json_response(self._phone(person))

    def _phone(self, person: Person) -> Json:
        return {
            "version": person.version,
            "messages": [shown(message) for message in self._store.messages(person.id)],
            "toast": person.toast,
            "reply_keyboard": person.keyboard,
            "commands": commands.shown(self._store, person),
            "started": person.started,
            "blocked": person.blocked,
        }

    async def _pending(self, _request: web.Request) -> web.Response:
        return web.json_response({"pending": self._store.pending(self._world.clock.timestamp())})

    async def _about(self, _request: web.Request) -> web.Response:
        return web.json_response({**self._world.bot, "file": self._store.file})


def _text(asked: Json) -> Json:
    text, entities = formatted(field(asked, "text", str), None, None)
    if not 1 <= len(text) <= LONGEST_TEXT:
        raise Refused(400, f"a message has 1 to {LONGEST_TEXT} characters")
    return {"text": text} | ({"entities": entities} if entities else {})


def _location(place: Any) -> Json:
    if not isinstance(place, dict) or place.keys() != {"latitude", "longitude"}:
        raise Refused(400, "a location has latitude and longitude")
    numbers = place["latitude"], place["longitude"]
    if not all(isinstance(number, int | float) for number in numbers):
        raise Refused(400, "latitude and longitude are numbers")
    if not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180):
        raise Refused(400, "that isn't on this planet")
    return {"location": place}


def _data(message: Stored | None, asked: Json) -> str:
    """The callback data of the button with this text, if it is there now."""
    label = field(asked, "button", str)
    rows = message.body.get("reply_markup", {}).get("inline_keyboard", []) if message else []
    for button in (button for row in rows for button in row):
        if button["text"] == label and "callback_data" in button:
            return str(button["callback_data"])
    raise Refused(404, f"no button {label!r} on that message now")


def _gone(person: Person, message_id: int) -> Json:
    """Telegram's InaccessibleMessage."""
    return {"chat": world.chat(person), "message_id": message_id, "date": 0}
