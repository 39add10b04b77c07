"""The client of the Bot API: what it sends, and what an error says of a request that went out."""

import asyncio
import datetime as dt
import gzip
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import certifi
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr
from telegram import Bot, InputFile
from telegram.error import NetworkError

from bot import app, line, settings, wire
from tests.bot import tiny as tinies
from tests.bot.tiny import ME, MESSAGE, TOKEN, Tiny, hangs_up, never, says, shows, truncates

SENT = json.dumps({"ok": True, "result": MESSAGE}).encode()


@asynccontextmanager
async def client(url: str, size: int = 4, **more: float) -> AsyncIterator[Bot]:
    requests = [wire.AiohttpRequest(url, size, **more) for _ in range(2)]
    bot = Bot(TOKEN, f"{url}/bot", f"{url}/file/bot", requests[0], requests[1])
    for request in requests:
        await request.initialize()
    yield bot
    for request in requests:
        await request.shutdown()


def address(tiny: Tiny) -> str:
    return str(tiny.server.make_url("")).rstrip("/")


# What it sends


async def test_a_file_goes_as_it_is_with_its_name_and_the_words(tiny: Tiny) -> None:
    data = bytes(range(256)) * 8000
    async with client(address(tiny)) as bot:
        file = InputFile(data, filename="Plan für Alex; 1.pdf")
        await bot.send_document(1001, file, caption="Ещё раз: 5 < 6 & 7 💪")
    ((method, said),) = tiny.calls
    assert (method, said["caption"]) == ("sendDocument", "Ещё раз: 5 < 6 & 7 💪")
    assert said["chat_id"] == "1001"
    assert tiny.files == [("Plan für Alex; 1.pdf", data)]


async def test_words_arrive_as_they_were_written(tiny: Tiny) -> None:
    text = "5 % + 6 = a&b ü 💪\nnext line"
    async with client(address(tiny)) as bot:
        await bot.send_message(1001, text)
    assert tiny.calls[0][1]["text"] == text


async def test_a_file_is_fetched(tiny: Tiny) -> None:
    tiny.answers = [says({"ok": True, "result": {"file_id": "a", "file_unique_id": "b",
                                                "file_path": "documents/plan.yaml"}})]  # fmt: skip
    tiny.files_there["documents/plan.yaml"] = b"routines: []"
    async with client(address(tiny)) as bot:
        found = await (await bot.get_file("a")).download_as_bytearray()
    assert bytes(found) == b"routines: []"


async def test_what_a_server_would_have_kept_or_moved(tiny: Tiny) -> None:
    """Its cookies are not kept, its redirects not followed, what it packed is unpacked."""

    async def packed(request: web.Request) -> web.StreamResponse:
        assert "Cookie" not in request.headers
        body = gzip.compress(SENT)
        headers = {"Content-Encoding": "gzip", "Set-Cookie": "seen=1; Path=/"}
        return web.Response(body=body, headers=headers, content_type="application/json")

    async def moved(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "/bot/elsewhere"})

    tiny.answers = [packed, packed, moved]
    async with client(address(tiny)) as bot:
        assert (await bot.send_message(1001, "a")).message_id == 77
        assert (await bot.send_message(1001, "b")).message_id == 77
        with pytest.raises(NetworkError, match="302"):
            await bot.send_message(1001, "c")
    assert len(tiny.calls) == 3


async def test_an_answer_without_end_is_none(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "LARGEST", 1000)
    tiny.answers = [shows("x" * 1001, 200)]
    async with client(address(tiny)) as bot:
        with pytest.raises(wire.NoAnswerError):
            await bot.send_message(1001, "a")


# What an error says


def nothing_secret(error: BaseException | None) -> None:
    """Neither it nor anything it came from has the token."""
    while error is not None:
        assert TOKEN not in f"{error!r} {error.args} {vars(error)}"
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("answer", [hangs_up, truncates, never], ids=lambda one: str(one.__name__))
async def test_without_an_answer_it_may_have_arrived(tiny: Tiny, answer: tinies.Answer) -> None:
    tiny.answers = [answer]
    async with client(address(tiny), read=0.2) as bot:
        with pytest.raises(wire.NoAnswerError) as caught:
            await bot.send_message(1001, "a")
    nothing_secret(caught.value)
    assert len(tiny.calls) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://nowhere.invalid"])
async def test_where_nobody_is_nothing_was_sent(url: str) -> None:
    async with client(url) as bot:
        with pytest.raises(wire.NotSentError) as caught:
            await bot.send_message(1001, "a")
    nothing_secret(caught.value)


async def test_who_found_no_connection_free_sent_nothing(tiny: Tiny) -> None:
    tiny.answers = [never]
    async with client(address(tiny), size=1, connect=0.1) as bot:
        first = asyncio.create_task(bot.send_message(1001, "a"))
        await tiny.until_called(1)
        with pytest.raises(wire.NotSentError):
            await bot.send_message(1002, "b")
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
    assert len(tiny.calls) == 1


