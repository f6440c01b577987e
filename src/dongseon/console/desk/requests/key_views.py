"""Officers' keys: one makes one's own in the browser; an administrator brings the organisation's word."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dongseon.console.access import queries as access
from dongseon.console.access.doors import DeskRequest, door
from dongseon.console.access.roles import Role
from dongseon.console.desk.requests import wording
from dongseon.console.desk.requests.doors import KEEP_KEYS, SIGN
from dongseon.console.investigations import directory, signing_keys
from dongseon.console.investigations.types import Key, Refused
from dongseon.console.workflows import requesting_practice
from dongseon.mandate import OrganisationKind
from dongseon.mandate.keys import decode

MOST_WORD = 20_000  # bytes of an organisation's statement


@door(*SIGN, personal=False)
@require_http_methods(["GET", "POST"])
def mine(request: DeskRequest) -> HttpResponse:
    """My keys, and a new one: made in this browser, which sends its public half."""
    offices = _offices(request)
    if request.method == "POST":
        try:
            with transaction.atomic():
                key_id = signing_keys.propose(
                    by=request.actor,
                    now=request.now,
                    organisation_id=request.POST.get("organisation", ""),
                    public_key=decode(request.POST.get("public_key", "")) or b"",
                    officer_id=request.officer.pk,
                )
                requesting_practice.enrol_at_once(by=request.actor, now=request.now, key_id=key_id)
            messages.success(request, _("The key is made. Only this browser can sign with it."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("requests:my_key"))
    return render(
        request,
        "requests/my_key.html",
        {
            "keys": signing_keys.of_officer(request.officer.pk),
            "offices": offices,
            "now": request.now,
            "ends": wording.KEY_ENDS,
        },
    )


@door(*SIGN, personal=False)
@require_POST
def end_mine(request: DeskRequest) -> HttpResponse:
    """One of my keys signs nothing any more."""
    key_id = request.POST.get("key", "")
    if key_id not in {key.key_id for key in signing_keys.of_officer(request.officer.pk)}:
        raise Http404
    return _ended(request, key_id, "requests:my_key")


@door(*KEEP_KEYS, personal=False)
@require_GET
def keys(request: DeskRequest) -> HttpResponse:
    """All keys: which wait for their organisation's word, which are good, which ended."""
    found = signing_keys.all_keys()
    return render(
        request,
        "requests/keys.html",
        {
            "keys": found,
            "officers": access.names_of({key.officer_id for key in found}),
            "now": request.now,
            "ends": wording.KEY_ENDS,
        },
    )


@door(*KEEP_KEYS, personal=False)
@require_GET
def statement(request: DeskRequest, key_id: str) -> HttpResponse:
    """What the organisation signs, away from this console: an enrolment, or the end of one."""
    key = _key(key_id)
    ended = key.revoked_at is not None and key.enrolment is not None
    text = signing_keys.revocation_statement(key) if ended else signing_keys.statement(key)
    name = "revocation" if ended else "enrolment"
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{key_id[:12]}.json"'
    return answer


class WordForm(forms.Form):
    """A statement that an organisation signed."""

    word = forms.FileField(label="")


@door(*KEEP_KEYS, personal=False)
@require_POST
def word(request: DeskRequest, key_id: str) -> HttpResponse:
    """The organisation's signed word about a key."""
    key = _key(key_id)
    form = WordForm(request.POST, request.FILES)
    if not form.is_valid() or form.cleaned_data["word"].size > MOST_WORD:
        messages.error(request, _("Choose the file that the organisation signed."))
        return HttpResponseRedirect(reverse("requests:keys"))
    said = form.cleaned_data["word"].read()
    act = signing_keys.add_revocation if key.revoked_at else signing_keys.enrol
    try:
        with transaction.atomic():
            act(by=request.actor, now=request.now, key_id=key_id, word=said)
        messages.success(request, _("The organisation's word is kept."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("requests:keys"))


@door(*KEEP_KEYS, personal=False)
@require_POST
def end(request: DeskRequest, key_id: str) -> HttpResponse:
    """A key signs nothing here any more; its organisation's word tells the holders."""
    return _ended(request, _key(key_id).key_id, "requests:keys")


def _ended(request: DeskRequest, key_id: str, back: str) -> HttpResponse:
    try:
        with transaction.atomic():
            signing_keys.revoke(
                by=request.actor, now=request.now, key_id=key_id, why=request.POST.get("why", "")
            )
        messages.success(request, _("The key signs nothing any more."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse(back))


def _key(key_id: str) -> Key:
    found = signing_keys.of(key_id)
    if found is None:
        raise Http404
    return found


def _offices(request: DeskRequest) -> list[str]:
    """The organisations under which this officer may sign: requesters are of a health authority."""
    requests = request.actor.role == Role.INVESTIGATOR
    return [
        one.organisation_id
        for one in directory.organisations()
        if not requests or one.kind is OrganisationKind.HEALTH
    ]
