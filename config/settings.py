"""Everything that differs between one installation and another comes from the environment.

The order is that of Django's settings reference. Nothing here is read before it is set.
"""

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent
PRODUCTION = os.environ.get("COUNTERPOINT_ENV", "local") == "production"
VAR = Path(os.environ.get("COUNTERPOINT_VAR", BASE_DIR / "var"))


def list_from_environment(name: str, default: str = "") -> list[str]:
    """Return the comma-separated values of an environment variable."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret_key() -> str:
    """Return the secret key from the environment, else one that is made once and stored in `VAR`.

    Raises ImproperlyConfigured if production has none, or a weak one.
    """
    secret = os.environ.get("COUNTERPOINT_SECRET_KEY", "")
    if PRODUCTION and (len(secret) < 50 or len(set(secret)) < 5):
        raise ImproperlyConfigured(
            "COUNTERPOINT_SECRET_KEY must hold at least 50 varied characters in production."
        )
    if secret:
        return secret
    file = VAR / "secret.key"
    try:
        if not file.exists():
            VAR.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(get_random_secret_key())
        return file.read_text()
    except OSError:  # a read-only folder: sessions then last as long as the process
        return get_random_secret_key()


def make_folder(folder: Path) -> Path:
    """Create the folder if possible, and return it."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def database() -> dict[str, object]:
    """Return the settings of `DATABASE_URL`, with what SQLite needs for several writers."""
    default = f"sqlite:///{VAR / 'counterpoint.sqlite3'}"
    options: dict[str, object] = dict(dj_database_url.config(default=default, conn_max_age=0))
    if options["ENGINE"] == "django.db.backends.sqlite3":
        durable = os.environ.get("COUNTERPOINT_DURABLE") == "1"
        # Measured: without IMMEDIATE nine of ten read-then-write transactions fail under
        # eight writers; with it, WAL and a patient timeout none does.
        # A file for the tests too: a server under test and its test are several threads.
        options["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
        options["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;"
                f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'};"
                "PRAGMA foreign_keys=ON;"
            ),
        }
    else:
        options["CONN_HEALTH_CHECKS"] = True
    return options


def site_origin(hosts: list[str], origins: list[str]) -> str:
    """Return the scheme and host of links in mails: those of the first origin that is no pattern,
    else of the first host. Raises ImproperlyConfigured if production names neither."""
    named = [each for each in origins if "*" not in each]
    named += [f"https://{each}" for each in hosts if each[0] not in "*."] if PRODUCTION else []
    if not named and PRODUCTION and hosts:
        raise ImproperlyConfigured("COUNTERPOINT_ORIGINS must name the address of the site.")
    return named[0].rstrip("/") if named else "http://localhost:8000"


# Core settings
ALLOWED_HOSTS = list_from_environment(
    "COUNTERPOINT_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]"
)
CACHES = {
    # What tries are counted in: every process must count the same.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "annotations_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What is only kept to save work.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # How far long work is: other processes read it before its transaction ends.
    "progress": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "progress",
    },
}
CSRF_FAILURE_VIEW = "annotations.margin.composing.form_recovery.csrf_failure"
CSRF_TRUSTED_ORIGINS = list_from_environment("COUNTERPOINT_ORIGINS")
DATABASES = {"default": database()}
# A corrected text of 5 MB, pasted, and the rest of its form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DEBUG = not PRODUCTION and os.environ.get("COUNTERPOINT_DEBUG") == "1"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEFAULT_FROM_EMAIL = os.environ.get("COUNTERPOINT_FROM", "Counterpoint <counterpoint@localhost>")
INSTALLED_APPS = [
    "annotations",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
# The language of the interface. The two pseudo-languages, made by `manage.py pseudo_language`, show
# what is not translated, cut off or not mirrored.
LANGUAGE_CODE = os.environ.get("COUNTERPOINT_LANGUAGE", "en")
LANGUAGES = [("en", "English"), ("en-xa", "Accented English"), ("ar-xb", "Mirrored English")]
LOCALE_PATHS = [BASE_DIR / "annotations" / "locale", VAR / "locale"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
LOGGING_CONFIG = "config.logs.configure"  # masks secrets in every record
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": urlsplit(os.environ["COUNTERPOINT_SMTP"]).hostname,
            "port": urlsplit(os.environ["COUNTERPOINT_SMTP"]).port or 587,
            "username": urlsplit(os.environ["COUNTERPOINT_SMTP"]).username or "",
            "password": urlsplit(os.environ["COUNTERPOINT_SMTP"]).password or "",
            "use_tls": True,
            "timeout": 5,  # seconds for each answer of the mail server
        },
    }
    if "COUNTERPOINT_SMTP" in os.environ
    else {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.caching.PrivatePages",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "annotations.seminars.share_links.ShareLinkMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.whole_pages.WholePages",
    "config.contention.BusyDatabase",
]
ROOT_URLCONF = "config.urls"
SECRET_KEY = secret_key()
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
}
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("COUNTERPOINT_PROXY") == "1" else None
)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "config.storage.Manifest"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "annotations.templatetags.dates",
                "annotations.templatetags.focus",
                "annotations.templatetags.interface",
            ],
            "context_processors": [
                "django.template.context_processors.csp",
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "annotations.notices.context_processors.notices_in_header",
            ],
        },
    }
]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
WSGI_APPLICATION = "config.wsgi.application"
X_FRAME_OPTIONS = "DENY"

