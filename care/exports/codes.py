"""The codes and addresses of the FHIR file. Those that nobody standardised are our own.

docs/export.md lists them all, and the file carries its own code system.
"""

from typing import Any

from care import rules

Json = dict[str, Any]

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
# No address that somebody else could own: an experimental URN.
LOCAL = "urn:x-baseline:codes"
QUESTIONNAIRE = "urn:x-baseline:after-a-session"
CIRCLE = "urn:x-baseline:circle"
VERSION = "1"

# "LOINC 72514-3 pain severity 0-10 reported: send a number"; "55411-3 exercise duration, min".
# "Recovery time: no standard code found; use a local code" (evidence.md, 5).
PAIN, MINUTES, RECOVERY = "72514-3", "55411-3", "recovery-time"

OUTCOMES = {rules.DONE: "done", rules.STOPPED: "stopped-early", rules.SOME: "some-of-it"}
WHYS = {why: f"stopped-{why}" for why in rules.WHYS}
BANDS = {name: f"pain-{low}-{high}" for name, (low, high) in rules.BANDS.items()}
RECOVERIES = {
    "within": "within", "about": "about", "not_yet": "not-yet", "longer": "more-than",
    "cant_tell": "cant-tell",
}  # fmt: skip
# Every local code; its words are `fhir.` and the code, with _ for -.
OWN = (RECOVERY, *OUTCOMES.values(), *WHYS.values(), *BANDS.values(), *RECOVERIES.values())


def coding(system: str, code: str) -> Json:
    """One coding."""
    return {"system": system, "code": code}


def concept(system: str, code: str, text: str | None = None) -> Json:
    """A concept of one coding, with words where there are any."""
    return {"coding": [coding(system, code)], **({"text": text} if text else {})}


def quantity(value: int, code: str) -> Json:
    """A number in a unit of UCUM."""
    return {"value": value, "unit": code, "system": UCUM, "code": code}
