"""What people fill in on the pages of investigations, turned into values."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dongseon.console.desk.investigations import wording
from dongseon.console.desk.requests import wording as request_wording
from dongseon.console.investigations.fieldwork import Stay, Talk
from dongseon.console.investigations.rules import (
    Distance,
    Mask,
    Respondent,
    TapeState,
    Vehicle,
    Ventilation,
)
from dongseon.console.investigations.types import Holder
from dongseon.console.workflows.requesting import Approver, Wanted
from dongseon.mandate import Article, Kind, Purpose, Scheme

LONGEST_TEXT, LONGEST_LINE = 3_000, 200  # characters
LONGEST_NECESSITY = 600  # characters: the mandate's own limit
ASKED_FOR = (Purpose.FIND_CONTACTS, Purpose.CHECK_STATEMENT, Purpose.FIND_SOURCE)
LANGUAGES = (
    ("ko", "한국어"), ("en", "English"), ("zh", "中文"), ("vi", "Tiếng Việt"), ("th", "ไทย"),
    ("ru", "Русский"), ("uz", "Oʻzbekcha"), ("mn", "Монгол"), ("ja", "日本語"),
)  # fmt: skip
YES_NO = (("", _("Not known")), ("yes", _("Yes")), ("no", _("No")))


class Moment(forms.DateTimeField):
    """A local time, chosen or typed."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y.%m.%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
        super().__init__(widget=widget, input_formats=formats, **more)


