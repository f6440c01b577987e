"""Editors' pages of alerts: write, ask for the second person, approve or be told which rule forbids it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dongseon.public.alerts import actions
from dongseon.public.alerts.actions import Refused
from dongseon.public.alerts.models import Act, Alert, State
from dongseon.public.alerts.rules import LONGEST, Fault, Refusal, may_override
from dongseon.public.around import asking

SIGN_IN = "wagtailadmin_login"
FAULTS = {
    Fault.TOPIC_BANNED: gettext_lazy("Alerts about this are not sent."),
    Fault.QUIET_HOURS: gettext_lazy("Nothing is sent at this hour of the night."),
    Fault.ONCE_A_DAY: gettext_lazy("One alert about this was sent today already."),
    Fault.NO_RULE: gettext_lazy("There is no rule for that day."),
    Fault.TOO_LONG: gettext_lazy("The Korean text is too long for phones."),
    Fault.NAMES_SOMEBODY: gettext_lazy("The text may name or reach a person."),
    Fault.NO_TRANSLATION: gettext_lazy("One language is missing."),
    Fault.EXPIRES_WRONG: gettext_lazy("It must end within 72 hours."),
}


if TYPE_CHECKING:
    AlertBase = forms.ModelForm[Alert]
else:
    AlertBase = forms.ModelForm  # takes its type in Django's stubs only


class AlertForm(AlertBase):
    """An alert as it is written."""

    areas = forms.MultipleChoiceField(label=gettext_lazy("Districts"), choices=())
    text_ko = forms.CharField(
        label=gettext_lazy("Text in Korean"), max_length=LONGEST, widget=forms.Textarea({"rows": 3})
    )

    class Meta:
        model = Alert
        fields = actions.FIELDS
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "text_en": forms.Textarea({"rows": 3}),
            "instruction_ko": forms.Textarea({"rows": 2}),
            "instruction_en": forms.Textarea({"rows": 2}),
            "sends_at": forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "expires_at": forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = (get_language() or "").startswith("en")
        areas = self.fields["areas"]
        if isinstance(areas, forms.MultipleChoiceField):
            areas.choices = sorted(
                (
                    (
                        each.code,
                        f"{each.province} {each.name}"
                        if english
                        else f"{each.province_ko} {each.name_ko}",
                    )
                    for each in asking.atlas().known
                ),
                key=lambda pair: str(pair[1]),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse an end that is not after the beginning."""
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("sends_at"), cleaned.get("expires_at")
        if starts and ends and ends <= starts:
            self.add_error("expires_at", gettext("It must end after it is sent."))
        return cleaned


@permission_required("wagtailadmin.access_admin", login_url=SIGN_IN)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All alerts, newest first."""
    _need(request, "add_alert", "approve_alert")
    rows = Alert.objects.select_related("written_by", "approved_by").order_by("-number")[:200]
    return render(request, "alerts/editing/list.html", {"alerts": rows})


@permission_required("wagtailadmin.access_admin", login_url=SIGN_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an alert, or an update or all-clear of one that was sent."""
    _need(request, "add_alert")
    referred = _uuid(request.GET.get("refers", ""))
    refers = Alert.objects.filter(pk=referred, state=State.SENT).first() if referred else None
    act = request.GET.get("act", Act.ALERT) if refers else Act.ALERT
    form = AlertForm(request.POST or None, initial=_beginning(refers))
    if request.method == "POST" and form.is_valid():
        now = datetime.now(UTC)
        alert_id = actions.write(
            by=_me(request),
            now=now,
            values=form.cleaned_data,
            refers=refers.pk if refers else None,
            act=act if act in tuple(Act) else Act.UPDATE,
        )
        return HttpResponseRedirect(reverse("editors-alert", args=[alert_id]))
    return render(request, "alerts/editing/form.html", {"form": form, "refers": refers, "act": act})


