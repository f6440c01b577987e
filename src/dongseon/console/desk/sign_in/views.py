"""The steps of coming in: password, second factor or its enrolment, first password."""

import secrets
from base64 import b32encode
from collections.abc import Mapping
from urllib.parse import urlencode

import django_otp
import segno
from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dongseon.console.access import actions, doors, lockout, queries, rules, sessions
from dongseon.console.access.doors import DeskRequest
from dongseon.console.access.models import Authenticator, Officer
from dongseon.console.audit.types import Actor
from dongseon.console.desk.sign_in.forms import CodeForm, NewPasswordForm, PasswordForm

NOBODY = Actor(None, "officer", "")


@doors.public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def password(request: DeskRequest) -> HttpResponse:
    """The first step. Wrong name and wrong password look alike."""
    form = PasswordForm(request.POST or None)
    officer = None
    if request.method == "POST" and form.is_valid():
        officer = authenticate(request, **form.cleaned_data)
        if isinstance(officer, Officer) and not _is_out_of_date(officer, request):
            return _admit(request, officer)
        _refuse(request, form, out_of_date=officer is not None)
    page = {"form": form, "next": _next(request), "ended": request.GET.get("ended", "")}
    return render(request, "sign_in/password.html", page)


@doors.threshold
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: DeskRequest) -> HttpResponse:
    """The second step: six digits, or a recovery code."""
    officer = request.officer
    if doors.is_verified(request):
        return HttpResponseRedirect(_next(request))
    device = queries.factor_of(officer.pk)
    if device is None:
        return redirect("sign_in:enrol")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        how = _proved_by(request, officer, device, form.cleaned_data["code"])
        if how:
            return _let_in(request, officer, device, how)
        form.add_error("code", _("This code is not right, or was used already. Wait for the next."))
    return render(request, "sign_in/second_factor.html", {"form": form, "next": _next(request)})


@doors.threshold
@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: DeskRequest) -> HttpResponse:
    """Join a phone: for whoever has none yet. The recovery codes are shown this once."""
    officer = request.officer
    if queries.factor_of(officer.pk) is not None:
        return redirect("sign_in:second_factor")
    device = queries.unfinished_factor_of(officer.pk) or _new_factor(request, officer)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            proved = django_otp.verify_token(
                officer, device.persistent_id, _digits(form.cleaned_data["code"])
            )
        if proved is not None:
            return _finish_enrolment(request, officer, device)
        form.add_error("code", _("This code is not right. Is the phone's clock right?"))
    return render(request, "sign_in/enrol.html", {"form": form, **_joining(device)})


@doors.threshold
@never_cache
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "POST"])
def first_password(request: DeskRequest) -> HttpResponse:
    """Change the password that somebody else has set."""
    officer = request.officer
    if not doors.is_verified(request):
        return redirect("sign_in:second_factor")
    form = NewPasswordForm(officer, request.POST or None, asks_present=False)
    if request.method == "POST" and form.is_valid():
        renew(request, officer, form.cleaned_data["new"])
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "sign_in/first_password.html", {"form": form})


@doors.threshold
@require_POST
def sign_out(request: DeskRequest) -> HttpResponse:
    """Leave."""
    with transaction.atomic():
        actions.sign_out(by=request.actor, now=request.now, officer_id=request.officer.pk)
    logout(request)
    return redirect(settings.LOGIN_URL)


def renew(request: DeskRequest, officer: Officer, new: str) -> None:
    """Set the password and carry the present session over; all others end."""
    with transaction.atomic():
        actions.change_password(
            by=request.actor, now=request.now, officer_id=officer.pk, password=new
        )
    officer.refresh_from_db()
    sessions.carry_over(request.session, generation=officer.generation)
    update_session_auth_hash(request, officer)  # a new key for the session too


# ── inner steps ──────────────────────────────────────────────────────────────────────────────


def _is_out_of_date(officer: Officer, request: DeskRequest) -> bool:
    until = officer.first_password_until
    return until is not None and until < request.now


