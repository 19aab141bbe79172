"""Writes the tables of docs/access-matrix.md that follow from the code, or says if they are old."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oversight.matrix.tables import DOCUMENT, UNSAID, made, written


class Command(BaseCommand):
    help = "Compares the tables of every address, task, message and template with the code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="Put the document right.")

    def handle(self, *_: Any, **options: Any) -> None:
        before = written()
        after = made(before)
        if options["write"]:
            DOCUMENT.write_text(after)
        elif before != after:
            raise CommandError("docs/access-matrix.md is old: run this with --write.")
        for line in after.splitlines():
            if line.endswith(f"| {UNSAID} |"):
                self.stdout.write(f"Say by hand: {line}")