def text(label: Any, *, rows: int = 2, help_text: Any = "") -> forms.CharField:
    """A free text; kept sealed."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def line(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    """A short text; kept sealed."""
    return forms.CharField(
        label=label, required=required, max_length=LONGEST_LINE, help_text=help_text
    )


def check_ends(form: forms.Form, given: dict[str, Any]) -> None:
    """Say it at the field if a stretch of time ends before it begins."""
    begin, end = given.get("begins_at"), given.get("ends_at")
    if begin and end and end <= begin:
        form.add_error("ends_at", _("To: later than From."))


def texts_of(form: "InterviewForm | StayForm | TapeForm | VisitForm") -> dict[str, str]:
    """What of a form is kept sealed."""
    return {name: str(form.cleaned_data.get(name) or "") for name in form.sealed}


class InterviewForm(forms.Form):
    """A talk, filled while talking."""

    sealed = (
        "interpreter_name", "guardian", "symptoms", "conditions", "occupation", "workplace",
        "household", "facilities", "travel", "contacts", "notes",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    respondent = forms.ChoiceField(
        label=_("Who answers"), choices=lambda: wording.choices(wording.RESPONDENTS)
    )
    guardian = line(
        _("Who that is"), help_text=_("Of a guardian or another person: name and relation")
    )
    language = forms.ChoiceField(label=_("Language of the talk"), choices=LANGUAGES)
    interpreter = forms.BooleanField(label=_("With an interpreter"), required=False)
    interpreter_name = line(_("Interpreter"))
    duty = forms.BooleanField(label=_("The duty to answer was read out"), required=False)
    penalty = forms.BooleanField(label=_("The penalty was read out"), required=False)
    use = forms.BooleanField(
        label=_("What the answers may be used for was read out"), required=False
    )
    symptoms = text(_("Symptoms, and since when"))
    conditions = text(_("Underlying conditions, medicine"))
    occupation = line(_("Occupation"))
    workplace = line(_("Workplace or school"))
    household = text(_("Who lives in the household"))
    facilities = text(_("Facilities, classes, services, meetings"))
    travel = text(_("Travel, visitors from elsewhere"))
    contacts = text(_("Whom the person met"), rows=3)
    notes = text(_("Anything else"), rows=3)
    correction = forms.BooleanField(
        label=_("The person was offered to correct what was said"), required=False
    )

    @property
    def talk(self) -> Talk:
        """What is not sealed."""
        given = self.cleaned_data
        return Talk(
            respondent=Respondent(given["respondent"]),
            language=given["language"],
            interpreter=given["interpreter"],
            duty=given["duty"],
            penalty=given["penalty"],
            use=given["use"],
            correction=given["correction"],
        )


class StayForm(forms.Form):
    """A stay that was told, and how others were exposed."""

    sealed = ("place", "place_id", "vehicle_number", "seat", "company", "statement")
    begins_at = Moment(label=pgettext_lazy("a period", "From"))
    ends_at = Moment(label=pgettext_lazy("a period", "To"))
    place = line(
        _("Place or route"),
        required=True,
        help_text=_("Name and address, or where boarded and alighted"),
    )
    place_id = line(_("Number of the place"), help_text=_("As in the list of places, if known"))
    vehicle = forms.ChoiceField(
        label=_("Vehicle"), required=False, choices=lambda: wording.choices(wording.VEHICLES)
    )
    vehicle_number = line(_("Vehicle, line or flight number"))
    seat = line(_("Seat or car"))
    mask = forms.ChoiceField(
        label=_("Mask of the case"), choices=lambda: wording.choices(wording.MASKS)
    )
    symptomatic = forms.ChoiceField(
        label=_("Symptoms at that time"), choices=YES_NO, required=False
    )
    distance = forms.ChoiceField(
        label=_("Distance to others"), choices=lambda: wording.choices(wording.DISTANCES)
    )
    ventilation = forms.ChoiceField(label=_("Air"), choices=lambda: wording.choices(wording.AIR))
    people = forms.IntegerField(
        label=_("How many people were there"), required=False, min_value=0, max_value=100_000
    )
    company = text(_("With whom"))
    statement = text(_("In the person's own words"))
    interview = forms.UUIDField(widget=forms.HiddenInput, required=False)
    corrects = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        given = super().clean() or {}
        check_ends(self, given)
        return given

    @property
    def stay(self) -> Stay:
        """What is not sealed."""
        given = self.cleaned_data
        known = {"yes": True, "no": False}
        return Stay(
            begins_at=given["begins_at"],
            ends_at=given["ends_at"],
            vehicle=Vehicle(given["vehicle"]),
            mask=Mask(given["mask"]),
            distance=Distance(given["distance"]),
            ventilation=Ventilation(given["ventilation"]),
            symptomatic=known.get(given["symptomatic"]),
            people=given["people"],
        )


class TapeForm(forms.Form):
    """A recording to be watched."""

    sealed = ("place", "place_id", "keeper", "phone")
    place = line(_("Place"), required=True)
    place_id = line(_("Number of the place"), help_text=_("As in the list of places, if known"))
    begins_at = Moment(label=pgettext_lazy("a period", "From"))
    ends_at = Moment(label=pgettext_lazy("a period", "To"))
    keeper = line(_("Who keeps it"), required=True)
    phone = line(_("How to reach them"))
    overwritten_at = Moment(
        label=_("Overwritten on"), help_text=_("Until then it has to be watched or secured")
    )

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        given = super().clean() or {}
        check_ends(self, given)
        return given


class WatchForm(forms.Form):
    """What was seen on a recording."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("Outcome"),
        choices=lambda: [one for one in wording.choices(wording.TAPES) if one[0] != TapeState.OPEN],
    )
    said = text(
        _("What was seen"), rows=4, help_text=_("Mask, distance, with whom, what was touched")
    )
    from_at = Moment(label=_("The person is seen from"), required=False)
    to_at = Moment(label=_("until"), required=False)

    def clean(self) -> dict[str, Any]:
        """What was watched has something to say; a sighting has two ends."""
        given = super().clean() or {}
        if given.get("state") == TapeState.WATCHED and not given.get("said"):
            self.add_error("said", _("Write down what was seen, also if it was nobody."))
        begin, end = given.get("from_at"), given.get("to_at")
        if bool(begin) is not bool(end) or (begin and end and end <= begin):
            self.add_error("to_at", _("Give both ends, the later one second."))
        return given

    @property
    def sightings(self) -> tuple[tuple[datetime, datetime], ...]:
        """When the person was seen."""
        given = self.cleaned_data
        return ((given["from_at"], given["to_at"]),) if given.get("from_at") else ()


