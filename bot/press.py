"""Papers are made here: the rows are read beside the writer, the page is set on another thread."""

import asyncio
import logging

from care import db, papers
from care.ports import Clock, Made, NotMadeError, Paper

log = logging.getLogger(__name__)


class PaperPress:
    """Makes a paper when it is sent. The due loop asks for one at a time."""

    def __init__(self, database: db.Database, clock: Clock) -> None:
        self._db, self._clock = database, clock

    async def make(self, paper: Paper) -> Made | None:
        """The paper; NotMadeError where that fails, whatever it was."""
        try:
            found = await self._db.read(papers.gather, paper, self._clock.now())
            made = await asyncio.to_thread(papers.finish, found) if found else None
            # It was erased while the page was set: then there is nothing to give any more.
            return made if await self._db.read(papers.is_there, paper) else None
        except Exception as error:
            # Its words may quote what people wrote, but for typst's own, which never do.
            said = str(error) if isinstance(error, papers.TypesetError) else db.where(error)
            log.error("a paper (%s) could not be made: %s", paper.kind, said)
        raise NotMadeError
