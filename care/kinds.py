"""The words that rows are written in: roles, kinds of message, states, reasons, questions."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in a circle; SETUP is a link that starts one."""

    PATIENT = "patient"
    CAREGIVER = "caregiver"
    THERAPIST = "therapist"
    SETUP = "setup"


class PlanState(StrEnum):
    """Where a version of a plan stands; whoever wrote it.

    DRAFT: being written, nobody else sees it. PROPOSED: waits for the person's yes. ACTIVE: the one
    in force. REPLACED: was in force. DECLINED and DROPPED: never were.
    """

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACTIVE = "active"
    REPLACED = "replaced"
    DECLINED = "declined"
    DROPPED = "dropped"


class Kind(StrEnum):
    """Why a message is sent; the order of `RANK` is the order in which they go out."""

    REPLY = "reply"
    PROMPT = "prompt"
    LATER = "later"
    NUDGE = "nudge"
    QUESTION = "question"
    LATER_QUESTION = "later_question"
    PROPOSAL = "proposal"
    REVIEW = "review"
    DIGEST = "digest"
    PROXY = "proxy"
    AWAY = "away"
    HELP_ASKED = "help_asked"
    REPORT = "report"
    CLOSE = "close"


RANK = {
    Kind.REPLY: 0,
    Kind.PROMPT: 1,
    Kind.LATER: 1,
    Kind.QUESTION: 2,
    Kind.LATER_QUESTION: 2,
    Kind.NUDGE: 3,
    Kind.PROPOSAL: 3,
    Kind.REVIEW: 3,
    Kind.CLOSE: 4,
    Kind.AWAY: 3,
    Kind.HELP_ASKED: 3,
    Kind.DIGEST: 5,
    Kind.PROXY: 5,
    Kind.REPORT: 6,
}


class PaperKind(StrEnum):
    """What is made when it is sent: a picture, a document."""

    PLAN_SHEET = "plan_sheet"
    JOURNAL_PICTURE = "journal_picture"
    EXPORT = "export"
    REPORT = "report"
    BRIEF = "brief"


class Sending(StrEnum):
    """Where a message row stands. SKIPPED keeps its reason; UNKNOWN may or may not have arrived."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    GONE = "gone"
    UNKNOWN = "unknown"


class State(StrEnum):
    """What became of a session. The silences are kept apart and never merged."""

    OPEN = "open"
    FINISHED = "finished"
    NO_ANSWER = "no_answer"
    NOT_ASKED = "not_asked"
    NOT_DELIVERED = "not_delivered"


class Reason(StrEnum):
    """Why nothing was asked, or a message wasn't sent."""

    RESTING = "resting"
    STOPPED = "stopped"
    HUSHED = "hushed"
    HELPER_COMES = "helper_comes"
    BOT_DOWN = "bot_down"
    ANOTHER_QUESTION = "another_question"
    BROKEN = "broken"
    ENOUGH_TODAY = "enough_today"
    ANSWERED = "answered"
    QUIET_HOURS = "quiet_hours"
    BLOCKED = "blocked"
    REFUSED = "refused"
    NO_NETWORK = "no_network"
    NOTHING_TO_TELL = "nothing_to_tell"
    MUTED = "muted"
    NOT_IN_PLAN = "not_in_plan"
    PROMPT_NOT_SENT = "prompt_not_sent"
    PAUSED = "paused"
    REVIEW_DUE = "review_due"
    MOVED = "moved"
    CIRCLE_PAUSED = "circle_paused"
    HELPER_AWAY = "helper_away"
    NO_PHONE = "no_phone"


class Ask(StrEnum):
    """What a session's card waits for."""

    START = "start"
    LATER = "later"
    WHY = "why"
    PAIN = "pain"
    PAIN_NUMBER = "pain_number"
    AS_BEFORE = "as_before"
    RECOVERY = "recovery"
    RECOVERY_LATER = "recovery_later"
    CHANGE = "change"
    CHANGE_OUTCOME = "change_outcome"
    CHANGE_WHY = "change_why"
    CHANGE_PAIN = "change_pain"
    CHANGE_RECOVERY = "change_recovery"