async def test_a_file_that_nobody_takes_was_not_sent() -> None:
    """The other end reads nothing: no part of it is acted on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        async with client(url, read=0.1, connect=0.1, upload=0.1) as bot:
            with pytest.raises(wire.NotSentError):
                file = InputFile(bytes(20_000_000), filename="a.pdf")
                await bot.send_document(1001, file, write_timeout=0.1)


# The end of a client


async def test_it_is_made_ready_and_closed_as_often_as_anybody_likes(tiny: Tiny) -> None:
    request = wire.AiohttpRequest(address(tiny), 1)
    url = f"{address(tiny)}/bot{TOKEN}/sendMessage"
    await request.shutdown()
    with pytest.raises(wire.NotSentError):
        await request.do_request(url, "POST")
    for _ in range(2):
        await request.initialize()
        await request.initialize()
        assert (await request.do_request(url, "POST"))[0] == 200
        await request.shutdown()
        await request.shutdown()


async def test_what_is_under_way_at_the_end_has_an_outcome(tiny: Tiny) -> None:
    tiny.answers = [never]
    async with client(address(tiny), size=1) as bot:
        sends = [asyncio.create_task(bot.send_message(1001, text)) for text in "ab"]
        await tiny.until_called(1)
        await bot.request.shutdown()
        found = await asyncio.gather(*sends, return_exceptions=True)
    assert [type(one) for one in found] == [wire.NoAnswerError, wire.NotSentError]


async def test_who_is_cancelled_leaves_no_answer_to_the_next(tiny: Tiny) -> None:
    tiny.answers = [never, says({"ok": True, "result": MESSAGE | {"message_id": 78}})]
    async with client(address(tiny), size=1) as bot:
        send = asyncio.create_task(bot.send_message(1001, "a"))
        await tiny.until_called(1)
        send.cancel()
        with pytest.raises(asyncio.CancelledError):
            await send
        assert (await bot.send_message(1001, "b")).message_id == 78


# Kept connections


class Host:
    """A server of a few lines in a thread of its own; `serve` has its connections one by one."""

    def __init__(self, serve: Callable[[socket.socket, "Host"], None]) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests = self.connections = 0
        self.is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(serve,))
        self._thread.start()

    def _run(self, serve: Callable[[socket.socket, "Host"], None]) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                serve(connection, self)
            self.is_closed.set()

    def read(self, connection: socket.socket) -> bool:
        """A whole request; False at the end of the connection."""
        raw = b""
        while b"\r\n\r\n" not in raw or not _is_whole(raw):
            part = connection.recv(65536)
            if not part:
                return False
            raw += part
        self.requests += 1
        return True

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


def _is_whole(raw: bytes) -> bool:
    head, _, body = raw.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
    return len(body) >= int(length)


def answer(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(SENT) + SENT)


def one_answer(connection: socket.socket, host: Host) -> None:
    """It closes after each answer, and doesn't say that it will."""
    if host.read(connection):
        answer(connection)


def one_answer_of_two(connection: socket.socket, host: Host) -> None:
    """It keeps a connection, and ends without an answer to the second request on it."""
    if host.read(connection):
        answer(connection)
        host.read(connection)


@pytest.fixture
def hosts() -> Iterator[Callable[[Any], Host]]:
    made: list[Host] = []

    def make(serve: Callable[[socket.socket, Host], None]) -> Host:
        made.append(Host(serve))
        return made[-1]

    yield make
    for host in made:
        host.close()


async def test_what_a_closed_connection_took_along_goes_again(
    hosts: Callable[[Any], Host],
) -> None:
    """Closed after it was last used, and nobody here has noticed yet."""
    host = hosts(one_answer)
    async with client(host.url) as bot:
        for _ in range(20):
            await bot.send_message(1001, "a")
            # The loop stands still meanwhile: that is the point.
            assert host.is_closed.wait(10)
            host.is_closed.clear()
    assert host.requests == 20


async def test_who_keeps_no_connections_is_asked_for_none(hosts: Callable[[Any], Host]) -> None:
    host = hosts(one_answer)
    async with client(host.url, size=8) as bot:
        await bot.send_message(1001, "a")
        assert host.is_closed.wait(10)
        await asyncio.gather(*(bot.send_message(1001, "b") for _ in range(40)))
    assert host.requests == 41


async def test_what_was_read_and_not_answered_goes_once(hosts: Callable[[Any], Host]) -> None:
    host = hosts(one_answer_of_two)
    async with client(host.url) as bot:
        await bot.send_message(1001, "a")
        with pytest.raises(wire.NoAnswerError):
            await bot.send_message(1001, "b")
    assert (host.requests, host.connections) == (2, 1)


async def test_connections_are_kept(tiny: Tiny) -> None:
    peers = set()

    async def noted(request: web.Request) -> web.StreamResponse:
        assert request.transport
        peers.add(request.transport.get_extra_info("peername"))
        return web.json_response({"ok": True, "result": MESSAGE})

    tiny.answers = [noted]
    async with client(address(tiny)) as bot:
        for _ in range(5):
            await bot.send_message(1001, "a")
    assert len(peers) == 1


