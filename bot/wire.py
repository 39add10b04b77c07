"""python-telegram-bot's requests over aiohttp (docs/decisions/0014).

What matters most is whether a request without an answer may have arrived: a prompt that may have is
not simply sent again. And nothing of a request, whose address holds the token, is in an error.
"""

import asyncio
import functools
import secrets
import ssl
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
import certifi
from aiohttp import payload
from aiohttp.abc import AbstractStreamWriter
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from bot.line import Line, UnreadError

# Shorter than servers keep a connection that nobody uses.
KEEP_SECONDS = 15.0
# How long the address of one that doesn't keep them gets a new connection for each request.
SINGLE_SECONDS = 600.0
# Several kept connections may have been closed by the other end meanwhile.
TRIES = 3
# Telegram lets a bot fetch files of 20 MB: what is larger isn't its answer.
LARGEST = 32 * 1024 * 1024
# In a file's name, as browsers do.
QUOTED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
UNSET = BaseRequest.DEFAULT_NONE


class NotSentError(NetworkError):
    """Nobody has read the request: it can be sent again."""


class NoAnswerError(NetworkError):
    """No answer came, and the request may have arrived."""


class Body(payload.Payload):
    """What a request says. `left` once all of it is on its way: who got less of it does nothing."""

    def __init__(self, data: bytes, content_type: str) -> None:
        super().__init__(data, content_type=content_type)
        self._size = len(data)
        self.left = False

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """As text."""
        return str(self._value, encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        """All at once: it is small, or was made in memory anyway."""
        await writer.write(self._value)
        self.left = True


class AiohttpRequest(BaseRequest):
    """A client for the address of one Bot API, over at most `size` connections.

    Times are in seconds, and mean what they mean to python-telegram-bot: for one of the connections
    to be free, for it to come about, for each part of an answer; `upload`, for all of a file.
    """

    def __init__(
        self,
        address: str,
        size: int,
        *,
        read: float = 5.0,
        connect: float = 5.0,
        upload: float = 20.0,
    ) -> None:
        self._address, self._size = address, size
        self._read, self._connect, self._upload = read, connect, upload
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._single_until = 0.0

    @property
    def read_timeout(self) -> float:
        """How long a part of an answer is waited for where nothing else is said."""
        return self._read

    async def initialize(self) -> None:
        """Ready to send; as often as it is called."""
        if not self._sessions:
            self._sessions = {keep: self._session(keep) for keep in (True, False)}

    def _session(self, keep: bool) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector(self._address, self._size, self._hung_up if keep else None),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
            proxy=proxy(self._address),
        )

    async def shutdown(self) -> None:
        """Every connection is closed; what is under way ends with an error."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()

    def _hung_up(self) -> None:
        """The other end closes connections without saying so: the next request could go under."""
        self._single_until = asyncio.get_running_loop().time() + SINGLE_SECONDS

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = UNSET,
        write_timeout: Any = UNSET,
        connect_timeout: Any = UNSET,
        pool_timeout: Any = UNSET,
    ) -> tuple[int, bytes]:
        """The answer's status and content; NotSentError or NoAnswerError where there is none."""
        body = _body(request_data) if method == "POST" else None
        connect = _or(connect_timeout, self._connect)
        upload = request_data is not None and request_data.contains_files
        patience = _patience(
            _or(read_timeout, self._read),
            connect,
            _or(pool_timeout, connect),
            _or(write_timeout, self._upload) if upload else None,
        )
        for tried in range(1, TRIES + 1):
            try:
                return await self._ask(method, url, body, patience)
            except (aiohttp.ClientError, OSError) as error:
                failure, stale = _judged(error, body)
            # Not within the block above: what went wrong may hold the address, with the token.
            if not stale or tried == TRIES:
                break
        raise failure

    async def _ask(
        self, method: str, url: str, body: Body | None, patience: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        keep = asyncio.get_running_loop().time() >= self._single_until
        if body:
            # Nothing of this attempt is, whatever left with the one before: nobody has read that.
            body.left = False
        if not self._sessions:
            raise NotSentError("closed")
        try:
            async with self._sessions[keep].request(
                method, url, data=body, timeout=patience, allow_redirects=False
            ) as answer:
                return answer.status, await _content(answer)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task and task.cancelling():
                raise
        # Nobody cancelled it: it waited for a connection, and there are none any more.
        raise NotSentError("closed")


def _or(said: Any, default: float | None) -> float | None:
    return default if said is UNSET else said


@functools.lru_cache(maxsize=32)
def _patience(
    read: float | None, connect: float | None, pool: float | None, upload: float | None
) -> aiohttp.ClientTimeout:
    """aiohttp counts the wait for a connection and making it as one, and no writing at all.

    What is small is written at once; a file could hang for good, so its request has an end.
    """
    waiting = None if connect is None or pool is None else pool + connect
    total = None if upload is None else upload + (waiting or 0) + (read or 0)
    return aiohttp.ClientTimeout(total=total, connect=waiting, sock_connect=connect, sock_read=read)


def _body(data: RequestData | None) -> Body:
    """A form; with files, one in parts."""
    said = data.json_parameters if data else {}
    if not data or not data.contains_files:
        return Body(urlencode(said).encode(), "application/x-www-form-urlencoded")
    edge = secrets.token_hex(16)
    parts = [_part(edge, name, value.encode()) for name, value in said.items()]
    for name, (filename, content, kind) in data.multipart_data.items():
        raw = content if isinstance(content, bytes) else content.read()
        about = f'; filename="{filename.translate(QUOTED)}"\r\nContent-Type: {kind}'
        parts.append(_part(edge, name, raw, about))
    whole = b"".join([*parts, f"--{edge}--\r\n".encode()])
    return Body(whole, f"multipart/form-data;boundary={edge}")


def _part(edge: str, name: str, value: bytes, about: str = "") -> bytes:
    head = b'--%b\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n'
    return head % (edge.encode(), name.encode(), about.encode()) + value + b"\r\n"


async def _content(answer: aiohttp.ClientResponse) -> bytes:
    """All of it, as long as it can be Telegram's."""
    found = bytearray()
    async for part in answer.content.iter_any():
        found += part
        if len(found) > LARGEST:
            raise aiohttp.ClientPayloadError
    return bytes(found)


def _judged(error: Exception, body: Body | None) -> tuple[NetworkError, bool]:
    """What an error means, without its words; whether another connection may do better at once."""
    unread = body is not None and (not body.left or isinstance(error.__cause__, UnreadError))
    closed = isinstance(error, aiohttp.ClientOSError | aiohttp.ServerDisconnectedError)
    stale = unread and closed and not isinstance(error, aiohttp.ClientConnectorError)
    kind = NotSentError if unread else NoAnswerError
    return kind(type(error).__name__), stale


def connector(address: str, size: int, hung_up: Callable[[], None] | None) -> aiohttp.BaseConnector:
    """Connections to an address; `hung_up` is told if the other end doesn't keep them.

    Without it, each is for one request.
    """
    return aiohttp.TCPConnector(
        limit=size,
        force_close=hung_up is None,
        keepalive_timeout=KEEP_SECONDS if hung_up else None,
        ssl=trusted() if address.startswith("https:") else True,
        socket_factory=lambda found: Line(*found[:3], hung_up=hung_up),
    )


def trusted() -> ssl.SSLContext | bool:
    """This machine's authorities, or those of SSL_CERT_FILE; Mozilla's where there are none."""
    known = ssl.get_default_verify_paths()
    if known.cafile or (known.capath and any(Path(known.capath).iterdir())):
        return True
    return _mozillas()


@functools.cache
def _mozillas() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


def proxy(address: str) -> str | None:
    """The proxy that the environment names for an address (HTTPS_PROXY, ALL_PROXY, NO_PROXY)."""
    parts = urlsplit(address)
    if urllib.request.proxy_bypass(parts.netloc):
        return None
    named = urllib.request.getproxies()
    found = named.get(parts.scheme) or named.get("all")
    return found if not found or "://" in found else f"http://{found}"


def is_usable(found: str | None) -> bool:
    """No proxy, or one of a kind that is known here."""
    return found is None or found.startswith(("http://", "https://"))
