"""The data's own words (sources, categories, tiers, kinds) in the reader's language.

A word that is not listed here is shown as it came.
"""

from collections.abc import Mapping

from dongseon.look.markup import fit
from dongseon.look.wording import Words

LONGEST = 80  # letters of a word that is not listed


def _(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is used."""
    return message


SOURCES: Mapping[str, str] = {
    "gps": _("GPS"),
    "base_station": _("Base station"),
    "card": _("Card"),
    "transit": _("Transit card"),
    "cctv": _("CCTV"),
    "check_in": _("QR check-in"),
    "interview": _("Interview"),
    "": _("other"),
}
CATEGORIES: Mapping[str, str] = {
    "home": _("Home"),
    "market": _("Market"),
    "supermarket": _("Supermarket"),
    "cinema": _("Cinema"),
    "club": _("Club"),
    "sauna": _("Sauna"),
    "gym": _("Gym"),
    "pc_cafe": _("PC bang"),
    "karaoke": _("Karaoke"),
    "bar": _("Bar"),
    "pharmacy": _("Pharmacy"),
    "clinic": _("Clinic"),
    "academy": _("Private academy"),
    "salon": _("Hair salon"),
    "cafe": _("Café"),
    "restaurant": _("Restaurant"),
    "convenience": _("Convenience store"),
    "shop": _("Shop"),
    "church": _("Church"),
    "temple": _("Temple"),
    "senior_centre": _("Senior centre"),
    "kindergarten": _("Kindergarten"),
    "park": _("Park"),
    "school": _("School"),
    "university": _("University"),
    "hospital": _("Hospital"),
    "office": _("Office"),
    "call_centre": _("Call centre"),
    "factory": _("Factory"),
    "warehouse": _("Warehouse"),
    "station": _("Station"),
    "bus_stop": _("Bus stop"),
    "vehicle": _("Vehicle"),
}
TIERS: Mapping[str, str] = {
    "close": _("Close contact"),
    "casual": _("Casual contact"),
    "contact": _("Contact"),
}
DISCREPANCIES: Mapping[str, str] = {
    "statement_contradicted": _("Statement and records do not fit"),
    "omitted_stay": _("A stay the interview does not mention"),
    "record_conflict": _("Two records do not fit"),
    "phone_left_behind": _("The phone may have been elsewhere"),
    "undeclared_workplace": _("Hours at a place that the interview does not mention"),
}
MODES: Mapping[str, str] = {
    "walk": _("on foot"),
    "vehicle": _("by vehicle"),
    "bus": _("by bus"),
    "subway": _("by subway"),
    "car": _("by car"),
    "unknown": _("way not known"),
}


def source(words: Words, name: str) -> str:
    """A source's name."""
    return _said(words, SOURCES, name)


def category(words: Words, name: str) -> str:
    """A place category's name; "" stays empty."""
    return _said(words, CATEGORIES, name)


def tier(words: Words, name: str) -> str:
    """A contact tier's name."""
    return _said(words, TIERS, name)


def discrepancy(words: Words, kind: str) -> str:
    """What kind of discrepancy it is."""
    return _said(words, DISCREPANCIES, kind)


def mode(words: Words, name: str) -> str:
    """How a trip was made."""
    return _said(words, MODES, name)


def _said(words: Words, listed: Mapping[str, str], name: str) -> str:
    message = listed.get(name)
    return words.gettext(message) if message else fit(name.replace("_", " "), LONGEST)
