"""The journal as FHIR R4 resources, one after another: a collection that needs nobody's names.

A session that wasn't done, or of which nothing was said, is nothing at all. No number is made up: a
band or a limit is a range, and what can't be told says that.
"""

import datetime as dt
import uuid
from collections.abc import Iterator

from care import words
from care.exports import care_plan, codes
from care.exports.codes import Json
from care.exports.history import Entry, History, Who
from care.kinds import Role, State
from care.models import Answer, Member
from care.rules import Recovery

# The ids are made of it, the circle and the row: the same each time, and of nobody's name.
ROOT = uuid.UUID("6d0a0f5e-6a5c-4c3b-9a53-0b8a6f0e3c11")


class Writer:
    """One circle's resources, in a language: of the words, the codes are everywhere the same."""

    def __init__(self, history: History, lang: str, today: dt.date) -> None:
        self._history, self._lang, self._today = history, lang, today
        circle = history.circle
        self._base = uuid.uuid5(ROOT, f"{circle.id} {circle.created_at.isoformat()}")
        self._patient = self._ref("patient", 0)

    def entries(self) -> Iterator[Json]:
        """All entries of the bundle."""
        yield self._entry("patient", 0, self._person())
        for member in self._others():
            yield self._entry("member", member.id, self._other(member))
        yield self._entry("codes", 0, self._code_system())
        yield self._entry("questionnaire", 0, self._questionnaire())
        yield from self._plan()
        for one in self._history.entries():
            if one.record.happened:
                yield from self._session(one)

    # Ids

    def _id(self, kind: str, number: int) -> str:
        return str(uuid.uuid5(self._base, f"{kind} {number}"))

    def _ref(self, kind: str, number: int) -> Json:
        return {"reference": f"urn:uuid:{self._id(kind, number)}"}

    def _entry(self, kind: str, number: int, resource: Json) -> Json:
        made = self._id(kind, number)
        of_type = {"resourceType": resource.pop("resourceType"), "id": made}
        return {"fullUrl": f"urn:uuid:{made}", "resource": {**of_type, **resource}}

    def _say(self, code: str) -> str:
        return words.say(self._lang, f"fhir.{code.replace('-', '_')}")

    # Who

    def _person(self) -> Json:
        identifier = {"system": codes.CIRCLE, "value": str(self._base)}
        return {"resourceType": "Patient", "identifier": [identifier]}

    def _others(self) -> list[Member]:
        """Who wrote the plan or answered for the person."""
        current = self._history.current()
        wanted = {*self._history.proxies()}
        wanted |= {current.author_id, current.confirmed_by or 0} if current else set()
        members = self._history.members.values()
        return [one for one in members if one.id in wanted and one.role != Role.PATIENT]

    def _other(self, member: Member) -> Json:
        if member.role == Role.THERAPIST:
            return {"resourceType": "Practitioner"}
        return {"resourceType": "RelatedPerson", "patient": self._patient}

    def _member(self, member: Member) -> Json:
        is_person = member.role == Role.PATIENT
        return self._patient if is_person else self._ref("member", member.id)

    def _who(self, who: Who) -> Json | None:
        return self._member(who.member) if who.member else None

    # What the others refer to

    def _code_system(self) -> Json:
        concepts = [{"code": code, "display": self._say(code)} for code in codes.OWN]
        return {
            "resourceType": "CodeSystem",
            "url": codes.LOCAL,
            "version": codes.VERSION,
            "status": "active",
            "content": "complete",
            "concept": concepts,
        }

    def _questionnaire(self) -> Json:
        choice = (
            ("outcome", codes.OUTCOMES), ("why", codes.WHYS), ("pain-band", codes.BANDS),
            ("recovery", codes.RECOVERIES),
        )  # fmt: skip
        items: list[Json] = [
            {
                "linkId": link,
                "text": self._say(f"ask-{link}"),
                "type": "choice",
                "answerOption": [
                    {"valueCoding": codes.coding(codes.LOCAL, code)} for code in known.values()
                ],
            }
            for link, known in choice
        ]
        numbers: list[Json] = [
            {"linkId": link, "text": self._say(f"ask-{link}"), "type": "integer"}
            for link in ("pain", "recovery-minutes")
        ]
        numbers[0]["code"] = [codes.coding(codes.LOINC, codes.PAIN)]
        items[3]["code"] = [codes.coding(codes.LOCAL, codes.RECOVERY)]
        return {
            "resourceType": "Questionnaire",
            "url": codes.QUESTIONNAIRE,
            "version": codes.VERSION,
            "status": "active",
            "subjectType": ["Patient"],
            "item": [*items[:2], numbers[0], *items[2:], numbers[1]],
        }

    def _plan(self) -> Iterator[Json]:
        current = self._history.current()
        if current is None:
            return
        made = care_plan.of(current, self._today)
        goals = []
        for routine_id, goal in made.goals:
            goals.append(self._ref("goal", routine_id))
            yield self._entry("goal", routine_id, {**goal, "subject": self._patient})
        author = self._member(self._history.members[current.author_id])
        who = {"subject": self._patient, "author": author, **({"goal": goals} if goals else {})}
        yield self._entry("plan", current.id, {**made.plan, **who})

    # The days

    def _session(self, one: Entry) -> Iterator[Json]:
        session_id = one.session.id
        yield self._entry("response", session_id, self._response(one))
        if "pain" in one.values:
            yield self._entry("pain", session_id, self._pain(one))
        if one.record.recovery and (value := _recovered(one.record.recovery)):
            found = self._observation(one, "recovery", codes.LOCAL, codes.RECOVERY)
            yield self._entry("recovery", session_id, {**found, **value})

    def _response(self, one: Entry) -> Json:
        said = one.values
        whole = one.session.state != State.OPEN
        sources = [self._who(self._history.who(answer)) for answer in said.values()]
        source = sources[0] if all(found == sources[0] for found in sources) else None
        return {
            "resourceType": "QuestionnaireResponse",
            "questionnaire": f"{codes.QUESTIONNAIRE}|{codes.VERSION}",
            "status": "completed" if whole else "in-progress",
            "subject": self._patient,
            "authored": _instant(max(answer.at for answer in said.values())),
            **({"source": source} if source else {}),
            "item": _items(one),
        }

    def _pain(self, one: Entry) -> Json:
        found = self._observation(one, "pain", codes.LOINC, codes.PAIN)
        if one.record.pain is not None:
            return {**found, "valueQuantity": codes.quantity(one.record.pain, "1")}
        low, high = one.record.band or (0, 10)
        limits = {"low": codes.quantity(low, "1"), "high": codes.quantity(high, "1")}
        return {**found, "valueRange": limits}

    def _observation(self, one: Entry, kind: str, system: str, code: str) -> Json:
        answer: Answer = one.values[kind]
        who = self._who(self._history.who(answer))
        return {
            "resourceType": "Observation",
            "status": "final",
            "category": [codes.concept(codes.CATEGORY, "survey")],
            "code": codes.concept(system, code, self._say(f"ask-{kind}")),
            "subject": self._patient,
            "effectiveDateTime": one.session.local_date.isoformat(),
            "issued": _instant(answer.at),
            **({"performer": [who]} if who else {}),
            "derivedFrom": [self._ref("response", one.session.id)],
        }


