"""The people's side over HTTP: what somebody with a phone can do. Loopback only, no token."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox import phone, said, world
from sandbox.asking import document, field, seconds_to_wait, whole
from sandbox.refusal import Refused
from sandbox.store import Stored

if TYPE_CHECKING:
    from sandbox.store import Json, Person
    from sandbox.world import World

_LINK = re.compile(r"(?:https?://)?t\.me/(\w+)(?:\?start=(.*))?")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


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
            web.get("/files/{file_id}", self._file),
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
        return web.json_response([phone.described(person) for person in self._store.people()])

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
        return web.json_response(phone.described(self._world.chat(person_id)))

    async def _write(self, request: web.Request) -> web.Response:
        content = await said.read(request)
        person = self._unblocked(request)
        with self._store.transaction():
            message = self._say(person, content(self._store.files))
        return web.json_response(message)

    def _say(self, person: Person, content: Json) -> Json:
        body = {
            "message_id": self._store.next_message_id(person.id),
            "from": world.user(person),
            "chat": self._world.chat_of(person),
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
            message = self._say(person, said.text(f"/start {payload}"))
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
        there = message.body if message else {"message_id": message_id, "date": 0}
        body = there | {"chat": self._world.chat_of(person)}
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
        return web.json_response(phone.described(self._person(request)))

    def _set_blocked(self, person: Person, blocked: bool) -> None:
        states = [
            {"user": self._world.bot, "status": "member"},
            {"user": self._world.bot, "status": "kicked", "until_date": 0},
        ]
        self._store.set_blocked(person.id, blocked)
        update = {
            "chat": self._world.chat_of(person),
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
        return web.json_response(phone.chat(self._store, person))

    async def _file(self, request: web.Request) -> web.Response:
        return phone.file_response(self._store.files, request.match_info["file_id"])

    async def _pending(self, _request: web.Request) -> web.Response:
        return web.json_response({"pending": self._store.pending(self._world.clock.timestamp())})

    async def _about(self, _request: web.Request) -> web.Response:
        return web.json_response({**self._world.bot, "file": self._store.file})


def _data(message: Stored | None, asked: Json) -> str:
    """The callback data of the button with this text, if it is there now."""
    label = field(asked, "button", str)
    rows = message.body.get("reply_markup", {}).get("inline_keyboard", []) if message else []
    for button in (button for row in rows for button in row):
        if button["text"] == label and "callback_data" in button:
            return str(button["callback_data"])
    raise Refused(404, f"no button {label!r} on that message now")