class VisitForm(forms.Form):
    """A place that was visited."""

    sealed = ("place", "floor_plan", "roster", "wards", "remarks")
    visited_at = Moment(label=_("Visited at"))
    place = line(_("Place"), required=True)
    has_floor_plan = forms.BooleanField(label=_("There is a floor plan"), required=False)
    floor_plan = text(_("Floor plan: rooms, seats, distances"))
    has_roster = forms.BooleanField(label=_("There is a list of who was there"), required=False)
    roster = text(_("List: who has it, how many are on it"))
    wards = text(
        _("Wards and staff"), help_text=_("Of a hospital or home: which wards, which shifts")
    )
    ventilation = forms.ChoiceField(label=_("Air"), choices=lambda: wording.choices(wording.AIR))
    disinfected_on = forms.DateField(
        label=_("Disinfected on"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    remarks = text(_("Anything else"))


class NumberForm(forms.Form):
    """A number of the person's."""

    scheme = forms.ChoiceField(label=_("Kind"), choices=lambda: wording.choices(wording.SCHEMES))
    number = forms.CharField(label=_("Number"), max_length=40)


class AskForm(forms.Form):
    """What is asked of holders, and why."""

    kinds = forms.MultipleChoiceField(label=_("Records"), widget=forms.CheckboxSelectMultiple)
    holders = forms.MultipleChoiceField(label=_("Holders"), widget=forms.CheckboxSelectMultiple)
    purpose = forms.ChoiceField(label=_("Purpose"))
    necessity = forms.CharField(
        label=_("Why the interview alone is not enough"),
        max_length=LONGEST_NECESSITY,
        min_length=20,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Goes to the approver and the holder as it is: name nobody here"),
    )
    justification = forms.CharField(
        label=_("Why the source is looked for"),
        max_length=LONGEST_NECESSITY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only for the source: fourteen days before onset need a reason of their own"),
    )
    location_approver = forms.ChoiceField(label=_("Who approves location (police)"), required=False)
    other_approver = forms.ChoiceField(label=_("Who approves the other records"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        holders: tuple[Holder, ...],
        location: tuple[Approver, ...],
        other: tuple[Approver, ...],
        **more: Any,
    ) -> None:
        kept = {kind for holder in holders for kind in holder.kinds}
        initial = {
            "kinds": sorted(kept),
            "holders": [one.holder_id for one in holders],
            "purpose": Purpose.FIND_CONTACTS.value,
        }
        super().__init__(data, initial=initial, **more)
        self._choices("kinds", [one for one in request_wording.kinds() if one[0] in kept])
        self._choices("holders", [(one.holder_id, one.name) for one in holders])
        self._choices("purpose", request_wording.purposes(*ASKED_FOR))
        self._choices("location_approver", _people(location))
        self._choices("other_approver", _people(other))

    def _choices(self, name: str, among: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = among

    def clean(self) -> dict[str, Any]:
        """A source has a reason of its own."""
        given = super().clean() or {}
        if given.get("purpose") == Purpose.FIND_SOURCE and len(given.get("justification", "")) < 20:
            self.add_error(
                "justification", _("Say in at least 20 characters why the source is looked for.")
            )
        return given

    @property
    def wanted(self) -> Wanted:
        """What is drafted."""
        given = self.cleaned_data
        return Wanted(
            kinds=tuple(Kind(kind) for kind in given["kinds"]),
            holder_ids=tuple(given["holders"]),
            purpose=Purpose(given["purpose"]),
            necessity=given["necessity"],
            justification=given["justification"],
            approver_keys={
                Article.LOCATION: given["location_approver"],
                Article.PERSONAL_DATA: given["other_approver"],
            },
        )


class ClockForm(forms.Form):
    """Which days, and in which groups."""

    since = forms.DateField(
        label=_("Opened from"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Opened until"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    grouped = forms.ChoiceField(
        label=_("In groups"),
        required=False,
        choices=(("", _("All together")), ("area", _("By office")), ("day", _("By day"))),
    )


def _people(among: tuple[Approver, ...]) -> list[tuple[str, str]]:
    return [(one.key_id, f"{one.name} · {one.organisation_id}") for one in among]


def scheme_of(form: NumberForm) -> Scheme:
    """The kind of number that was chosen."""
    return Scheme(form.cleaned_data["scheme"])
