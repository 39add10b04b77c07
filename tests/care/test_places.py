import subprocess
import sys
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import places
from care.places import Place
from tools import cities

BERLIN = Place("Berlin", "DE", "Europe/Berlin")
PARIS_IN_TEXAS = Place("Paris", "US", "America/Chicago")


def where(text: str) -> list[tuple[str, str]]:
    return [(place.country, place.zone) for place in places.find(text)]


@pytest.mark.parametrize("text", ["Berlin", " berlin ", "BERLIN!", "Berlin, Germany", "Берлин"])
def test_a_city_is_found_however_it_is_written(text: str) -> None:
    assert places.find(text) == [BERLIN]


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("sao paulo", "America/Sao_Paulo"),
        ("São Paulo", "America/Sao_Paulo"),
        ("new york", "America/New_York"),
        ("NYC", "America/New_York"),
        ("Köln", "Europe/Berlin"),
        ("Cologne", "Europe/Berlin"),
        ("Goettingen", "Europe/Berlin"),
        ("Łódź", "Europe/Warsaw"),
        ("Luzern", "Europe/Zurich"),
        ("Москва", "Europe/Moscow"),
        ("東京", "Asia/Tokyo"),
        ("मुंबई", "Asia/Kolkata"),
        ("Kathmandu", "Asia/Kathmandu"),
        ("Adelaide", "Australia/Adelaide"),
        ("Berlin ❤️ 🇩🇪", "Europe/Berlin"),
    ],
)
def test_names_with_accents_in_other_languages_and_scripts(text: str, zone: str) -> None:
    assert [place.zone for place in places.find(text)] == [zone]


@pytest.mark.parametrize("text", ["London", "Paris", "Moscow"])
def test_villages_named_after_a_big_city_are_not_asked_about(text: str) -> None:
    assert len(places.find(text)) == 1


def test_cities_of_one_name_come_with_the_most_populous_first() -> None:
    assert where("Birmingham") == [("GB", "Europe/London"), ("US", "America/Chicago")]
    assert where("Portland") == [("US", "America/Los_Angeles"), ("US", "America/New_York")]


def test_a_bigger_city_known_elsewhere_by_this_name_does_not_hide_the_one_that_bears_it() -> None:
    assert {"MX", "PH"} == {country for country, _ in where("Mexico")}


@pytest.mark.parametrize(
    "text",
    ["Paris, Texas", "paris texas", "Paris, TX", "Paris (Texas)", "Paris, Texas, USA", "Paris, US"],
)
def test_a_region_narrows(text: str) -> None:
    assert places.find(text) == [PARIS_IN_TEXAS]


@pytest.mark.parametrize("text", ["London Canada", "London, CA", "London, Ontario"])
def test_a_region_brings_up_the_smaller_city(text: str) -> None:
    assert where(text) == [("CA", "America/Toronto")]


def test_a_region_without_such_a_city_finds_nothing() -> None:
    assert places.find("Berlin, Japan") == []


def test_a_region_nobody_knows_leaves_every_namesake_to_choose_from() -> None:
    assert {"GB", "CA"} <= {country for country, _ in where("London, Middlesex County")}


@pytest.mark.parametrize("text", ["Europe/Berlin", "europe/berlin", " EUROPE/BERLIN "])
def test_a_zone_may_be_typed_by_its_name(text: str) -> None:
    assert places.find(text) == [BERLIN]


def test_a_zone_is_named_by_its_own_city() -> None:
    assert places.find("america/new york") == [Place("New York", "US", "America/New_York")]
    assert places.find("utc") == [Place("UTC", "", "UTC")]


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ",", ",Texas", "\0", "Ber\0lin", "\ud800", "😀" * 4096, "ﷺ" * 4096, "a" * 4096),
        *("../../etc/passwd", "/", "Europe/", "=", "|", "\n", "\t"),
    ],
)
def test_what_names_no_city_finds_nothing(text: str) -> None:
    assert places.find(text) == []


@given(st.text(st.characters(), max_size=80))
def test_find_never_raises_and_says_what_it_promises(text: str) -> None:
    found = places.find(text)
    assert len(found) <= places.MOST
    assert len({(place.zone, place.country) for place in found}) == len(found)


@given(st.text(st.characters(), max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert places.fold(places.fold(text)) == places.fold(text)


def test_every_row_can_be_read_and_its_zone_loaded() -> None:
    rows = [line.split("\t") for line in places._table().cities.decode().splitlines() if line]
    assert len(rows) > 30_000
    for city, country, _, population, *_ in rows:
        assert city
        assert len(country) == 2
        assert int(population) >= 0
    for zone in {row[4] for row in rows}:
        zoneinfo.ZoneInfo(zone)


def test_the_table_is_small_and_is_what_its_tool_makes() -> None:
    text = cities.table()
    assert len(cities.packed(text)) < 600_000
    assert cities.packed(text) == cities.packed(text)
    assert text.encode() == places._table().regions + b"\n\n" + places._table().cities[1:]


def test_nothing_is_loaded_before_somebody_asks() -> None:
    code = (
        "import sys; from care import places;"
        "assert not places._table.cache_info().currsize; assert 'tzfpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (52.52, 13.40, "Europe/Berlin"),
        (-34.93, 138.60, "Australia/Adelaide"),
        (27.72, 85.32, "Asia/Kathmandu"),
        (-43.95, -176.55, "Pacific/Chatham"),
    ],
)
def test_a_shared_place_has_a_zone(latitude: float, longitude: float, zone: str) -> None:
    assert places.at(latitude, longitude) == zone


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90.1, 0), (-91, 0), (0, 180.5), (0, -181), (float("nan"), 0), (0, float("inf"))],
)
def test_a_point_off_the_earth_has_none(latitude: float, longitude: float) -> None:
    assert places.at(latitude, longitude) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_zone_on_earth_can_be_loaded(latitude: float, longitude: float) -> None:
    zone = places.at(latitude, longitude)
    assert zone is None or zoneinfo.ZoneInfo(zone)


def test_a_zone_that_this_machine_lacks_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for unknown in ("", "Moon/Tranquility", "Europe", "../etc/passwd"):
        monkeypatch.setattr("tzfpy.get_tz", lambda *_, zone=unknown: zone)
        assert places.at(0, 0) is None


@pytest.mark.parametrize("said", ["Lord Howe Island", "lord howe", "Lord Howe."])
def test_a_place_too_small_for_the_table_with_a_zone_of_its_own(said: str) -> None:
    assert [place.zone for place in places.find(said)] == ["Australia/Lord_Howe"]
