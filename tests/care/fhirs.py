"""What a FHIR file may hold, written down a second time: an independent model, and our own tables.

The model accepts wrong codes; the tables don't.
"""

import json
from collections.abc import Iterator
from typing import Any

from fhir.resources.R4B.bundle import Bundle

Json = dict[str, Any]
OWN = "urn:x-baseline:codes"
OUTCOMES = {"done", "stopped-early", "some-of-it"}
WHYS = {"stopped-pain", "stopped-tired", "stopped-other"}
BANDS = {"pain-1-3", "pain-4-6", "pain-7-10"}
RECOVERIES = {"within", "about", "not-yet", "more-than", "cant-tell"}
CODES = {
    "http://loinc.org": {"72514-3", "55411-3"},
    "http://unitsofmeasure.org": {"1", "min"},
    "http://terminology.hl7.org/CodeSystem/observation-category": {"survey"},
    "http://terminology.hl7.org/CodeSystem/data-absent-reason": {"asked-unknown"},
    OWN: {"recovery-time", *OUTCOMES, *WHYS, *BANDS, *RECOVERIES},
}
SYSTEMS = {"urn:x-baseline:circle"}
LINKS: dict[str, set[str] | range] = {
    "outcome": OUTCOMES,
    "why": WHYS,
    "pain": range(11),
    "pain-band": BANDS,
    "recovery": RECOVERIES,
    "recovery-minutes": range(1, 100_000),
}
# The code of what is observed, and the unit of its value.
UNITS = {"72514-3": "1", "recovery-time": "min", "55411-3": "min"}


def read(raw: bytes) -> list[Json]:
    """The resources of a file that keeps every rule."""
    Bundle.model_validate_json(raw)
    bundle = json.loads(raw)
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(addresses)) == len(addresses)
    found = [entry["resource"] for entry in bundle["entry"]]
    assert [f"urn:uuid:{one['id']}" for one in found] == addresses
    for node in nodes(bundle):
        _codes(node)
        if "reference" in node:
            assert node["reference"] in addresses
    for one in found:
        _CHECKS.get(one["resourceType"], lambda resource: None)(one)
    return found


def nodes(value: Any) -> Iterator[Json]:
    """Every object in it."""
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, dict | list):
            yield from nodes(one)


def of(found: list[Json], kind: str) -> list[Json]:
    """Those of a type."""
    return [one for one in found if one["resourceType"] == kind]


def _codes(node: Json) -> None:
    if "system" in node and "code" in node:
        assert node["code"] in CODES[node["system"]], node
    elif "system" in node:
        assert node["system"] in SYSTEMS, node
    if "value" in node and "unit" in node:
        assert node["unit"] == node["code"]
        assert isinstance(node["value"], int)


def _observation(one: Json) -> None:
    (coding,) = one["code"]["coding"]
    values = {key for key in one if key.startswith("value")} | ({"dataAbsentReason"} & one.keys())
    assert len(values) == 1
    numbers = [node for node in nodes(one) if "unit" in node]
    assert {node["code"] for node in numbers} <= {UNITS[coding["code"]]}
    if coding["code"] == "72514-3":
        assert coding["system"] == "http://loinc.org"
        assert all(0 <= node["value"] <= 10 for node in numbers)
        assert values <= {"valueQuantity", "valueRange"}
    else:
        assert coding == {"system": OWN, "code": "recovery-time"}
        assert values <= {"valueRange", "dataAbsentReason"}
    assert len(one["derivedFrom"]) == 1


def _response(one: Json) -> None:
    assert one["questionnaire"] == "urn:x-baseline:after-a-session|1"
    links = [item["linkId"] for item in one["item"]]
    assert links[0] == "outcome" and len(set(links)) == len(links)
    assert not {"pain", "pain-band"} <= set(links)
    for item in one["item"]:
        (answer,) = item["answer"]
        (said,) = answer.values()
        if isinstance(said, dict):
            assert said["system"] == OWN
            said = said["code"]
        assert said in LINKS[item["linkId"]]


def _questionnaire(one: Json) -> None:
    assert (one["url"], one["version"]) == ("urn:x-baseline:after-a-session", "1")
    assert [item["linkId"] for item in one["item"]] == list(LINKS)
    for item in one["item"]:
        offered = {option["valueCoding"]["code"] for option in item.get("answerOption", ())}
        known = LINKS[item["linkId"]]
        assert (item["type"], offered) == (
            ("integer", set()) if isinstance(known, range) else ("choice", known)
        )


def _system(one: Json) -> None:
    assert {concept["code"] for concept in one["concept"]} == CODES[one["url"]]


def _goal(one: Json) -> None:
    (target,) = one["target"]
    assert target["measure"]["coding"] == [{"system": "http://loinc.org", "code": "55411-3"}]
    assert target["detailQuantity"]["code"] == "min"


def _nameless(one: Json) -> None:
    assert not one.keys() & {"name", "telecom", "address", "birthDate", "photo", "contact"}


_CHECKS = {
    "Observation": _observation,
    "QuestionnaireResponse": _response,
    "Questionnaire": _questionnaire,
    "CodeSystem": _system,
    "Goal": _goal,
    "Patient": _nameless,
    "RelatedPerson": _nameless,
    "Practitioner": _nameless,
}
