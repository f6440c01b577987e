"""Django's settings, all of them. What differs from place to place comes from the environment.

A missing secret means no start. Epidemic policy is never a setting: it is dated rows (`policy/`).

    DONGSEON_CONSOLE_DATA   folder of this console: secrets, keys, ledger, static files
    DONGSEON_CONSOLE_KEYS   folder of the key files, apart from the data; DATA/keys if not given
    DATABASE_URL            PostgreSQL, as the application's role (never the owner's)
    DONGSEON_CONSOLE_HOSTS  names it answers to, with commas; this machine alone if not given
    DONGSEON_CONSOLE_TLS    "off" on loopback only; "on" (default) marks cookies secure
    DONGSEON_CONSOLE_WITNESS  folder or URL of who remembers the audit's heads, away from the database
    DONGSEON_CONSOLE_SECOND_FACTOR  "off" for a demonstration on loopback; "on" (default) asks for it
    DONGSEON_CONSOLE_NAME      what the pages call themselves
    DONGSEON_CONSOLE_PUBLIC_SITE  where the public site takes releases: https://…/releases
    DONGSEON_CONSOLE_PRACTICE  "on": the data are made up, and every page says so
    DONGSEON_CONSOLE_OFFICIAL  "on": a public body of Korea runs it, and its pages may say so
    DONGSEON_CONSOLE_SMS       the carrier of messages: https://… or smpp://…; people send by hand if not given
    DONGSEON_CONSOLE_SMS_TOKEN   what an HTTP carrier asks for
    DONGSEON_CONSOLE_SMS_SENDER  the number or name that phones show
    DONGSEON_CONSOLE_CALL_BACK   the number that a message names which may not say what it is about
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from dongseon.running import secret_files
from dongseon.running.addresses import read_database_url


def required(name: str) -> str:
    """One variable of the environment. Raises ImproperlyConfigured if it is not there."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: start the console with `dongseon console`")
    return value


ROOM = Path(__file__).parent
DATA = Path(required("DONGSEON_CONSOLE_DATA"))
KEYS = Path(os.environ.get("DONGSEON_CONSOLE_KEYS", DATA / "keys"))
SECOND_FACTOR = os.environ.get("DONGSEON_CONSOLE_SECOND_FACTOR", "on") != "off"
OVER_TLS = os.environ.get("DONGSEON_CONSOLE_TLS", "on") != "off"

if OVER_TLS and not SECOND_FACTOR:
    raise ImproperlyConfigured("DONGSEON_CONSOLE_SECOND_FACTOR is off: only where TLS is off too")

SECRET_KEY = secret_files.read(DATA / "secrets" / "django.key")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("DONGSEON_CONSOLE_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "dongseon.look",  # before django.forms: its templates dress the fields
    "django.forms",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "dongseon.console.audit",
    "dongseon.console.access",
    "dongseon.console.policy",
    "dongseon.console.roster",
    "dongseon.console.registry",
    "dongseon.console.retention",
    "dongseon.console.desk",
    "dongseon.console.desk.home",
    "dongseon.console.desk.people",
    "dongseon.console.desk.policy",
    "dongseon.console.desk.sign_in",
    "dongseon.console.desk.officers",
    "dongseon.console.desk.programs",
    "dongseon.console.desk.shifts",
    "dongseon.console.desk.audit.apps.AuditPagesConfig",
    "dongseon.console.desk.screening",
    "dongseon.console.desk.cases",
    "dongseon.console.desk.laboratory.apps.LaboratoryPagesConfig",
    "dongseon.console.desk.investigations",
    "dongseon.console.desk.requests",
    "dongseon.console.desk.calls",
    "dongseon.console.desk.messages",
    "dongseon.console.desk.care",
    "dongseon.console.desk.figures",
    "dongseon.console.cases",
    "dongseon.console.intake",
    "dongseon.console.investigations",
    "dongseon.console.tracing",
    "dongseon.console.desk.workbench",
    "dongseon.console.desk.contacts",
    "dongseon.console.desk.chain",
    "dongseon.console.isolation",
    "dongseon.console.desk.isolation.apps.IsolationPagesConfig",
    "dongseon.console.programs",
    "dongseon.console.publishing.apps.PublishingConfig",
    "dongseon.console.desk.publishing.apps.PublishingPagesConfig",
    "dongseon.console.screening",
    "dongseon.console.laboratory",
    "dongseon.console.messages",
    "dongseon.console.calls",
    "dongseon.console.care",
    "dongseon.console.figures",
]
MIDDLEWARE = [
    "dongseon.console.running.requests.numbered",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dongseon.console.desk.language.speak",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a locked-out sign-in into an answer
]
ROOT_URLCONF = "dongseon.console.urls"
WSGI_APPLICATION = "dongseon.console.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dongseon.console.desk.frame.frame",
                "dongseon.console.access.context.who",
            ],
        },
    }
]

