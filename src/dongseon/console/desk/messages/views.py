"""Messages: what went out, what a person must see to, and every text that may be sent."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.desk.messages import wording
from dongseon.console.messages import actions, texts
from dongseon.console.messages.rules import Settling, State, StopReason
from dongseon.console.messages.types import MessageUnknown, Refused
from dongseon.console.workflows import messaging

TELLING = (Role.NURSE, Role.LABORATORY, Role.INVESTIGATOR, Role.CASE_OFFICER, Role.TRIAGE)
ROWS = 50  # a page


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    s = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            *((state.value, words) for state, words in wording.STATES.items()),
        ],
    )
    text = forms.ChoiceField(label=gettext_lazy("Text"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on to Django's own
        self.fields["text"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("All")),
            *((name, text.title) for name, text in texts.TEXTS.items()),
        ]


class SettleForm(forms.Form):
    """How somebody saw to a message."""

    how = forms.ChoiceField(
        label=gettext_lazy("What was done"),
        choices=[(how.value, words) for how, words in wording.SETTLINGS.items()],
    )


class StopForm(forms.Form):
    """Why a message is taken back."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(reason.value, words) for reason, words in wording.STOPS.items()],
    )


@door(*TELLING, personal=True)
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Messages of the area, the latest first."""
    form = FilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {"s": "", "text": ""}
    lines = messaging.show(
        by=request.actor,
        now=request.now,
        states=[State(given["s"])] if given["s"] else [],
        text=str(given["text"]),
        before=_before(request),
        size=ROWS + 1,
    )
    shown = lines[:ROWS]
    following = ""
    if len(lines) > ROWS:
        last = shown[-1].message
        asked = [("s", given["s"]), ("text", given["text"])]
        place = ("before", f"{last.made_at.isoformat()}~{last.id}")
        following = f"?{urlencode([*asked, place])}"
    page = {"lines": shown, "form": form, "next": following, "narrowed": any(given.values())}
    return render(request, "sms/list.html", page)


def _before(request: DeskRequest) -> tuple[datetime, UUID] | None:
    made, _sign, last = request.GET.get("before", "").partition("~")
    try:
        moment = datetime.fromisoformat(made)
        return (moment, UUID(last)) if moment.tzinfo else None
    except ValueError:
        return None


@door(*TELLING, personal=True)
@require_GET
def one(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """One message: for whom, what the phone shows, what happened to it."""
    try:
        page = messaging.one(by=request.actor, now=request.now, message_id=message_id)
    except MessageUnknown:
        raise Http404 from None
    return render(
        request,
        "sms/message.html",
        {
            "page": page,
            "message": page.message,
            "identity": page.identity,
            "unsent": page.message.state is State.UNSENT,
            "may_take_back": page.message.state not in (State.STOPPED, State.SETTLED),
            "settling": SettleForm(auto_id="settle_%s"),
            "stopping": StopForm(auto_id="stop_%s"),
            "trail": [(_("Messages"), reverse("sms:list")), (_("Message"), "")],
        },
    )


@door(*TELLING, personal=True)
@require_POST
def settle(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """Somebody saw to a message that could not go by itself."""
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what was done."))
        return HttpResponseRedirect(reverse("sms:message", args=[message_id]))
    try:
        with transaction.atomic():
            actions.settle(
                by=request.actor,
                now=request.now,
                message_id=message_id,
                how=Settling(form.cleaned_data["how"]),
            )
        messages.success(request, _("Noted."))
    except MessageUnknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(f"{reverse('sms:list')}?s=unsent")


@door(*TELLING, personal=True)
@require_POST
def again(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """Send it once more: the number was put right."""
    try:
        with transaction.atomic():
            actions.try_again(by=request.actor, now=request.now, message_id=message_id)
        messages.success(request, _("It is sent once more."))
    except MessageUnknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("sms:message", args=[message_id]))


@door(*TELLING, personal=True)
@require_POST
def take_back(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """Take it back, or tell the person that it was sent by mistake."""
    form = StopForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a reason."))
        return HttpResponseRedirect(reverse("sms:message", args=[message_id]))
    try:
        with transaction.atomic():
            stopped = messaging.take_back(
                by=request.actor,
                now=request.now,
                message_id=message_id,
                reason=StopReason(form.cleaned_data["reason"]),
            )
    except MessageUnknown:
        raise Http404 from None
    said = _("Taken back: nobody has read it.") if stopped else _("A second message says that it was sent by mistake.")  # fmt: skip
    messages.success(request, said)
    return HttpResponseRedirect(reverse("sms:message", args=[message_id]))


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as the page of texts shows it."""

    name: str
    title: str
    korean: str
    english: str
    korean_bytes: int
    long: bool  # goes as a long message
    wakes: bool
    places: tuple[tuple[str, str], ...]


@door(*Role, personal=False)
@require_GET
def texts_page(request: DeskRequest) -> HttpResponse:
    """Every text that may be sent, with a value in each place."""
    shown = []
    for name, text in texts.TEXTS.items():
        korean = texts.example(name, "ko")
        size = texts.size_bytes(korean)
        shown.append(
            Shown(
                name,
                str(text.title),
                korean,
                texts.example(name, "en"),
                size,
                size > texts.SHORT_BYTES,
                text.wakes,
                tuple((place, value.name) for place, value in text.values.items()),
            )
        )
    return render(request, "sms/texts.html", {"texts": shown})
