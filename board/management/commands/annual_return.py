"""Prints the annual return of an area, or of all together, counted from the database."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localdate

from access.locks import acting_as, service_actors
from agencies.models import Area, Population
from board.annual_return import annual_return, national_return
from board.layouts import ReportingYear, Tables, UnknownYear, lines
from board.models import ReturnLayout


class Command(BaseCommand):
    help = "Prints the published tables of an area's annual return, counted from the database."

    def add_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--area", help="Such as Northamptonshire.")
        whose.add_argument(
            "--national", action="store_true", help="All areas and the national unit together."
        )
        parser.add_argument("--year", required=True, help="Such as 2024-25.")
        parser.add_argument("--format", choices=("json", "text"), default="text")

    def handle(self, *_: Any, **given: Any) -> None:
        area = None if given["national"] else _area(given["area"])
        year = _year(given["year"], area)
        tables = _counted(area, year) if area else national_return(year)
        self._warn(area, year)
        if given["format"] == "json":
            self.stdout.write(json.dumps(tables, indent=1, ensure_ascii=False))
            return
        whose = area or "All areas and the national unit"
        self.stdout.write(f"{whose}, {year.name}: counted from the database")
        self.stdout.write("\n".join(lines(tables)))

    def _warn(self, area: Area | None, year: ReportingYear) -> None:
        if localdate() <= year.last:
            self.stderr.write(f"The year {year.name} is not over: its figures will change.")
        known = Population.objects.filter(year=year.name)
        if area and not known.filter(area=area).exists():
            self.stderr.write(f"No population is recorded for {year.name}: there is no rate.")


def _area(name: str) -> Area:
    found = Area.objects.filter(name__iexact=name.strip()).first()
    if found:
        return found
    known = ", ".join(Area.objects.values_list("name", flat=True))
    here = f"The areas here are: {known}." if known else "No area has been set up."
    raise CommandError(f"There is no area called “{name}”. {here}")


def _year(name: str, area: Area | None) -> ReportingYear:
    try:
        year = ReportingYear.named(name.strip())
    except UnknownYear as unknown:
        raise CommandError(str(unknown)) from unknown
    laid_out = ReturnLayout.objects.filter(area=area, year=year.name)
    if localdate() < year.first and not laid_out.exists():
        raise CommandError(f"The year {year.name} has not begun.")
    return year


def _counted(area: Area, year: ReportingYear) -> Tables:
    """As the area's counting service, which alone sees everybody who is counted."""
    for actor in service_actors():
        if actor.area_id == area.pk:
            with acting_as(actor):
                return annual_return(area, year, actor=actor)
    raise CommandError(f"{area} has no counting service, so nobody there can be counted.")