@permission_required("wagtailadmin.access_admin", login_url=SIGN_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Change a draft."""
    _need(request, "add_alert")
    alert = _held(alert_id)
    form = AlertForm(request.POST or None, instance=alert)
    if request.method == "POST" and form.is_valid():
        seen = int(request.POST.get("seen", "0") or 0)
        return _done(
            request,
            alert_id,
            lambda: actions.amend(
                by=_me(request),
                now=datetime.now(UTC),
                alert_id=alert_id,
                seen=seen,
                values=form.cleaned_data,
            ),
        )
    return render(request, "alerts/editing/form.html", {"form": form, "alert": alert})


@permission_required("wagtailadmin.access_admin", login_url=SIGN_IN)
@require_safe
def one(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One alert, what speaks against it, what can be done, and its log."""
    _need(request, "add_alert", "approve_alert")
    alert = _held(alert_id)
    open_ = alert.state in (State.DRAFT, State.SUBMITTED)
    faults = actions.refusals(alert, datetime.now(UTC)) if open_ else ()
    context = {
        "alert": alert,
        "areas": asking_names(alert.areas),
        "faults": worded(faults),
        "overridable": may_override(faults),
        "mine": alert.written_by_id == _me(request),
        "asked_by_me": alert.override_asked_by_id == _me(request),
        "may_approve": request.user.has_perm("alerts.approve_alert"),
        "events": [
            (event, [f"{rule}: {FAULTS[Fault(fault)]}" for rule, fault in event.faults])
            for event in alert.events.select_related("by").order_by("at", "pk")
        ],
    }
    return render(request, "alerts/editing/one.html", context)


@permission_required("wagtailadmin.access_admin", login_url=SIGN_IN)
@require_POST
def act(request: HttpRequest, alert_id: UUID, act: str) -> HttpResponse:
    """Submit, approve, ask for the emergency, withdraw."""
    _need(request, "approve_alert" if act == "approve" else "add_alert", "approve_alert")
    acts: dict[str, Callable[..., None]] = {
        "submit": actions.submit,
        "approve": actions.approve,
        "override": actions.ask_override,
        "withdraw": actions.withdraw,
    }
    if act not in acts:
        raise Http404
    told: dict[str, Any] = {
        "by": _me(request),
        "now": datetime.now(UTC),
        "alert_id": alert_id,
        "seen": int(request.POST.get("seen", "0") or 0),
    }
    if act == "override":
        told["reason"] = request.POST.get("reason", "")
    return _done(request, alert_id, lambda: acts[act](**told))


def _done(request: HttpRequest, alert_id: UUID, do: Callable[[], None]) -> HttpResponse:
    try:
        do()
    except Refused as refused:
        said = [str(refused), *(f"{rule}: {text}" for rule, text in worded(refused.faults))]
        messages.error(request, " ".join(said))
    else:
        messages.success(request, gettext("Done."))
    return HttpResponseRedirect(reverse("editors-alert", args=[alert_id]))


def worded(faults: tuple[Refusal, ...]) -> list[tuple[str, str]]:
    """Each fault with its rule's name, in words."""
    return [(each.rule, str(FAULTS[each.fault])) for each in faults]


def asking_names(codes: list[str]) -> str:
    """Districts by their codes, in words."""
    known = {each.code: each for each in asking.atlas().known}
    return ", ".join(
        f"{known[code].province_ko} {known[code].name_ko}" for code in codes if code in known
    )


def _beginning(refers: Alert | None) -> dict[str, Any]:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    times = {"sends_at": now + timedelta(minutes=10), "expires_at": now + timedelta(hours=12)}
    if refers is None:
        return times
    kept = ("topic", "grade", "exercise", "headline_ko", "headline_en", "areas")
    return times | {name: getattr(refers, name) for name in kept}


def _need(request: HttpRequest, *any_of: str) -> None:
    if not any(request.user.has_perm(f"alerts.{each}") for each in any_of):
        raise PermissionDenied


def _me(request: HttpRequest) -> int:
    return int(request.user.pk or 0)


def _held(alert_id: UUID) -> Alert:
    found = (
        Alert.objects.select_related("written_by", "approved_by", "rule")
        .filter(pk=alert_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
