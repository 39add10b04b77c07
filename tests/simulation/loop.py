"""An event loop whose time is made up: nobody waits, and what happens is the same each time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class _Nothing:
    """In place of a selector: where a loop would wait, its time goes on instead."""

    def __init__(self, loop: "VirtualLoop") -> None:
        self._loop = loop

    def select(self, seconds: float | None) -> list[Any]:
        if seconds is None:
            raise RuntimeError("everybody waits for somebody else")
        self._loop.now += max(seconds, 0)
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """Its `now` is in seconds; `on_step` is called between any two awaits of anybody's."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.steps = 0
        self.on_step: Callable[[int], None] = lambda step: None
        self._selector = _Nothing(self)
        self._clock_resolution = 1e-6

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        self.steps += 1
        self.on_step(self.steps)
        super()._run_once()  # type: ignore[misc]

    def _process_events(self, event_list: list[Any]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody else's thread has anything to say."""


class AtOnce(Executor):
    """In place of a thread: what is handed in is done when it is handed in."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as error:
            done.set_exception(error)
        return done