def _admit(request: DeskRequest, officer: Officer) -> HttpResponse:
    """The password was right. The session gets a new key: one fixed beforehand is worth nothing."""
    login(request, officer)
    sessions.begin(request.session, generation=officer.generation, now=request.now)
    if settings.SECOND_FACTOR:
        answer = HttpResponseRedirect(
            f"{reverse('sign_in:second_factor')}?{urlencode({'next': _next(request)})}"
        )
    else:
        with transaction.atomic():
            actions.sign_in(
                by=Actor(officer.pk, "officer", ""),
                now=request.now,
                officer_id=officer.pk,
                how="password",
            )
        answer = HttpResponseRedirect(_next(request))
    lockout.remember(answer, officer.username)
    return answer


def _refuse(request: DeskRequest, form: PasswordForm, *, out_of_date: bool) -> None:
    with transaction.atomic():
        actions.refuse_sign_in(
            by=NOBODY, now=request.now, username=form.cleaned_data["username"], how="password"
        )
    if getattr(request, "axes_locked_out", False):
        form.add_error(None, _("Too many attempts. Try again in 15 minutes."))
    elif out_of_date:
        form.add_error(
            None, _("This first password has expired. Ask an administrator for another.")
        )
    else:
        form.add_error(None, _("User name or password is wrong."))


def _proved_by(request: DeskRequest, officer: Officer, device: Authenticator, code: str) -> str:
    """With what the officer proved themselves; nothing if they did not."""
    with transaction.atomic():
        if django_otp.verify_token(officer, device.persistent_id, _digits(code)) is not None:
            return "authenticator"
    try:
        with transaction.atomic():
            actions.use_recovery_code(
                by=request.actor, now=request.now, officer_id=officer.pk, code=code
            )
    except actions.Refused:
        with transaction.atomic():
            actions.refuse_sign_in(
                by=request.actor, now=request.now, username=officer.username, how="code"
            )
        return ""
    return "recovery code"


def _let_in(
    request: DeskRequest, officer: Officer, device: Authenticator, how: str
) -> HttpResponse:
    """Both proofs were right: another new key, since the session is worth more now."""
    django_otp.login(request, device)
    request.session.cycle_key()
    with transaction.atomic():
        actions.sign_in(by=request.actor, now=request.now, officer_id=officer.pk, how=how)
    return HttpResponseRedirect(_next(request))


def _new_factor(request: DeskRequest, officer: Officer) -> Authenticator:
    with transaction.atomic():
        actions.propose_factor(by=request.actor, now=request.now, officer_id=officer.pk)
    made = queries.unfinished_factor_of(officer.pk)
    if made is None:
        raise LookupError("the device just made is gone")
    return made


def _finish_enrolment(
    request: DeskRequest, officer: Officer, device: Authenticator
) -> HttpResponse:
    codes = [_recovery_code() for _ in range(rules.RECOVERY_CODES)]
    with transaction.atomic():
        actions.enrol_factor(
            by=request.actor,
            now=request.now,
            officer_id=officer.pk,
            device_id=device.pk,
            codes=codes,
        )
    device.refresh_from_db()
    _let_in(request, officer, device, "enrolment")
    return render(request, "sign_in/recovery_codes.html", {"codes": codes, "next": _next(request)})


def _recovery_code() -> str:
    """80 random bits as four groups of four letters and digits."""
    letters = b32encode(secrets.token_bytes(rules.RECOVERY_BITS // 8)).decode().casefold()
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def _digits(code: str) -> str:
    return "".join(code.split())


def _joining(device: Authenticator) -> Mapping[str, str]:
    """The QR code as SVG without styles or scripts, and the key to be typed where none can be read."""
    key = b32encode(device.bin_key).decode()
    picture = segno.make(device.config_url, error="m").svg_inline(
        scale=5, border=4, dark="#000", light="#fff", omitsize=False
    )
    return {"picture": picture, "key": " ".join(key[i : i + 4] for i in range(0, len(key), 4))}


def _next(request: DeskRequest) -> str:
    """Where somebody wanted to go: a path of our own, or the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return str(settings.LOGIN_REDIRECT_URL)
