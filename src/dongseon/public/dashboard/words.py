"""The data's own words, as readers know them. A word that is not listed is shown as it came."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SOURCES: Mapping[str, Promise | str] = {
    "cluster": gettext_lazy("Part of a cluster"),
    "contact": gettext_lazy("Contact of a case"),
    "abroad": gettext_lazy("Infected abroad"),
    "unknown": gettext_lazy("Source not known"),
    "investigating": gettext_lazy("Under investigation"),
}
SEXES: Mapping[str, Promise | str] = {
    "female": gettext_lazy("Women"),
    "male": gettext_lazy("Men"),
    "unknown": gettext_lazy("Not known"),
}
KINDS: Mapping[str, Promise | str] = {
    "market": gettext_lazy("Market"),
    "supermarket": gettext_lazy("Supermarket"),
    "cinema": gettext_lazy("Cinema"),
    "club": gettext_lazy("Club"),
    "sauna": gettext_lazy("Sauna"),
    "gym": gettext_lazy("Gym"),
    "pc_cafe": gettext_lazy("PC bang"),
    "karaoke": gettext_lazy("Karaoke"),
    "bar": gettext_lazy("Bar"),
    "pharmacy": gettext_lazy("Pharmacy"),
    "clinic": gettext_lazy("Clinic"),
    "academy": gettext_lazy("Private academy"),
    "salon": gettext_lazy("Hair salon"),
    "cafe": gettext_lazy("Café"),
    "restaurant": gettext_lazy("Restaurant"),
    "convenience": gettext_lazy("Convenience store"),
    "shop": gettext_lazy("Shop"),
    "church": gettext_lazy("Church"),
    "temple": gettext_lazy("Temple"),
    "senior_centre": gettext_lazy("Senior centre"),
    "kindergarten": gettext_lazy("Kindergarten"),
    "park": gettext_lazy("Park"),
    "school": gettext_lazy("School"),
    "university": gettext_lazy("University"),
    "hospital": gettext_lazy("Hospital"),
    "office": gettext_lazy("Office"),
    "call_centre": gettext_lazy("Call centre"),
    "factory": gettext_lazy("Factory"),
    "warehouse": gettext_lazy("Warehouse"),
    "station": gettext_lazy("Station"),
    "bus_stop": gettext_lazy("Bus stop"),
    "vehicle": gettext_lazy("Vehicle"),
}


def source_name(word: str) -> str:
    """A source of infection."""
    return str(SOURCES.get(word, word))


def sex_name(word: str) -> str:
    """A sex."""
    return str(SEXES.get(word, word))


def kind_name(word: str) -> str:
    """A kind of place."""
    return str(KINDS.get(word, word.replace("_", " ")))


def age_name(word: str) -> str:
    """An age band: "20-29", "80+", "unknown"."""
    if word == "unknown":
        return _("Not known")
    return word.replace("-", "–")


BOTH = re.compile(r"([^()]*[A-Za-z][^()]*) \(([^()]*[가-힣][^()]*)\)")


def place_name(name: str, *, korean: bool) -> str:
    """A place's name; one that is told as "Latin (한글)" begins with the Korean on Korean pages."""
    told = BOTH.fullmatch(name) if korean else None
    return f"{told[2]} ({told[1]})" if told else name
