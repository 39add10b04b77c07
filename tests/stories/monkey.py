"""Two weeks of slow, unsteady hands: what Alex means to tap, what is hit, how it is put right."""

import datetime as dt
from zoneinfo import ZoneInfo

from care import models
from care.kinds import Ask, State
from tests.family import BERLIN, START, Family
from tests.stories.hands import Hands, Key, under
from tests.stories.meaning import ASKED, FIXES, Meaning
from tests.stories.promises import Promises

DAYS = 14
MINUTE = dt.timedelta(minutes=1)
HOW = ("as meant", "beside", "twice", "slowly twice")
ODDS = (58, 16, 12, 14)
CAREFUL = (80, 8, 6, 6)
WORDS = {
    "done": {"outcome": "done"},
    "stopped early": {"outcome": "stopped"},
    "pain 6": {"pain": "6"},
    "about 45 minutes": {"recovery": "about:45"},
    "not yet": {"recovery": "not_yet:60"},
    "the cushion was too soft": {},
    "hgfjk 7 xx": {},
}
KEYBOARD = ("Today", "Today", "Help", "Bad day: rest")
QUESTIONS = (Ask.START, *ASKED, Ask.AS_BEFORE)


class Monkey(Meaning):
    """One walk from one seed."""

    def __init__(self, family: Family, seed: int) -> None:
        super().__init__(Hands(family, seed))
        self.promises, self.family = Promises(self.hands), family
        self.old: list[tuple[int, str]] = []
        self.step = 0

    # The days

    async def lives(self, days: int = DAYS) -> None:
        """The days, some of them without anything, once four in a row."""
        first = START.astimezone(ZoneInfo(BERLIN)).replace(hour=0)
        away = self.rng.randrange(2, days - 3) if days > 6 else days
        lengths = self.rng.choice((0, 0, 5))
        for number in range(days):
            silent = away <= number < away + lengths or self.rng.random() < 0.08
            for at in [] if silent else self._minutes(first + dt.timedelta(days=number)):
                if at > self.family.clock.at:
                    await self._wait(at)
                    await self._visit()
        await self._wait((first + dt.timedelta(days=days)).astimezone(dt.UTC))

    def _minutes(self, midnight: dt.datetime) -> list[dt.datetime]:
        """When Alex looks at the phone that day: after the prompts, and at any time."""
        found = [self.rng.randint(9 * 60, 11 * 60), self.rng.randint(7 * 60, 23 * 60)]
        if self.rng.random() < 0.7:
            found.append(20 * 60 + 45 + self.rng.randint(0, 100))
        if self.rng.random() < 0.5:
            found.append(found[0] + self.rng.choice((20, 45, 59, 60, 61, 75, 125)))
        return [(midnight + dt.timedelta(minutes=m)).astimezone(dt.UTC) for m in sorted(found)]

    async def _visit(self) -> None:
        """A tap a minute; what was hit in error is put right before the phone is laid aside."""
        taps = self.rng.randint(1, 3)
        for number in range(40):
            if number >= taps and not self._wrong_somewhere():
                return
            await self._minute(only_right=number >= taps)
            await self._wait(self.family.clock.at + MINUTE)
        raise AssertionError(f"40 minutes, and it isn't put right: {self.meant}")

    async def _wait(self, until: dt.datetime) -> None:
        await self.hands.waits(until)
        await self._after()

    async def _after(self) -> None:
        """Whatever it was: every promise holds, and what has closed says what was meant."""
        last = self.hands.look
        look = await self.hands.looks()
        self.promises.hold(last)
        for session in last.sessions.values():
            if session.state == State.OPEN and look.sessions[session.id].state != State.OPEN:
                self._closed(look.sessions[session.id])

    def _closed(self, session: models.Session) -> None:
        slip = self.slipped_at.get(session.id)
        late = slip is not None and session.closes_at - slip < dt.timedelta(minutes=40)
        assert late or not self._wrong(session), f"session {session.id} closed with a slip in it"

    # One minute

    async def _minute(self, *, only_right: bool = False) -> None:
        self.step += 1
        roll = 0.0 if only_right else self.rng.random()
        if roll < 0.74 and (found := self._card(only_right)):
            await self._on_card(*found)
        elif roll < 0.82 and self.old:
            await self._tap_old()
        elif roll < 0.89:
            await self._write(self.rng.choice(tuple(WORDS)))
        elif roll < 0.96:
            await self._write(self.rng.choice(KEYBOARD))
        else:
            await self._elsewhere()
        if self.rng.random() < 0.04:
            await self._restart()

    async def _restart(self) -> None:
        people = (self.family.alex, self.family.sam)
        before = [self.hands.chat(one) for one in people]
        await self.family.restarts()
        assert [self.hands.chat(one) for one in people] == before, "a restart was seen"
        self.tally.restarts += 1
        await self._after()

    def _card(self, only_right: bool) -> tuple[models.Session, list[Key]] | None:
        """The card that Alex deals with: one to put right, else the newest question, else any."""
        found = []
        for session in self.hands.look.sessions.values():
            row = self.hands.look.current(session)
            if session.state == State.OPEN and row and row.telegram_id:
                wrong = bool(self._wrong(session))
                asks = session.asks in QUESTIONS or session.asks in FIXES.values()
                keys = self.hands.keys(row.telegram_id)
                found.append((wrong, asks, self.rng.random() < 0.2, row.id, session, keys))
        if not found or (only_right and not any(wrong for wrong, *_ in found)):
            return None
        *_, session, keys = max(found, key=lambda one: one[:4])
        return session, keys

    # On a card

    async def _on_card(self, session: models.Session, keys: list[Key]) -> None:
        key = self._honest(session, keys)
        how = self.rng.choices(HOW, CAREFUL if self._wrong(session) else ODDS)[0]
        telegram_id = self._message(session)
        self.old += [(telegram_id, one.data) for one in keys]
        hit = self._beside(keys, key) if how == "beside" else key
        self._note(how, session, key, hit)
        self.tally.taps += 1
        looked = (self.hands.keys(telegram_id), self.hands.text(telegram_id), self.hands.toast())
        messages = len(self.hands.chat(self.family.alex))
        await self._taps(telegram_id, [hit.data] * (2 if how == "twice" else 1), hit is key)
        after = (self.hands.keys(telegram_id), self.hands.text(telegram_id), self.hands.toast())
        moved = looked != after or messages < len(self.hands.chat(self.family.alex))
        assert moved or self.hands.toast(), f"{hit.label!r} did nothing"
        if how == "slowly twice":
            await self._again_there(telegram_id, hit)

    def _message(self, session: models.Session) -> int:
        row = self.hands.look.current(session)
        assert row and row.telegram_id
        return row.telegram_id

    def _beside(self, keys: list[Key], key: Key) -> Key:
        """The row above or below, or the button next to it."""
        near = [one for one in keys if abs(one.row - key.row) <= 1 and one != key]
        return self.rng.choice(near) if near else key

    async def _taps(self, telegram_id: int, data: list[str], meant: bool) -> None:
        """However often the same is tapped, it is one answer at most."""
        await self.hands.sends(telegram_id, *data)
        await self._after()
        answers = self.hands.look.answers
        assert len(answers) <= 1, f"{len(answers)} answers for one button"
        self._take(answers, meant=meant)
        self.promises.alive()

    async def _again_there(self, telegram_id: int, hit: Key) -> None:
        """The finger comes down once more where it was, on a card that has changed."""
        across = self.rng.uniform(hit.left, hit.right - 0.001)
        there = under(self.hands.keys(telegram_id), hit.row, across)
        if there is None:
            return
        self.log.append(f"    and there again: {there.label!r}")
        self.tally.second_taps += 1
        await self.hands.sends(telegram_id, there.data)
        await self._after()
        answers = self.hands.look.answers
        self.promises.alive()
        if hit.verb == "rest" and there.verb == "undo":
            # The one that is known (docs/decisions/0007): the prompt is back, and says so.
            self.tally.rest_undone += 1
            self._take(answers, meant=False)
            return
        assert not answers, f"a second tap at the place of {hit.label!r} said {there.label!r}"

    # Elsewhere

    async def _tap_old(self) -> None:
        telegram_id, data = self.rng.choice(self.old[-60:])
        self.log.append(f"{self.step}: {self._now()} an old button {data}")
        await self._taps(telegram_id, [data], meant=False)

    async def _write(self, text: str) -> None:
        self.log.append(f"{self.step}: {self._now()} writes {text!r}")
        await self.hands.writes(text)
        await self._after()
        self.promises.alive()
        said = [one for one in self.hands.look.answers if one.session_id is not None]
        wanted = WORDS.get(text, {})
        if text == KEYBOARD[-1]:
            wanted = {"outcome": "rest"}
        for answer in said:
            expected = wanted.get(answer.kind, "")
            assert answer.value and answer.value == expected, f"{text!r} said {answer.value}"
        assert len(said) <= len(wanted)
        self._take(said, meant=True)

    async def _elsewhere(self) -> None:
        """A button on a message that is no session's card: /today, a rest, the silence."""
        cards = {row.telegram_id for rows in self.hands.look.cards.values() for row in rows}
        chat = self.hands.phone.messages(self.family.alex.number)[-15:]
        ids = [m.body["message_id"] for m in chat if m.from_bot]
        found = [n for n in ids if n not in cards and self.hands.keys(n)]
        if not found:
            return
        telegram_id = found[-1]
        key = self.rng.choice(self.hands.keys(telegram_id))
        self.log.append(f"{self.step}: {self._now()} elsewhere {key.label!r} {key.data}")
        self.old.append((telegram_id, key.data))
        await self._taps(telegram_id, [key.data] * self.rng.choice((1, 2)), meant=True)
        if self.rng.random() < 0.5:
            await self._again_there(telegram_id, key)

    def _now(self) -> str:
        return f"{self.family.clock.at.astimezone(ZoneInfo(BERLIN)):%a %H:%M}"

    def _note(self, how: str, session: models.Session, key: Key, hit: Key) -> None:
        self.tally.asked[str(session.asks)] = self.tally.asked.get(str(session.asks), 0) + 1
        line = f"{self.step}: {self._now()} session {session.id} asks {session.asks}: {hit.label!r}"
        self.log.append(f"{line} {how}" + ("" if hit is key else f", meant {key.label!r}"))