@pytest.fixture
def ends() -> Iterator[tuple[line.Line, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        near = line.Line(socket.AF_INET, socket.SOCK_STREAM, 0)
        near.connect(server.getsockname())
        far, _ = server.accept()
    with near, far:
        yield near, far


def test_an_end_after_all_was_taken(ends: tuple[line.Line, socket.socket]) -> None:
    near, far = ends
    near.send(b"a request")
    assert far.recv(100) == b"a request"
    far.close()
    assert near.recv(100) == b""


def test_an_end_before_it_was_taken(ends: tuple[line.Line, socket.socket]) -> None:
    near, far = ends
    far.close()
    near.send(b"a request")
    with pytest.raises(line.UnreadError):
        near.recv(100)


def test_an_end_that_is_known_takes_nothing(ends: tuple[line.Line, socket.socket]) -> None:
    near, far = ends
    far.close()
    near.send(b"a request")
    with pytest.raises(line.UnreadError):
        near.send(b"another")


# On the way: proxies and TLS


@pytest.fixture
async def gateway() -> AsyncIterator[tuple[str, list[tuple[str, str]]]]:
    """A proxy that answers in Telegram's place; what it was asked for, and with which password."""
    asked: list[tuple[str, str]] = []

    async def passes(request: web.Request) -> web.StreamResponse:
        asked.append((str(request.url), request.headers.get("Proxy-Authorization", "")))
        return web.json_response({"ok": True, "result": ME})

    gate = web.Application()
    gate.router.add_route("*", "/{path:.*}", passes)
    async with TestServer(gate) as server:
        yield f"sam:word@127.0.0.1:{server.port}", asked


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
async def test_the_environments_proxy_is_used(
    gateway: tuple[str, list[tuple[str, str]]], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, asked = gateway
    monkeypatch.delenv("REQUEST_METHOD", raising=False)
    monkeypatch.setenv(name, f"http://{where}")
    async with client("http://telegram.invalid") as bot:
        assert (await bot.get_me()).username == ME["username"]
    assert asked == [(f"http://telegram.invalid/bot{TOKEN}/getMe", "Basic c2FtOndvcmQ=")]


def test_which_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    assert wire.proxy("https://api.telegram.org") is None
    monkeypatch.setenv("HTTPS_PROXY", "gate:3128")
    assert wire.proxy("https://api.telegram.org") == "http://gate:3128"
    assert wire.proxy("http://127.0.0.1:8081") is None
    monkeypatch.setenv("NO_PROXY", "localhost,.telegram.org")
    assert wire.proxy("https://api.telegram.org") is None


def test_a_proxy_of_another_kind_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://sam:word@gate:1080")
    monkeypatch.delenv("NO_PROXY", raising=False)
    found = settings.Settings(
        _env_file=None,  # type: ignore[call-arg]
        bot_token=SecretStr(TOKEN),
        database_url=SecretStr(f"sqlite:///{tmp_path / 'baseline.db'}"),
    )
    with pytest.raises(settings.RefusedError) as caught:
        app.telegram_bot(found)
    assert str(caught.value).startswith("HTTPS_PROXY: ")
    assert "word" not in str(caught.value)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a host that signed it itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "host.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(pem))
    return file


@pytest.mark.parametrize("known", [True, False])
async def test_who_is_not_vouched_for_is_told_nothing(
    certificate: Path, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if known:
        # A machine that has no authorities of its own.
        nowhere = ssl.DefaultVerifyPaths("", "", "", "", "", "")
        monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nowhere)
        monkeypatch.setattr(certifi, "where", lambda: str(certificate))
    wire._mozillas.cache_clear()
    asked = []

    async def noted(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.json_response({"ok": True, "result": ME})

    host = web.Application()
    host.router.add_route("*", "/{path:.*}", noted)
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(certificate)
    server = TestServer(host, scheme="https")
    await server.start_server(ssl=own)
    try:
        async with client(str(server.make_url("")).rstrip("/")) as bot:
            if known:
                assert (await bot.get_me()).username == ME["username"]
            else:
                with pytest.raises(wire.NotSentError) as caught:
                    await bot.get_me()
                nothing_secret(caught.value)
    finally:
        await server.close()
        wire._mozillas.cache_clear()
    assert len(asked) == known


async def test_what_left_with_the_attempt_before_was_not_read(unused_tcp_port: int) -> None:
    """The second connection is refused: the request can be sent again."""
    url = f"http://127.0.0.1:{unused_tcp_port}"
    request, body = wire.AiohttpRequest(url, 1), wire.Body(b"x", "text/plain")
    await request.initialize()
    body.left = True
    with pytest.raises(aiohttp.ClientConnectorError) as found:
        await request._ask("POST", url, body, aiohttp.ClientTimeout())
    assert isinstance(wire._judged(found.value, body)[0], wire.NotSentError)
    await request.shutdown()
