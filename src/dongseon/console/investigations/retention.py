"""What investigations hold. Where somebody was ends with the case's own key: `workflows.closing_files`."""

from django.utils.translation import gettext_lazy as _

PLACES = (
    "investigations.Slice",
    "investigations.Interview",
    "investigations.Exposure",
    "investigations.Tape",
    "investigations.SiteVisit",
    "investigations.Identifier",
)
PLACES_WHAT = _("Where a case was: holders' answers, interviews, recordings, visits, numbers")
PLACES_COUNTED_FROM = _("the day the case was closed or deleted")
RECORD = (
    "investigations.Investigation",
    "investigations.Milestone",
    "investigations.DataRequest",
    "investigations.Signature",
    "investigations.Notice",
    "investigations.Objection",
)
RECORD_WHAT = _(
    "That data were asked for: by whom, of whom, on which ground, and what was answered"
)
NOT_PERSONAL = {
    "investigations.SigningKey": "the public half of an officer's key",
    "investigations.Told": "which holder knows which public key",
}
