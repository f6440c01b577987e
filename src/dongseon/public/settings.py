"""Django's settings of the public site, all of them. What differs from place to place comes from the environment.

A missing secret means no start. The same settings serve two faces, each in processes of its own: readers
see pages and nothing that signs anybody in; editors work under /cms/ on a host of their own.

    DONGSEON_PUBLIC_FACE     "readers" (default) or "editors"
    DONGSEON_PUBLIC_DATA     folder of this site: secrets, the console's public key, media, static files
    DATABASE_URL             PostgreSQL, as the application's role (never the owner's)
    DONGSEON_PUBLIC_HOSTS    names it answers to, with commas; this machine alone if not given
    DONGSEON_PUBLIC_TLS      "off" on loopback only; "on" (default) marks cookies secure
    DONGSEON_PUBLIC_URL      where readers find it, for feeds and share cards: https://…, no slash at the end
    DONGSEON_PUBLIC_SECOND_FACTOR  "off" for a demonstration on loopback; "on" (default) asks editors for it
    DONGSEON_PUBLIC_NAME     what the pages call themselves, in Korean
    DONGSEON_PUBLIC_NAME_EN  the same in English
    DONGSEON_PUBLIC_PRACTICE "on": the data are made up, and every page says so
    DONGSEON_PUBLIC_OFFICIAL "on": a public body of Korea runs it, and its pages may say so
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from dongseon.public.uploads import kinds
from dongseon.running import secret_files
from dongseon.running.addresses import read_database_url


def required(name: str) -> str:
    """One variable of the environment. Raises ImproperlyConfigured if it is not there."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: start the site with `dongseon public`")
    return value


ROOM = Path(__file__).parent
DATA = Path(required("DONGSEON_PUBLIC_DATA"))
FACE = os.environ.get("DONGSEON_PUBLIC_FACE", "readers")
EDITING = FACE == "editors"
OVER_TLS = os.environ.get("DONGSEON_PUBLIC_TLS", "on") != "off"
SECOND_FACTOR = os.environ.get("DONGSEON_PUBLIC_SECOND_FACTOR", "on") != "off"

if FACE not in ("readers", "editors"):
    raise ImproperlyConfigured(f"DONGSEON_PUBLIC_FACE is {FACE!r}: expected readers or editors")
if OVER_TLS and not SECOND_FACTOR:
    raise ImproperlyConfigured("DONGSEON_PUBLIC_SECOND_FACTOR is off: only where TLS is off too")

SECRET_KEY = secret_files.read(DATA / "secrets" / "django.key")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("DONGSEON_PUBLIC_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "dongseon.public.alerts",
    "dongseon.public.around",
    "dongseon.public.clinics",
    "dongseon.public.content",
    "dongseon.public.frame",
    "dongseon.public.masks",
    "dongseon.public.pages",
    "dongseon.public.releases.apps.ReleasesConfig",
    "dongseon.public.dashboard.apps.DashboardConfig",
    "dongseon.public.places.apps.PlacesConfig",
    "dongseon.public.opendata.apps.OpenDataConfig",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "dongseon.look",  # before django.forms: its templates dress the fields
    "django.forms",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
]
READERS_MIDDLEWARE = [  # no session, nobody signed in, no cookie
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "dongseon.public.frame.languages.kept_by_nobody",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
]
EDITORS_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dongseon.public.frame.languages.kept_by_nobody",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "dongseon.public.frame.editors.second_factor_asked",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a locked-out sign-in into an answer
]
MIDDLEWARE = EDITORS_MIDDLEWARE if EDITING else READERS_MIDDLEWARE
ROOT_URLCONF = "dongseon.public.editors_urls" if EDITING else "dongseon.public.urls"
WSGI_APPLICATION = "dongseon.public.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "dongseon.public.frame.context.frame",
                *(
                    (
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    )
                    if EDITING
                    else ()
                ),
            ],
        },
    }
]

DATABASES = {"default": read_database_url(required("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SILENCED_SYSTEM_CHECKS = [] if EDITING else ["axes.W002"]  # readers cannot sign in

# ── editors ──────────────────────────────────────────────────────────────────────────────────

WAGTAIL_SITE_NAME = "Dongseon"
WAGTAILADMIN_BASE_URL = ""
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("ko", "한국어"), ("en", "English")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False  # nothing of ours asks another host
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILDOCS_EXTENSIONS = list(kinds.DOCUMENTS)
WAGTAILDOCS_DOCUMENT_FORM_BASE = "dongseon.public.uploads.forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "direct"  # readers' pages name files, no view of the editors'
WAGTAILIMAGES_EXTENSIONS = list(kinds.PICTURES)  # no SVG: it can hold scripts
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 2**20  # bytes
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000  # a small file can unfold into gigabytes
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "dongseon.public.content.publishing.finish"
WAGTAILADMIN_USER_LOGIN_FORM = "dongseon.public.frame.editors.SignIn"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True
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
]
LOGIN_URL = "wagtailadmin_login"
SESSION_COOKIE_AGE = 8 * 3600  # s, a shift
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "editors_session"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OVER_TLS
OTP_TOTP_ISSUER = "Dongseon"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # h
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# ── what a browser may do ────────────────────────────────────────────────────────────────────

SCRIPTS = [SELF, UNSAFE_INLINE] if EDITING else [SELF]  # Wagtail's editor writes its own inline
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": SCRIPTS,
        "style-src": SCRIPTS,
        "worker-src": [SELF],
        "img-src": [SELF, "data:", *(["blob:"] if EDITING else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF] if EDITING else [NONE],
        "frame-ancestors": [SELF] if EDITING else [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if OVER_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OVER_TLS else None
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows previews in frames of its own
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20  # bytes

# ── words, days, files ───────────────────────────────────────────────────────────────────────

LANGUAGE_CODE = "ko"
LOCALE_PATHS = [ROOM / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Seoul"
FORMAT_MODULE_PATH = ["dongseon.look.formats"]
FORM_RENDERER = "dongseon.look.rendering.KrdsForms" if not EDITING else (
    "django.forms.renderers.TemplatesSetting"
)  # fmt: skip
SITE_NAMES = {
    "ko": os.environ.get("DONGSEON_PUBLIC_NAME", "동선 감염병 정보"),
    "en": os.environ.get("DONGSEON_PUBLIC_NAME_EN", "Dongseon epidemic information"),
}
SITE_URL = os.environ.get("DONGSEON_PUBLIC_URL", "")
PRACTICE = os.environ.get("DONGSEON_PUBLIC_PRACTICE", "off") == "on"
OFFICIAL = os.environ.get("DONGSEON_PUBLIC_OFFICIAL", "off") == "on"
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"  # filled at start (collectstatic)
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"  # what editors upload
STORAGES = {
    "default": {"BACKEND": "dongseon.public.uploads.keeping.Unguessable"},
    "staticfiles": {"BACKEND": "dongseon.look.static_files.HashedAndGzipped"},
}
LOGGING_CONFIG = None  # running.journal sets it: JSON, without personal data
