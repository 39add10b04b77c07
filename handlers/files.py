"""A document on its way in: fetched only from who is in, and only if it is small enough."""

import asyncio
import logging

from telegram import Document

from care.flows import planfiles
from care.flows.planfiles import Sent
from care.ports import Arrival
from handlers.door import House

log = logging.getLogger(__name__)
# Seconds. What comes after it in that chat waits for it.
PATIENCE = 10.0


async def plan_file(document: Document, came: Arrival, house: House) -> Sent:
    """What is in a document, as far as it is one of ours to read."""
    if not planfiles.is_one(document.file_name):
        return Sent()
    if not await house.db.read(planfiles.welcome, came.human):
        return Sent()
    if (document.file_size or 0) > planfiles.LARGEST:
        return planfiles.too_large()
    data = await _fetched(document)
    return Sent(lost=True) if data is None else await asyncio.to_thread(planfiles.parse, data)


async def _fetched(document: Document) -> bytes | None:
    """Its bytes; none where the network had them, and they can be sent again."""
    try:
        async with asyncio.timeout(PATIENCE):
            file = await document.get_file()
            if (file.file_size or 0) > planfiles.LARGEST:
                # More than was said: read no further than what tells so.
                return bytes(planfiles.LARGEST + 1)
            return bytes(await file.download_as_bytearray())
    except Exception as error:
        # Whatever it was: the file can be sent again.
        log.warning("a file could not be fetched: %s", type(error).__name__)
        return None