DATABASES = {"default": read_database_url(required("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── who comes in ─────────────────────────────────────────────────────────────────────────────

AUTH_USER_MODEL = "access.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
]
LOGIN_URL = "sign_in:password"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 8 * 3600  # s, a shift
SESSION_SAVE_EVERY_REQUEST = False  # the idle limit is access.doors' own
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "console_session"
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OVER_TLS
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
OTP_TOTP_ISSUER = "Dongseon"
AXES_HANDLER = "dongseon.console.access.lockout.Handler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # h
AXES_LOCKOUT_PARAMETERS = "dongseon.console.access.lockout.counted_by"
AXES_USERNAME_CALLABLE = "dongseon.console.access.lockout.counted_name"
AXES_CLIENT_IP_CALLABLE = "dongseon.console.access.lockout.address"
AXES_LOCKOUT_CALLABLE = "dongseon.console.access.lockout.answer"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken", "next"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else whoever goes on locks out for ever
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the audit has it
AXES_VERBOSE = False

AUDIT_WITNESS = os.environ.get("DONGSEON_CONSOLE_WITNESS", "")

SMS = os.environ.get("DONGSEON_CONSOLE_SMS", "")
SMS_TOKEN = os.environ.get("DONGSEON_CONSOLE_SMS_TOKEN", "")
SMS_SENDER = os.environ.get("DONGSEON_CONSOLE_SMS_SENDER", "")
CALL_BACK = os.environ.get("DONGSEON_CONSOLE_CALL_BACK", "")

# ── what a browser may do ────────────────────────────────────────────────────────────────────

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if OVER_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OVER_TLS else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20  # bytes

# ── words, days, files ───────────────────────────────────────────────────────────────────────

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [ROOM / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Seoul"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Strict"
LANGUAGE_COOKIE_SECURE = OVER_TLS
FORMAT_MODULE_PATH = ["dongseon.look.formats"]
FORM_RENDERER = "dongseon.look.rendering.KrdsForms"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no names in cookies
CSRF_FAILURE_VIEW = "dongseon.console.desk.errors.stale_form"
SITE_NAME = os.environ.get("DONGSEON_CONSOLE_NAME", "Dongseon")
PUBLIC_SITE = os.environ.get("DONGSEON_CONSOLE_PUBLIC_SITE", "")
PRACTICE = os.environ.get("DONGSEON_CONSOLE_PRACTICE", "off") == "on"
OFFICIAL = os.environ.get("DONGSEON_CONSOLE_OFFICIAL", "off") == "on"
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"  # filled at start (collectstatic)
STORAGES = {
    # nothing is uploaded to disk
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "dongseon.look.static_files.HashedAndGzipped"},
}
LOGGING_CONFIG = None  # running.journal sets it: JSON, without personal data

# ── jobs ─────────────────────────────────────────────────────────────────────────────────────

PROCRASTINATE_IMPORT_PATHS = [  # besides each app's tasks
    "dongseon.console.running.jobs",
    "dongseon.console.workflows.erasure_job",
    "dongseon.console.workflows.isolating_jobs",
    "dongseon.console.workflows.handing_over_job",
    "dongseon.console.workflows.publishing_job",
    "dongseon.console.workflows.pursuing_job",
    "dongseon.console.workflows.result_files_job",
    "dongseon.console.workflows.tasks",
]
