"""What columns, groups and faults of the daily report are called."""

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

NATIONAL = MappingProxyType(
    {
        "total": _("Total"),
        "confirmed": _("Confirmed"),
        "discharged": _("Discharged"),
        "isolated": _("Isolated"),
        "deceased": _("Deceased"),
        "testing": _("Being tested"),
        "negative": _("Tested negative"),
    }
)
GROUPS = MappingProxyType(
    {"male": _("Male"), "female": _("Female"), "unknown": _("Not known"), "80+": _("80 and older")}
)
FAULTS = MappingProxyType(
    {
        "total = confirmed + testing + negative": _(
            "The total is the sum of confirmed, being tested and negative"
        ),
        "confirmed = isolated + discharged + deceased": _(
            "The confirmed are the sum of isolated, discharged and deceased"
        ),
        "provinces add up": _("The provinces add up to the country"),
        "sexes add up": _("The sexes add up to the country"),
        "ages add up": _("The ages add up to the country"),
        "deaths by sex add up": _("The deaths by sex add up to the country"),
        "deaths by age add up": _("The deaths by age add up to the country"),
        "a province's cases are isolated, discharged or dead": _(
            "A province's cases are isolated, discharged or dead"
        ),
        "no number is below 0": _("No number is below 0"),
        "a cumulative number never falls": _("A cumulative number never falls"),
    }
)
