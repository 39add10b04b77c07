"""A socket that tells a connection that was closed unread from one that was closed unanswered."""

import fcntl
import socket
import struct
import termios
import time
from collections.abc import Callable
from typing import Any

# Who ends a connection so soon after the last word doesn't keep any.
SOON_SECONDS = 1.0


class UnreadError(ConnectionError):
    """The other end was gone before it had all of what was sent to it."""


class Line(socket.socket):
    """One connection.

    Who closes it acknowledges in the same moment what has come so far. What isn't acknowledged
    then, nobody reads any more. `hung_up` is told where it ends soon after something was heard.
    """

    def __init__(
        self, family: int, kind: int, proto: int, hung_up: Callable[[], None] | None = None
    ) -> None:
        super().__init__(family, kind, proto)
        self._hung_up = hung_up
        self._heard = 0.0

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """What came; UnreadError at the end where something was not taken."""
        data = super().recv(size, flags)
        self._notice(bool(data))
        return data

    def recv_into(self, buffer: Any, size: int = 0, flags: int = 0, /) -> int:
        """The same for TLS."""
        taken = super().recv_into(buffer, size, flags)
        self._notice(bool(taken))
        return taken

    def _notice(self, heard: bool) -> None:
        now = time.monotonic()
        if heard:
            self._heard = now
            return
        if self._hung_up and now - self._heard < SOON_SECONDS:
            self._hung_up()
        if _waits(self):
            raise UnreadError

    def send(self, data: Any, flags: int = 0, /) -> int:
        """UnreadError where the other end is gone: a part of it can't leave any more."""
        try:
            return super().send(data, flags)
        except BlockingIOError:
            raise
        except OSError as error:
            raise UnreadError from error


def _waits(line: socket.socket) -> int:
    """How many bytes the other end hasn't acknowledged; 0 where the system can't tell."""
    try:
        found = fcntl.ioctl(line, termios.TIOCOUTQ, bytes(4))
    except OSError:
        return 0
    return int(struct.unpack("i", found)[0])
