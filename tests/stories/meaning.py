"""What Alex means each session to say, what was hit instead, and the way to put it right."""

import datetime as dt
from dataclasses import dataclass, field

from care import models, rules
from care.kinds import Ask, State
from tests.stories.hands import Hands, Key

LIMIT = 60
FIXES = {"outcome": Ask.CHANGE_OUTCOME, "why": Ask.CHANGE_WHY, "pain": Ask.CHANGE_PAIN,
         "recovery": Ask.CHANGE_RECOVERY}  # fmt: skip
ASKED = {
    Ask.WHY: "why",
    Ask.PAIN: "pain",
    Ask.PAIN_NUMBER: "pain",
    Ask.RECOVERY: "recovery",
    Ask.RECOVERY_LATER: "recovery",
}


@dataclass
class Tally:
    """What a walk met, so that one that met nothing is seen as that."""

    taps: int = 0
    slips: int = 0
    second_taps: int = 0
    rest_undone: int = 0
    restarts: int = 0
    asked: dict[str, int] = field(default_factory=dict)


class Meaning:
    """`meant` is what Alex wants each session to say, by kind."""

    def __init__(self, hands: Hands) -> None:
        self.hands, self.rng = hands, hands.rng
        self.meant: dict[int, dict[str, str]] = {}
        self.slipped_at: dict[int, dt.datetime] = {}
        self.tally = Tally()
        self.log: list[str] = []

    def _take(self, answers: list[models.Answer], *, meant: bool) -> None:
        """Answers that came in: Alex's own words for it, or a slip to be put right."""
        for answer in answers:
            if answer.session_id is None or answer.value is None:
                continue
            wants = self.meant.setdefault(answer.session_id, {})
            if answer.kind not in FIXES or answer.value == rules.WITHDRAWN:
                continue
            if meant:
                wants[answer.kind] = answer.value
            elif wants.get(answer.kind) != answer.value:
                self.tally.slips += 1
                self.slipped_at[answer.session_id] = answer.at
                wants[answer.kind] = self._truth(answer.kind, wants.get(answer.kind))
                self.log.append(f"    a slip: {answer.kind} {answer.value}, meant {wants}")

    def _truth(self, kind: str, wanted: str | None) -> str:
        """What is true instead, as far as Change can say it."""
        if kind == "outcome":
            can = ("done", "stopped", "not_today")
            return wanted if wanted in can else self.rng.choice(can)
        if kind == "why":
            return wanted or self.rng.choice(rules.WHYS)
        if kind == "pain":
            return wanted or str(self.rng.choice((0, 1, 2, 3, 4, 8)))
        choices = [one.value for one in rules.changed_choices(LIMIT)]
        return wanted if wanted in choices else self.rng.choice(choices)

    def _wrong(self, session: models.Session) -> list[str]:
        """What counts of a session and isn't what is meant."""
        record, wants = self.hands.record(session.id), self.meant.get(session.id, {})
        kinds = ["outcome"] if "outcome" in wants and record.outcome != wants["outcome"] else []
        told = ["why"] if record.outcome == rules.STOPPED else []
        for kind in [*told, "pain", "recovery"] if record.happened else []:
            said = rules.value_of(record, kind)
            if said is not None and wants.get(kind) not in (None, said):
                kinds.append(kind)
        return kinds

    def _wrong_somewhere(self) -> bool:
        sessions = self.hands.look.sessions.values()
        return any(one.state == State.OPEN and self._wrong(one) for one in sessions)

    def _honest(self, session: models.Session, keys: list[Key]) -> Key:
        """The next right tap on a card."""
        wrong, wants = self._wrong(session), self.meant.setdefault(session.id, {})
        by_verb = {key.verb: key for key in keys}
        if session.asks in FIXES.values():
            kind = next(kind for kind, ask in FIXES.items() if ask == session.asks)
            return self._value(keys, kind, wants) if kind in wrong else by_verb["keep"]
        if session.asks == Ask.CHANGE:
            fixes = [key for key in keys if wrong and key.verb == "fix" and key.value == wrong[0]]
            return fixes[0] if fixes else by_verb["keep"]
        for way_back in ("undo", "change") if wrong and session.asks != Ask.START else ():
            if way_back in by_verb:
                return by_verb[way_back]
        if session.asks == Ask.START:
            return self._start(keys, wants)
        asked = ASKED.get(Ask(session.asks)) if session.asks else None
        if asked:
            return self._value(keys, asked, wants if wrong else {})
        return by_verb.get("as_before") or self.rng.choice(keys)

    def _start(self, keys: list[Key], wants: dict[str, str]) -> Key:
        verbs = [key for key in keys if key.verb != "help"]
        found = [key for key in verbs if key.verb == wants.get("outcome")]
        return found[0] if found else self.rng.choice([*verbs, *verbs[-4:-3] * 4, verbs[0]])

    def _value(self, keys: list[Key], kind: str, wants: dict[str, str]) -> Key:
        """The button with that value, or with one that is as true."""
        offered = [key for key in keys if key.verb == kind]
        offered += [key for key in keys if kind == "outcome" and key.verb == wants.get(kind)]
        found = [key for key in offered if wants.get(kind) in (key.value, key.verb)]
        bands = [key for key in offered if self._in_band(key.value, wants.get(kind))]
        chosen = (found or bands or [self.rng.choice(offered)])[0]
        if bands and not found:
            wants[kind] = chosen.value
        return chosen

    def _in_band(self, name: str, wanted: str | None) -> bool:
        low, high = rules.BANDS.get(name, (1, 0))
        return wanted is not None and wanted.isdecimal() and low <= int(wanted) <= high