def _instant(at: dt.datetime) -> str:
    return at.isoformat(timespec="seconds")


def _recovered(said: Recovery) -> Json | None:
    """The range that was said, in minutes; that it can't be told; nothing, where none was said."""
    if said.known == "cant_tell":
        return {"dataAbsentReason": codes.concept(codes.ABSENT, "asked-unknown")}
    if not said.minutes:
        return None
    bound = codes.quantity(said.minutes, "min")
    if said.known == "within":
        return {"valueRange": {"high": bound}}
    if said.known == "about":
        return {"valueRange": {"low": bound, "high": bound}}
    return {"valueRange": {"low": bound}}


def _items(one: Entry) -> list[Json]:
    """What was said, by the questions' linkIds, in their order."""
    record, found = one.record, []
    found.append(_choice("outcome", codes.OUTCOMES[record.outcome or ""]))
    if record.why in codes.WHYS and record.outcome == "stopped":
        found.append(_choice("why", codes.WHYS[record.why]))
    if record.pain is not None:
        found.append(_integer("pain", record.pain))
    elif "pain" in one.values:
        found.append(_choice("pain-band", codes.BANDS[one.values["pain"].value or ""]))
    if record.recovery:
        found.append(_choice("recovery", codes.RECOVERIES[record.recovery.known]))
        if record.recovery.minutes:
            found.append(_integer("recovery-minutes", record.recovery.minutes))
    return found


def _choice(link: str, code: str) -> Json:
    return {"linkId": link, "answer": [{"valueCoding": codes.coding(codes.LOCAL, code)}]}


def _integer(link: str, value: int) -> Json:
    return {"linkId": link, "answer": [{"valueInteger": value}]}
