"""Every setting, in one place, from the environment; the defaults work on one machine."""

import os

from django.utils.csp import build_policy

from rounds import postgres
from rounds.site import environment as env

HOME = env.home()
SECRET_KEY = env.secret_key()
SECRET_KEY_FALLBACKS = env.older_secret_keys()
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("ROUNDS_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
PORT = env.port(os.environ, "ROUNDS_PORT", 8000)


DATABASE_URL = "ROUNDS_OWNER_DATABASE_URL" if os.environ.get("ROUNDS_AS_OWNER") else "DATABASE_URL"


def _database_url() -> str:
    if url := os.environ.get(DATABASE_URL):
        return url
    kept = postgres.urls(HOME)
    if kept is None:
        # Nothing runs yet: `rounds serve`, `demo` and `migrate` make the server before Django connects.
        return "postgresql://nobody@127.0.0.1:1/none"
    return kept.owner if os.environ.get("ROUNDS_AS_OWNER") else kept.app


DATABASES = {"default": env.database(_database_url(), name=DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "rounds.web.apps.WebConfig",  # first, so that its templates stand before those of django-allauth
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "rounds.workspaces.apps.WorkspacesConfig",
    "rounds.timeline.apps.TimelineConfig",
    "rounds.policies.apps.PoliciesConfig",
    "rounds.team.apps.TeamConfig",
    "rounds.accounts.apps.AccountsConfig",
    "rounds.telemetry.apps.TelemetryConfig",
    "rounds.desk.apps.DeskConfig",
    "rounds.checkins.apps.CheckinsConfig",
    "rounds.targets.apps.TargetsConfig",
    "rounds.lists.apps.ListsConfig",
    "rounds.manual.apps.ManualConfig",
    "rounds.engine.apps.EngineConfig",
    "rounds.mail.apps.MailConfig",
    "rounds.imports.apps.ImportsConfig",
    "rounds.api.apps.ApiConfig",
    "rounds.site.apps.SiteConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "rounds.site.statics.Served",
    "rounds.web.may_load.may_load",
    "rounds.web.posted.read_at_once",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "rounds.site.urls"
WSGI_APPLICATION = "rounds.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["rounds.web.wording.Loader"])],
            "builtins": ["rounds.web.templatetags.wording"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "rounds.web.compiled.environment"},
    },
]

# Sign-in
AUTH_USER_MODEL = "team.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "rounds.site.signin.Door"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "change_password": "5/m/user",
    "reset_password": "10/m/ip",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "second_step": "30/m/ip",
    "passkey": "60/m/ip",
    "invitation": "20/m/ip",
    "invite": "60/h/user",
    "try_account": "30/h/user",
}
ADDRESS = env.page_address(os.environ)
SESSION_ENGINE = "rounds.team.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "rounds.web.failures.csrf_failure"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},  # 300 otherwise: many callers would push each other's counts out
    }
}

# Behind HTTPS everything is stricter; on a laptop's loopback there is none.
BEHIND_HTTPS = os.environ.get("ROUNDS_HTTPS", "") == "1"
LIVE = env.live(os.environ, https=BEHIND_HTTPS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_HTTPS else 0  # sign-ins are counted by the caller's address, not the proxy's
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if BEHIND_HTTPS else []
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MAY_LOAD = build_policy(
    {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", *LIVE.sources(ALLOWED_HOSTS)],
        "frame-src": ["'self'"],  # mails as they were written, boxed in by a policy of their own
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
)

# Pages
LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60  # under a name without a digest; a browser asks again, and hears 304
WHITENOISE_IMMUTABLE_FILE_TEST = (
    r"\.[0-9a-f]{12}\.\w+$|\.woff2$"  # a name with its digest; another font is another name
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "rounds.site.statics.Named"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Mail
MAIL_LIMIT = env.number(os.environ, "ROUNDS_MAIL_LIMIT", 25 * 1024 * 1024)
SMTP_DOOR = env.address(os.environ, "ROUNDS_SMTP_DOOR", "127.0.0.1:2525")
RELAYS = env.networks(os.environ, "ROUNDS_RELAYS", "127.0.0.0/8,::1")
SMTP_PER_PEER = env.number(os.environ, "ROUNDS_SMTP_PER_PEER", 20)
SMTP_OUT = env.smtp_out(os.environ)
IMAP_BOXES = env.imap_boxes(os.environ)
PRIVATE_SERVERS = env.yes(os.environ, "ROUNDS_PRIVATE_SERVERS")
DELIVERY_LEASE_SECONDS = env.number(os.environ, "ROUNDS_DELIVERY_LEASE", 30)

# Import
IMPORT_LIMIT = env.number(os.environ, "ROUNDS_IMPORT_LIMIT", 64 * 1024 * 1024)
LARGEST_REQUEST = max(MAIL_LIMIT, IMPORT_LIMIT) + DATA_UPLOAD_MAX_MEMORY_SIZE  # who sends more hears so from the gate

# Usage
TELEMETRY = env.telemetry()

# Programs
API_PACE = env.number(os.environ, "ROUNDS_API_PACE", 600)
API_GUESSES = 30  # wrong tokens that one address may show within a minute; with 256 bits, this only keeps noise down

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # jobs are asked for by their names; the worker alone loads what they do
LOGGING_CONFIG = "rounds.site.logs.configure"
LOGGING = {"json": os.environ.get("ROUNDS_LOGS") == "json"}
