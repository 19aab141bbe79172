"""Looks everywhere as everybody for what they may not see, and says where it found something."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from access.locks import acting_as, service_actors
from govuk.words import plural
from oversight.leaks.models import LeakFinding
from oversight.leaks.services import check, tell


class Command(BaseCommand):
    help = "Opens every address as people of every role, and undoes it; ends badly if one leaks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        every = "Everything, as everyone chosen, however long it takes."
        parser.add_argument("--thorough", action="store_true", help=every)
        parser.add_argument("--only", nargs="+", default=(), help="The names of some addresses.")

    def handle(self, *_: Any, **options: Any) -> None:
        services = service_actors()
        if not services:
            raise CommandError("No area has a counting service, so nothing is known of any case.")
        actor, asked = services[0], {name: options[name] for name in ("thorough", "only")}
        run = check(actor=actor, services=services, at=now(), **asked)
        self.stdout.write(
            f"{run.requests:,} requests to {plural(run.addresses, 'address', 'addresses')} as"
            f" {plural(run.people, 'person', 'people')} of {plural(run.roles, 'role')},"
            f" looking for {run.strings:,} strings; {plural(run.found, 'finding')}."
            f"{'' if run.complete else ' It stopped before it had asked everything.'}"
        )
        with acting_as(actor):
            found = list(LeakFinding.objects.visible_to(actor).filter(check_run=run))
        for each in found:
            where = f"{each.address} {each.verb} as {each.role}"
            self.stdout.write(f"  {where}: {each.sort}, in {each.place} ({each.times})")
        if found:
            for service in services:
                with acting_as(service):
                    tell(run, actor=service, at=now())
            raise CommandError("Somebody can be shown what they may not see.")
