"""ALS and exercise, for a therapist who hasn't met it: one page, each statement with its source.

Only what was seen in the source itself is here: the statements of evidence.md that are marked
[V:n], by its numbers. Nothing in it is about anybody, and nothing is ours to advise.
"""

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session as Db

from care import words
from care.models import Circle
from care.papers.typeset import Data, Manuscript
from care.ports import Paper

SIZES = (9.5, 9, 8.5, 8)


@dataclass(frozen=True)
class Statement:
    """One statement: the id of its words behind `brief.`, and where it was seen."""

    key: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Part:
    """What is said of one thing."""

    key: str
    statements: tuple[Statement, ...]


PARTS = (
    Part(
        "tried",
        (
            Statement("trial", (6, 8)),
            Statement("groups", (9,)),
            Statement("outcome", (6,)),
            Statement("review", (11,)),
            Statement("cycling", (12,)),
            Statement("overwork", (5,)),
        ),
    ),
    Part(
        "guidance",
        (
            Statement("gravity", (14,)),
            Statement("motion", (15,)),
            Statement("leaflet", (16,)),
            Statement("stages", (3,)),
            Statement("hour", (19,)),
            Statement("sixty", (19, 20)),
            Statement("cramp", (40, 19)),
        ),
    ),
    Part(
        "breathing",
        (
            Statement("respiratory", (41,)),
            Statement("oxygen", (28,)),
            Statement("breathless", (29,)),
            Statement("heart", (25, 26)),
            Statement("urine", (40,)),
            Statement("clot", (43, 44)),
        ),
    ),
    Part(
        "people",
        (
            Statement("pain", (32,)),
            Statement("falls", (45,)),
            Statement("thinking", (59,)),
            Statement("carers", (46, 47)),
            Statement("reading", (1,)),
        ),
    ),
)

# Where each was seen, by evidence.md's numbers: the addresses as they stand there.
SOURCES = {
    1: "dovepress.com/physical-therapy-for-individuals-with-amyotrophic-lateral-sclerosis-cu"
    "-peer-reviewed-article-DNND",
    3: "abcdocz.com/doc/146341/vanina-dal-bello-haas--anne-d-kloos-and-hiroshi-mitsumoto...",
    5: "id.scribd.com/document/134875902/Pulmonar-rehab-articulo-pdf (PubMed 19078719)",
    6: "figshare.com/articles/5657221/1/citations/dc",
    8: "clinicaltrials.gov/show/NCT01521728",
    9: "alsnewstoday.com/als-and-exercise/",
    11: "scribd.com/document/783508936 (Rahmati 2021;113:12–28)",
    12: "researchinformation.umcutrecht.nl/en/publications/aerobic-exercise-therapy-in-ambulatory"
    "-patients-with-als-a-random",
    14: "pmc.ncbi.nlm.nih.gov/articles/PMC5223769/table/T1",
    15: "als-connect.org/2018/10/12/3-things-a-physical-therapist-wants-you-to-know/",
    16: "medscape.com/viewarticle/719389",
    19: "alsknowledge.com/docs/exercise",
    20: "alsforums.com/forum/general-discussion-about-als-mnd/36192-what-do-you-do-exercise.html",
    25: "moh-it.pure.elsevier.com/en/publications/decreased-heart-rate-variability-in-amyotrophic"
    "-lateral-sclerosis",
    26: "mdaconference.org/abstract-library/heart-rate-variability-as-a-physiological-marker-of"
    "-autonomic-dysfunction-in-als-with-preserved-respiratory-function/",
    28: "globalauthorid.com/WebPortal/ArticleView?wd="
    "6CF3F647220D5C29082DE0527BC9D002D2B5CE35AA79381AE1D67FEC5B57042E",
    29: "discovery.researcher.life/article/predictive-parameters-of-early-respiratory-decline-in"
    "-amyotrophic-lateral-sclerosis/74651182abaf35aca5b311039caf459d",
    32: "ueaeprints.uea.ac.uk/id/eprint/79312/",
    40: "quest.mda.org/series/exercising-muscle-disease/warning-read-me-first",
    41: "mndassociation.org/professionals/management-of-mnd/respiratory-symptoms-mnd",
    43: "discovery.researcher.life/article/venous-thromboembolism-in-amyotrophic-lateral-sclerosis"
    "-a-prospective-study/dedba1d002eb3fc6a6ac76cc34969ec9",
    44: "bruyere.org/en/clot-prevention",
    45: "ouci.dntb.gov.ua/works/4YxwqdR7",
    46: "wels.open.ac.uk/research-project/caren/node/7549",
    47: "pmc.ncbi.nlm.nih.gov/articles/PMC3541170",
    59: "cmaj.ca/content/192/46/E1453.full.txt",
}


def gather(db: Db, circle: Circle, paper: Paper, now: dt.datetime) -> Manuscript:
    """The page, in ever smaller type until it is one."""
    return Manuscript("brief_page.typ", tuple(page(paper.lang) | {"size": size} for size in SIZES))


def page(lang: str) -> Data:
    """What is printed: sources are numbered as they come, and listed with their addresses."""
    said = [statement for part in PARTS for statement in part.statements]
    order = list(dict.fromkeys(number for statement in said for number in statement.sources))
    printed = {number: place for place, number in enumerate(order, start=1)}
    return {
        "lang": lang,
        "title": words.say(lang, "brief.title"),
        "lead": words.say(lang, "brief.lead"),
        "parts": [
            {
                "title": words.say(lang, f"brief.part_{part.key}"),
                "statements": [
                    {
                        "text": words.say(lang, f"brief.{statement.key}"),
                        "sources": [printed[one] for one in statement.sources],
                    }
                    for statement in part.statements
                ],
            }
            for part in PARTS
        ],
        "sources_title": words.say(lang, "brief.sources"),
        "sources": [SOURCES[number] for number in order],
        "foot": words.say(lang, "brief.foot"),
    }
