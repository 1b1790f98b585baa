"""Parts of the world whose people share most of their waking hours: what the fairness meter counts by.

The areas of IANA names are no such parts: America reaches from Newfoundland to Hawaii, Asia from Beirut to Kamchatka.
A zone's place on the map decides, by its country where one continent's name would mislead. Pure.
"""

from __future__ import annotations

from accounts.zones.places import Where

_NORTH = {"US", "CA", "GL", "PM", "BM"}
_MIDDLE = {
    "MX", "GT", "BZ", "HN", "SV", "NI", "CR", "PA", "CU", "JM", "HT", "DO", "PR", "BS", "TC", "KY", "BB", "TT", "LC",
    "VC", "GD", "DM", "AG", "KN", "MS", "AI", "VG", "VI", "GP", "MQ", "BL", "MF", "SX", "CW", "BQ", "AW",
}  # fmt: skip
_EUROPE_AT_SEA = {"IS", "FO", "PT", "ES", "SJ"}
NOWHERE = "UTC"  # who chose no place


def region(zone: str, there: Where | None) -> str:
    """The region of a zone, given where it is; its IANA area for one that is on no map."""
    area, slash, _rest = zone.partition("/")
    if there is None:
        return area if slash and area != "Etc" else NOWHERE
    if area == "America" or there.country in _NORTH | _MIDDLE:
        return _of_the_americas(there)
    if area == "Europe" or there.country in _EUROPE_AT_SEA:
        return "Europe"
    if area == "Africa" or area == "Atlantic":
        return "Africa"
    if area in {"Australia", "Pacific", "Antarctica"}:
        return "Oceania"
    return _of_asia(there)


def _of_the_americas(there: Where) -> str:
    if there.country in _MIDDLE:
        return "Central America and Caribbean"
    if there.country in _NORTH:
        # The line between Central and Mountain time, about
        return "North America, east" if there.longitude > -100 else "North America, west"
    return "South America"


def _of_asia(there: Where) -> str:
    """Asia and the islands of the Indian Ocean, by longitude."""
    if there.longitude < 60:
        return "West Asia and Indian Ocean"
    return "South and Central Asia" if there.longitude < 95 else "East and South-East Asia"
