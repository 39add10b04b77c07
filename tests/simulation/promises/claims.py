"""What is claimed, and when: judged by the rows as they are committed at that moment."""

import datetime as dt
import json
from typing import Any

from care.ports import Draft
from tests.simulation.promises import rows as read
from tests.simulation.promises.rows import Row
from tests.simulation.promises.watch import Commit, Watch

HOURS = {"prompt": 2, "later": 2, "question": 3, "later_question": 3, "nudge": 1, "digest": 4}
IN_DAYLIGHT = frozenset({"nudge", "later", "question", "later_question"})
# What waits out a rest: all that is for the person.
FOR_THE_PERSON = frozenset({"prompt", *IN_DAYLIGHT, "proposal", "review", "away"})
A_DAY = frozenset({"digest", "proxy"})
CLAIMED = (
    "SELECT m.id, m.kind, m.due, m.until, m.local_date, m.session_id, m.circle_id, m.slot_id,"
    " m.member_id, m.screen, c.zone, c.resting_through, c.paused_at, c.stopped_at, c.hushed_at,"
    " c.quiet_from, c.quiet_to, b.away_since, b.away_until, b.left_at, h.zone AS own_zone"
    " FROM message m LEFT JOIN circle c ON c.id = m.circle_id"
    " LEFT JOIN member b ON b.id = m.member_id LEFT JOIN human h ON h.id = b.human_id"
    " WHERE m.id = ?"
)


class Claims(Watch):
    """Each new message that a transaction gave out to be sent."""

    def committed(self, done: Commit) -> None:
        for draft in done.drafts:
            if draft.telegram_id is None and draft.message_id is not None:
                self._claimed(draft, done)

    def _claimed(self, draft: Draft, done: Commit) -> None:
        row = self.rows.one(CLAIMED, draft.message_id)
        if row is None:
            return
        if row["circle_id"] is not None:
            self._silence(row, done.now)
        if row["kind"] != "reply":
            self._in_time(row, done.now)
        if row["kind"] in IN_DAYLIGHT and in_quiet(row, done.now):
            self._say("quiet hours", row, f"at {read.wall(done.now, row['zone']):%H:%M}")

    def _say(self, name: str, row: Row, what: str) -> None:
        self.broken(
            name, row["id"], f"{row['kind']} {row['id']} of circle {row['circle_id']}: {what}"
        )

    def _silence(self, row: Row, now: dt.datetime) -> None:
        kind = row["kind"]
        is_reply = kind == "reply"
        if row["stopped_at"] and (not is_reply or row["due"] < row["stopped_at"]):
            self._say("stopped is stopped", row, "claimed after the stop")
        elif row["paused_at"] and (
            row["due"] < row["paused_at"] if is_reply else not row["screen"]
        ):
            self._say("silence holds", row, "claimed after the pause")
        elif row["paused_at"] and not is_reply and kind != "report":
            self._say("silence holds", row, "claimed in the pause")
        elif kind in FOR_THE_PERSON and self._rests(row, now):
            self._say("silence holds", row, "claimed in a rest")
        elif kind == "prompt" and row["hushed_at"]:
            self._say("silence holds", row, "claimed in the quiet after days without a word")
        elif kind in A_DAY and (_away(row, now) or row["left_at"]):
            self._say("silence holds", row, "claimed for somebody who is away, or left")
        elif kind == "prompt" and self._needs_hands(row) and self._nobody_there(row, now):
            self._say("silence holds", row, "needs hands, and nobody is there")

    def _rests(self, row: Row, now: dt.datetime) -> bool:
        day = row["local_date"] if row["kind"] == "prompt" else None
        today = day or read.wall(now, row["zone"]).date().isoformat()
        return bool(row["resting_through"]) and today <= row["resting_through"]

    def _needs_hands(self, row: Row) -> bool:
        raw = self.rows.value(
            "SELECT document FROM plan_version WHERE circle_id = ? AND state = 'active'",
            row["circle_id"],
        )
        for routine in json.loads(read.private(raw))["routines"] if raw else []:
            if any(slot["id"] == row["slot_id"] for slot in routine["slots"]):
                passive = any(one["kind"] == "passive" for one in routine["exercises"])
                return bool(routine["helper_minutes"] or passive) and not routine["helper_comes"]
        return False

    def _nobody_there(self, row: Row, now: dt.datetime) -> bool:
        """Somebody who helps is away and nobody else helps; who may be asked aren't judged."""
        found = self.rows.all(
            "SELECT away_since, away_until, may_be_asked FROM member"
            " WHERE circle_id = ? AND role = 'caregiver' AND left_at IS NULL",
            row["circle_id"],
        )
        asked = any(one["may_be_asked"] for one in found)
        return bool(found) and not asked and all(_away(one, now) for one in found)

    def _in_time(self, row: Row, now: dt.datetime) -> None:
        kind, at = row["kind"], read.stored(now)
        hours = HOURS.get(kind)
        if at > row["until"]:
            self._say("never too late", row, "past its window")
        elif hours and now - read.moment(row["due"]) > dt.timedelta(hours=hours):
            self._say("never too late", row, f"more than {hours} h late")
        elif kind in A_DAY:
            today = read.wall(now, row["own_zone"] or row["zone"]).date().isoformat()
            if today != row["local_date"]:
                self._say("never too late", row, f"of {row['local_date']}, on {today}")


def _away(row: Row, now: dt.datetime) -> bool:
    at, since, until = read.stored(now), row["away_since"], row["away_until"]
    return bool(since) and since <= at and (not until or at < until)


def in_quiet(row: Any, now: dt.datetime) -> bool:
    """Whether it is in the circle's quiet hours."""
    start, end = (dt.time.fromisoformat(row[name]) for name in ("quiet_from", "quiet_to"))
    at = read.wall(now, row["zone"]).time()
    return start <= at < end if start <= end else at >= start or at < end
