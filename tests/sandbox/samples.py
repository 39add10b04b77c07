"""Files to send. The JPEG is a header alone: nobody here looks at more."""

from __future__ import annotations

import struct

from sandbox.pictures import grey

SHEET = grey(640, 480)
TINY = grey(60, 80)
OGG = b"OggS" + bytes(range(200))
MP4 = b"\0\0\0\x18ftypmp42" + bytes(300)
PDF = b"%PDF-1.7\n" + bytes(500)


def jpeg(width: int, height: int) -> bytes:
    """The start of a JPEG of this size, with a segment before the frame."""
    app0 = b"\xff\xe0" + struct.pack(">H", 16) + bytes(14)
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)
    return b"\xff\xd8" + app0 + frame + b"\xff\xd9"