# Auth
AUTHENTICATION_BACKENDS = ["annotations.people.accounts.NameOrAddress"]
AUTH_USER_MODEL = "annotations.User"
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "/accounts/login/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Sessions and cookies
CSRF_COOKIE_SECURE = PRODUCTION
# Of who is not signed in, a day; `people.accounts` makes it longer for who is. What somebody typed
# before signing in is in it, and anybody can begin as many as they like.
SESSION_COOKIE_AGE = 60 * 60 * 24
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_ENGINE = "annotations.people.sessions.store"

# Static files
STATIC_ROOT = make_folder(VAR / "static")
STATIC_URL = "static/"

# django-allauth
ACCOUNT_ADAPTER = "annotations.people.accounts.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_FORMS = {
    "add_email": "annotations.people.forms.AddEmailForm",
    "change_password": "annotations.people.forms.ChangePasswordForm",
    "login": "annotations.people.forms.LoginForm",
    "reauthenticate": "annotations.people.forms.ReauthenticateForm",
    "reset_password": "annotations.people.forms.ResetPasswordForm",
    "reset_password_from_key": "annotations.people.forms.ResetPasswordKeyForm",
    "set_password": "annotations.people.forms.SetPasswordForm",
    "signup": "annotations.people.forms.SignupForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
# "strict": signing up with somebody's address says nothing about them either. Who confirms an
# address has it; until then several may claim it.
ACCOUNT_PREVENT_ENUMERATION = "strict"
# A class of forty behind one address signs up and in within a minute; one name is guessed at
# ten times from one address before it must wait (`people.accounts` makes the key).
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,10/10m/key",
    "reset_password": "60/m/ip,5/10m/key",
    "reset_password_from_key": "60/m/ip",
    "signup": "120/m/ip",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("COUNTERPOINT_PROXY") == "1" else 0
MFA_ALLOW_UNVERIFIED_EMAIL = True  # one may claim an address that others claim: nobody is shut out
MFA_FORMS = {
    "activate_totp": "annotations.people.forms.ActivateTOTPForm",
    "add_webauthn": "annotations.people.forms.AddWebAuthnForm",
    "authenticate": "annotations.people.forms.AuthenticateForm",
    "edit_webauthn": "annotations.people.forms.EditWebAuthnForm",
    "reauthenticate": "annotations.people.forms.ReauthenticateCodeForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Counterpoint"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # passkeys on http://localhost

# Counterpoint's own
# What one client may have the server do, as in ACCOUNT_RATE_LIMITS; "key" counts the whole site.
CLIENT_LIMITS = {
    "edition_pdf": "10/m/user",
    "edition_pdf_anonymous": "5/m/ip,30/h/ip",
    # Files of a reading's annotations: one of 100,000 takes half a minute.
    "export": "60/m/user",
    "export_anonymous": "20/m/ip,200/h/ip",
    # Forms kept in a session while somebody signs in, of at most 64 kB each. Past the limit the
    # text stays in the page, so that nobody loses it.
    "keep_form": "60/m/ip,200/h/ip,1000/h/key",
}
# What one member may do in a seminar before being asked to slow down.
FLAGS_A_DAY = int(os.environ.get("COUNTERPOINT_FLAGS_A_DAY", "20"))
POSTS_A_MINUTE = int(os.environ.get("COUNTERPOINT_POSTS_A_MINUTE", "30"))
# Seals the moderation record; kept apart from the secret key where that is rotated.
CHAIN_KEY = os.environ.get("COUNTERPOINT_CHAIN_KEY", SECRET_KEY)
# Where Hypothesis's client is: the folder of its npm package, `node_modules/hypothesis`. Nothing of
# it is part of this project; without it, its page says what to do.
HYPOTHESIS_CLIENT_DIR = os.environ.get("COUNTERPOINT_HYPOTHESIS_CLIENT", "")
# Whether `manage.py look_up_sources` may ask Crossref, DataCite and Open Library about works.
LOOKUP = os.environ.get("COUNTERPOINT_LOOKUP") == "1"
# What links in mails begin with. Never the host that a request names: whoever asks for a mail to
# somebody else would choose where its links lead.
SITE_ORIGIN = site_origin(ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS)

# whitenoise
WHITENOISE_AUTOREFRESH = not PRODUCTION
WHITENOISE_USE_FINDERS = not PRODUCTION
