"""From contact to case, and from a suspicion that was none to contact."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.cases import numbers, queries, rules
from dongseon.console.cases.rules import Basis, Classification
from dongseon.console.cases.types import CaseUnknown, Overtaken, Refused
from dongseon.console.desk.cases.forms import Day
from dongseon.console.desk.cases.wording import choices
from dongseon.console.workflows import converting, line_list

CONVERTING = (Role.INVESTIGATOR,)
ILL = (Classification.SUSPECTED, Classification.UNDER_INVESTIGATION, Classification.CONFIRMED)
RELATIONS = (
    ("household", gettext_lazy("lives in the same household")),
    ("work", gettext_lazy("work or school")),
    ("care", gettext_lazy("care or treatment")),
    ("same_place", gettext_lazy("was at the same place")),
    ("other", gettext_lazy("otherwise")),
)


class IllForm(forms.Form):
    """What somebody who was a contact is now."""

    classification = forms.ChoiceField(label=gettext_lazy("Classification"), choices=choices(ILL))
    basis = forms.ChoiceField(
        label=gettext_lazy("Rests on"),
        choices=choices([one for one in Basis if one is not Basis.ENTERED_WRONGLY]),
    )
    onset_on = Day(label=gettext_lazy("Onset"))

    def clean_basis(self) -> str:
        """The ground must fit the classification."""
        basis: str = self.cleaned_data["basis"]
        said = self.cleaned_data.get("classification")
        if said and Basis(basis) not in rules.GROUNDS[Classification(said)]:
            raise forms.ValidationError(
                _("This classification cannot rest on that: choose what it rests on.")
            )
        return basis


class MetForm(forms.Form):
    """Whom somebody met who turned out to be no case."""

    number = forms.CharField(
        label=gettext_lazy("Case that they met"), max_length=20,
        help_text=gettext_lazy("Its number, as GPWB-DHGH-J"),
    )  # fmt: skip
    relation = forms.ChoiceField(label=gettext_lazy("How they met"), choices=RELATIONS)
    last_met_on = Day(label=gettext_lazy("Last met"))

    def clean_number(self) -> str:
        """As it is stored."""
        number = numbers.read(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError(_("This is no case number."))
        return number


@door(*CONVERTING, personal=True)
@require_http_methods(["GET", "POST"])
def fell_ill(request: DeskRequest, contact_id: UUID) -> HttpResponse:
    """A contact becomes a case; the contact stays."""
    contact = queries.contact(contact_id, area=request.actor.area)
    if contact is None:
        raise Http404
    form = IllForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case_id = converting.to_case(
                by=request.actor,
                now=request.now,
                contact_id=contact_id,
                classification=Classification(form.cleaned_data["classification"]),
                basis=Basis(form.cleaned_data["basis"]),
                onset_on=form.cleaned_data["onset_on"],
            )
            messages.success(request, _("The contact is a case now, and stays a contact too."))
            return HttpResponseRedirect(reverse("cases:case", args=[case_id]))
        except (Refused, Overtaken) as refusal:
            form.add_error(None, str(refusal))
    return _form(request, form, contact.person_id, contact.case_id, _("A contact fell ill"))


@door(*CONVERTING, personal=True)
@require_http_methods(["GET", "POST"])
def is_contact(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """A case that is none becomes the contact of another."""
    try:
        row = queries.case(case_id, area=request.actor.area).row
    except CaseUnknown:
        raise Http404 from None
    form = MetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        met_id = queries.case_of_number(form.cleaned_data["number"], area=request.actor.area)
        if met_id is None:
            form.add_error("number", _("No case of your area has this number."))
        else:
            try:
                converting.to_contact(
                    by=request.actor,
                    now=request.now,
                    case_id=case_id,
                    met_id=met_id,
                    relation=form.cleaned_data["relation"],
                    last_met_on=form.cleaned_data["last_met_on"],
                )
                messages.success(request, _("No case, and a contact from now on."))
                return HttpResponseRedirect(reverse("cases:case", args=[met_id]))
            except (Refused, Overtaken) as refusal:
                form.add_error(None, str(refusal))
    return _form(request, form, row.person_id, case_id, _("No case, but a contact"))


def _form(
    request: DeskRequest, form: forms.Form, person_id: UUID, case_id: UUID, title: str
) -> HttpResponse:
    named = line_list.identities(
        request.actor,
        request.now,
        [person_id],
        ("name", "name_romanised"),
        act="care.convert",
        case_id=case_id,
    )
    trail = [(_("Case"), reverse("cases:case", args=[case_id])), (title, "")]
    page = {"form": form, "title": title, "identity": named.get(person_id), "trail": trail}
    return render(request, "care/convert.html", page)
