"""What an answer says, in every place where it can say it, and where it leads (pure).

The places in which nobody may ever be named, whatever the reader may see, are kept apart from
the body: titles, addresses and headers are what browsers and proxies remember.
"""

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote_plus

from pypdf import PdfReader
from pypdf.errors import PyPdfError

BODY, TITLE, LINK, HEADER, MESSAGE = "body", "title", "address", "header", "message"
NAMELESS = frozenset({TITLE, LINK, HEADER, MESSAGE})
# Said of a connection, or the same for every page: no word of a case can be in them.
DULL_HEADERS = frozenset(
    {"Content-Length", "Content-Type", "Content-Security-Policy", "Cache-Control", "Vary", "Allow",
     "Permissions-Policy", "Referrer-Policy", "X-Frame-Options", "X-Content-Type-Options"}
)  # fmt: skip

TAG = re.compile(r"<[^>]*>")
VALUE = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
TITLED = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
LEADS = re.compile(r"""\s(?:href|src|action|formaction|hx-\w+)\s*=\s*"([^"]*)\"""", re.IGNORECASE)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]*"')
FOLD = re.compile(r"\r?\n[ \t]")

SHORT = 3  # fields of a form that finds somebody
Text = tuple[str, str]  # where it stands, and what it says


class Unreadable(Exception):
    """A document that cannot be looked through: nobody can say that it gives nothing away."""


def texts_of(kind: str, content: bytes, headers: Mapping[str, str]) -> Iterator[Text]:
    """Everything that an answer says, by place."""
    for name, value in headers.items():
        if name not in DULL_HEADERS:
            yield HEADER, unquote_plus(value)
    if "html" in kind:
        yield from _of_a_page(content.decode(errors="replace"))
    elif content:
        yield BODY, _plain(kind, content)


def _of_a_page(source: str) -> Iterator[Text]:
    for title in TITLED.findall(source):
        yield TITLE, html.unescape(title)
    for address in LEADS.findall(source):
        yield LINK, unquote_plus(html.unescape(address))
    values = ("".join(pair) for pair in VALUE.findall(source))
    yield BODY, html.unescape(" \n ".join((TAG.sub(" ", source), *values)))


def _plain(kind: str, content: bytes) -> str:
    """The text of a document that is no page. Raises Unreadable where there is no making it out."""
    try:
        if "pdf" in kind:
            return _of_a_print(content)
        if content.startswith(b"PK\x03\x04"):
            return _of_an_archive(content)
        text = content.decode()
        if "json" in kind:
            return json.dumps(json.loads(text), ensure_ascii=False)
    except (PyPdfError, zipfile.BadZipFile, ValueError) as error:
        raise Unreadable(kind) from error
    return FOLD.sub("", text) if "calendar" in kind else text


def _of_a_print(content: bytes) -> str:
    document = PdfReader(io.BytesIO(content))
    told = " ".join(str(value) for value in (document.metadata or {}).values())
    return "\n".join([told, *(page.extract_text() for page in document.pages)])


def _of_an_archive(content: bytes) -> str:
    """A workbook, or another document that is an archive of marked-up parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        inside = (parts.read(name).decode(errors="replace") for name in parts.namelist())
        return html.unescape(TAG.sub(" ", "\n".join([*parts.namelist(), *inside])))


def steady(content: bytes) -> str:
    """An answer without what differs from one asking to the next: a form's token, a nonce."""
    return TOKEN.sub("", content.decode(errors="replace"))


@dataclass
class FoundForm:
    """A form of a page: where it sends, how, and what it asks for."""

    action: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)  # name, type, value
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def searches(self) -> bool:
        """Whether it asks for a word or two and nothing else, as what finds somebody does."""
        sorts = [sort for _, sort, _ in self.fields if sort not in {"submit", "button"}]
        return 0 < len(sorts) <= SHORT and {*sorts} <= {"text", "search"}


class Leads(HTMLParser):
    """The links and the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: dict[str, None] = {}
        self.forms: list[FoundForm] = []
        self._form: FoundForm | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        for name in ("href", "hx-get"):
            if given.get(name, "").startswith(("/", "?")):
                self.links[given[name]] = None
        if tag == "form":
            self._form = FoundForm(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag in {"input", "textarea", "select", "button", "option"}:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        if self._form is None:
            return
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "option":
            self._form.choices.setdefault(self._select, []).append(value)
            return
        sort = given.get("type", "text") if tag == "input" else tag
        if tag == "select":
            self._select = name
        if not name or name == "csrfmiddlewaretoken":
            return
        if sort in {"radio", "checkbox"}:
            self._form.choices.setdefault(name, []).append(value)
        self._form.fields.append((name, sort, value))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def leads_of(content: bytes) -> Leads:
    leads = Leads()
    leads.feed(content.decode(errors="replace"))
    return leads
