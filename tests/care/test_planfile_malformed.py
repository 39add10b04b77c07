"""Some 200 files that hold no plan: each is refused in one line, at once, within little memory."""

import re
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
import yaml

from care import plainyaml, planfile, words
from care.plainyaml import WrongFileError
from care.screens import planfile as show
from tests.care.malformed import CASES, EXAMPLE

# What nobody is to be shown: pydantic's and YAML's own words.
FOREIGN = re.compile(
    r"pydantic|Input should|valid |expected|mapping|scalar|node|token|type=|Traceback|None|null"
    r"|boolean|integer|tuple|string|[{}!%]"
)
# On this machine each takes a few hundredths of it, with the slow reader a few tenths.
SECONDS = 1.0
MEMORY = 50 * 2**20


def refusal(data: bytes) -> WrongFileError:
    with pytest.raises(WrongFileError) as found:
        planfile.read(data)
    return found.value


def test_there_are_two_hundred_of_them_and_every_reason() -> None:
    assert len(CASES) >= 200
    assert len({data for _, data, _, _ in CASES}) == len(CASES)
    assert {reason for _, _, reason, _ in CASES} == planfile.REASONS - {"other"}


@pytest.mark.parametrize(("name", "data", "reason", "line"), CASES, ids=[c[0] for c in CASES])
def test_it_is_refused_in_one_line(name: str, data: bytes, reason: str, line: int | None) -> None:
    started = time.process_time()
    error = refusal(data)
    assert time.process_time() - started < SECONDS
    assert error.reason == reason
    assert line is None or error.line == line
    said = show.refused(words.ENGLISH, error).text
    assert re.fullmatch(r"(Line \d+: )?[^\n]+ Nothing was changed\.", said)
    # Its own key is quoted as it stands.
    assert not FOREIGN.search(said.replace(f"'{error.values.get('key')}'", "")), said
    assert len(said) < 200


def test_they_stay_within_50_mb() -> None:
    """Beyond the file itself, which is there before."""
    tracemalloc.start()
    try:
        for _, data, _, _ in CASES:
            refusal(data)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


PROGRAM = """
import resource, sys
from care import planfile
from care.plainyaml import WrongFileError
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    planfile.read(data)
except WrongFileError as error:
    print(error.reason, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("name", ["laughs 9", "many keys", "deep brackets", "many wrong ones"])
def test_a_process_grows_by_less_than_50_mb(name: str) -> None:
    """What libyaml and pydantic take, tracemalloc doesn't see."""
    data, reason = next((case[1], case[2]) for case in CASES if case[0] == name)
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=data,
        capture_output=True,
        cwd=Path(__file__).resolve().parents[2],
        check=True,
    )
    said, grown = run.stdout.decode().split()
    assert said == reason
    assert int(grown) * (1 if sys.platform == "darwin" else 1024) < MEMORY


def test_without_libyaml_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plainyaml, "LOADER", yaml.SafeLoader)
    for name, data, reason, _ in CASES:
        started = time.process_time()
        assert refusal(data).reason == reason, name
        assert time.process_time() - started < 2 * SECONDS, name
    assert planfile.read(EXAMPLE.encode()).routines
