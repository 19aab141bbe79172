"""The browser is sent what the pages name, and nothing that only gov.uk may use."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from govuk.assets import SERVED, Packages
from tests.govuk.guide import ROOT, static_file

NAMED = re.compile(r"""static\("([^"]+)"\)""")
PAGES = sorted((ROOT / "templates").rglob("*.html"))


def test_every_static_file_that_a_template_names_is_there():
    named = {name for page in PAGES for name in NAMED.findall(page.read_text())}
    assert len(named) > 5
    assert [name for name in named if static_file(f"/static/{name}") is None] == []


def test_what_a_style_sheet_or_a_script_of_ours_asks_for_is_there():
    sheet, script = (ROOT / "static" / name for name in ("mappa.css", "mappa.js"))
    asked = re.findall(r'url\("([^"]+)"\)', sheet.read_text())
    asked += re.findall(r'from "\./([^"]+)"', script.read_text())
    assert len(asked) >= 4
    assert [name for name in asked if static_file(f"/static/{name}") is None] == []


def test_the_typeface_and_the_crest_of_gov_uk_are_not_served():
    names = [name for name, _ in Packages().list([])]
    assert names
    assert [name for name in names if re.search(r"font|crest|crown|favicon", name)] == []
    assert Packages().find("govuk-frontend/assets/fonts/light-94a07e06a1-v2.woff2") == []


@pytest.mark.parametrize("name", ["../package.json", "charts/../../package.json", "charts/"])
def test_nothing_beside_the_named_files_can_be_asked_for(name):
    assert Packages().find(name) == []


def test_packages_that_were_not_fetched_are_spoken_of(monkeypatch):
    monkeypatch.setitem(SERVED, "charts", (Path("nowhere"), ["echarts.common.min.js"]))
    (warning,) = Packages().check()
    assert "charts/echarts.common.min.js" in warning.msg
    assert "make setup" in warning.msg


def test_an_agency_can_collect_them_with_names_that_may_be_kept_for_ever(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_DIRS = [ROOT / "static"]
    settings.STATICFILES_FINDERS = [
        "django.contrib.staticfiles.finders.FileSystemFinder",
        "govuk.assets.Packages",
    ]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert list(tmp_path.glob("govuk-frontend/govuk-frontend.min.????????????.css"))
    assert list(tmp_path.glob("mappa.????????????.css.gz"))
