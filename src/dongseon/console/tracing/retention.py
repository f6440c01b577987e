"""What tracing holds. Where somebody was ends with the box of the case: `workflows.closing_traces`."""

from django.utils.translation import gettext_lazy as _

LOCATION = (
    "tracing.Trace",
    "tracing.Version",
    "tracing.Decision",
    "tracing.Answer",
    "tracing.Search",
    "tracing.Candidate",
)
RELATIONS = ("tracing.Exposure", "tracing.ClusterCase", "tracing.Link")
LOCATION_WHAT = _("Itineraries, what officers decided about them, and who may have been there")
RELATIONS_WHAT = _("How contacts met a case, and who may have infected whom")
COUNTED_FROM = _("the day the case was closed or deleted")
NOT_PERSONAL = {
    "tracing.Place": "a place, of the gazetteer",
    "tracing.Sector": "a base station",
    "tracing.Cluster": "a place and a time; who was there is in ClusterCase",
}
