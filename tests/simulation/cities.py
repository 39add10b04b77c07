"""Where people live and travel: east and west, by half hours, with and without summer time."""

from typing import NamedTuple


class City(NamedTuple):
    """As it is typed, and as it is shared."""

    name: str
    zone: str
    latitude: float
    longitude: float


CITIES = (
    City("Berlin", "Europe/Berlin", 52.5, 13.4),
    City("Leeds", "Europe/London", 53.8, -1.5),
    City("Dublin", "Europe/Dublin", 53.3, -6.3),
    City("Lisbon", "Europe/Lisbon", 38.7, -9.1),
    City("New York", "America/New_York", 40.7, -74.0),
    City("Portland", "America/Los_Angeles", 45.5, -122.7),
    City("St. John's", "America/St_Johns", 47.6, -52.7),
    City("Phoenix", "America/Phoenix", 33.4, -112.1),
    City("Honolulu", "Pacific/Honolulu", 21.3, -157.9),
    City("Sao Paulo", "America/Sao_Paulo", -23.5, -46.6),
    City("Santiago", "America/Santiago", -33.4, -70.7),
    City("Auckland", "Pacific/Auckland", -36.8, 174.8),
    City("Adelaide", "Australia/Adelaide", -34.9, 138.6),
    City("Lord Howe", "Australia/Lord_Howe", -31.55, 159.08),
    City("Mumbai", "Asia/Kolkata", 19.1, 72.9),
    City("Kathmandu", "Asia/Kathmandu", 27.7, 85.3),
    City("Cairo", "Africa/Cairo", 30.0, 31.2),
)
# The same places for everybody once: two in three live in the first five, where summer time is.
WEIGHTS = (8, 8, 3, 3, 8, *(2,) * (len(CITIES) - 5))
