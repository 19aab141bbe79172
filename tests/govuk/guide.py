"""A page of each layout with made-up content; `python -m tests.govuk.guide 8123` serves them."""

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django import forms
from django.conf import settings

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
AT = datetime(2026, 3, 3, 14, 30, tzinfo=UTC)
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

if not settings.configured:
    import django

    settings.configure(
        FORM_RENDERER="govuk.renderer.GovukRenderer",
        USE_TZ=True,
        TIME_ZONE="Europe/London",
        USE_I18N=False,
        STATIC_URL="/static/",
        INSTALLED_APPS=["django.contrib.staticfiles"],
        SECRET_KEY="guide",
    )
    django.setup()

from django.template.backends.jinja2 import Jinja2  # noqa: E402
from django.utils.safestring import mark_safe  # noqa: E402
from jinja2 import Environment, StrictUndefined  # noqa: E402

from govuk import fields  # noqa: E402
from govuk.assets import Packages  # noqa: E402
from govuk.forms import Form  # noqa: E402
from govuk.jinja import register  # noqa: E402


class EveryField(Form):
    """Each kind of question there is."""

    groups = [("When and where", ["on", "at", "room"]), ("Who", ["chair", "agencies", "level"])]

    summary = fields.LongText(
        label="Summary of the risk",
        max_length=500,
        rows=6,
        help_text="What the panel needs to know first.",
    )
    on = fields.DateField(label="Date of the meeting", help_text="For example, 27 3 2026")
    at = fields.TimeField(label="Time", help_text="For example, 9:30am or 2pm")
    room = forms.CharField(label="Room", max_length=40)
    chair = forms.ChoiceField(
        label="Chair", choices=[("", "Choose"), ("a", "Avis Thornbury"), ("b", "Bram Oyelaran")]
    )
    agencies = fields.Checkboxes(
        label="Agencies to invite",
        choices=[("police", "Police"), ("housing", "Housing"), ("health", "Health trust")],
        hints={"police": "Always invited"},
    )
    level = fields.Radios(
        label="Which level of management?",
        choices=[("2", "Level 2"), ("3", "Level 3")],
        hints={"3": "Senior representatives attend"},
        reveals={"3": "why_three"},
    )
    why_three = fields.LongText(label="Why Level 3", required=False, rows=3)
    known = fields.YesNo(label="Is anything known?")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    read = forms.BooleanField(label="I have read the confidentiality statement")
    kept = forms.CharField(widget=forms.HiddenInput, initial="kept", required=False)


class OneQuestion(Form):
    """A page that asks one thing."""

    page_heading = "level"
    level = fields.Radios(
        label="Which level of management?", choices=[("2", "Level 2"), ("3", "Level 3")]
    )


class Filters(Form):
    status = fields.Checkboxes(
        label="Status", choices=[("open", "Open"), ("overdue", "Overdue")], required=False
    )
    due = fields.DateField(label="Due before", required=False)


@dataclass(frozen=True)
class Person:
    name: str = "Cora Lindqvist"


ACTOR = SimpleNamespace(
    person=Person(),
    agency_name="Northamptonshire MAPPA",
    role=SimpleNamespace(label="MAPPA co-ordinator"),
)
NAVIGATION = [
    ("Today", "/", False),
    ("Nominals", "/list", True),
    ("Meetings", "/record", False),
    ("My actions", "/question", False),
    ("Dashboard", "/board", False),
]
CRUMBS = [("Today", "/"), ("Referrals", "/list")]
WRONG = {
    "summary": "x" * 501,
    "on_day": "31",
    "on_month": "2",
    "on_year": "2026",
    "at": "later",
    "level": "3",
}


def environment(**options: Any) -> Environment:
    """The templates' environment, as the product makes it."""
    made = Environment(**options)  # noqa: S701
    made.globals.update(
        url=lambda name, **_: f"/{name.replace(':', '/')}",
        demonstration=True,
        unread_notices=3,
    )
    register(made)
    return made


def engine() -> Jinja2:
    options = {"environment": "tests.govuk.guide.environment", "undefined": StrictUndefined}
    return Jinja2(
        {
            "NAME": "guide",
            "APP_DIRS": False,
            "DIRS": [ROOT / "templates", HERE / "pages"],
            "OPTIONS": options,
        }
    )


def pages() -> dict[str, tuple[str, dict[str, Any]]]:
    """Each address, its template and what it shows."""
    said = [Message("Referral accepted", "success"), Message("The panel has no chair yet", "info")]
    return {
        "/": ("record.html", {"at": AT, "crumbs": CRUMBS, "messages": said}),
        "/record": ("record.html", {"at": AT, "crumbs": CRUMBS}),
        "/list": ("list.html", {"at": AT, "filters": Filters()}),
        "/question": (
            "question.html",
            {
                "form": EveryField(initial={"on": date(2026, 3, 3)}),
                "title": "Plan a meeting",
                "back": "#",
                "cancel": "#",
            },
        ),
        "/wrong": (
            "question.html",
            {"form": EveryField(WRONG), "title": "Plan a meeting", "back": "#"},
        ),
        "/one": ("question.html", {"form": OneQuestion({}), "title": "Which level of management?"}),
        "/confirm": ("confirm.html", {"back": "#"}),
        "/board": ("board.html", {}),
        "/404": ("errors/404.html", {}),
        "/403": ("errors/403.html", {"reason": "Only a co-ordinator accepts a referral."}),
        "/400": ("errors/400.html", {}),
        "/409": (
            "errors/409.html",
            {"reason": "This has changed since you opened it.", "kept": True, "look_again": "#"},
        ),
        "/500": ("errors/500.html", {}),
    }


class Message(str):
    """A message as django.contrib.messages hands it over."""

    def __new__(cls, text: str, tags: str) -> "Message":
        made = super().__new__(cls, text)
        made.tags = tags
        return made


def render(address: str, *, signed_in: bool = True) -> str:
    template, context = pages()[address]
    request = SimpleNamespace(actor=ACTOR if signed_in else None)
    shared = {
        "navigation": NAVIGATION,
        "csrf_input": mark_safe('<input type="hidden" name="csrfmiddlewaretoken" value="x">'),
    }
    return engine().env.get_template(template).render({**shared, "request": request, **context})


def static_file(address: str) -> Path | None:
    name = address.removeprefix("/static/")
    if found := Packages().find(name):
        return Path(found)
    ours = ROOT / "static" / name
    return ours if ours.is_file() else None


TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}


def application(environ: dict[str, Any], start: Any) -> list[bytes]:
    address = environ["PATH_INFO"]
    if address.startswith("/static/") and (path := static_file(address)):
        start("200 OK", [("Content-Type", TYPES.get(path.suffix, "application/octet-stream"))])
        return [path.read_bytes()]
    if address not in pages():
        start("404 Not Found", [])
        return [b""]
    start(
        "200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", CSP)]
    )
    return [render(address).encode()]


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), application, handler_class=Quiet).serve_forever()
