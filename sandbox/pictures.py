"""As much of PNG and JPEG as a Telegram needs: how large a picture is, and a small grey one."""

from __future__ import annotations

import struct
import zlib

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
# Markers that begin a frame, and so carry its size: all of C0 to CF but three.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def mime_type(data: bytes) -> str | None:
    """Which of the two it is, by its first bytes; None where it is neither."""
    if data.startswith(PNG):
        return "image/png"
    return "image/jpeg" if data.startswith(JPEG) else None


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, as the header says; None where there is no such header."""
    try:
        if data.startswith(PNG):
            width, height = struct.unpack(">II", data[16:24])
        elif data.startswith(JPEG):
            width, height = _jpeg_size(data)
        else:
            return None
    except (struct.error, IndexError):
        return None
    return (width, height) if width and height else None


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Walk from segment to segment; each says how long it is."""
    at = 2
    while data[at + 1] not in _FRAMES:
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        at += 2 + length
    height, width = struct.unpack(">HH", data[at + 5 : at + 9])
    return width, height


def grey(width: int, height: int) -> bytes:
    """A grey PNG of this size in pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return PNG + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
