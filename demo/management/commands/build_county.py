"""Builds the demonstration county from the file of a published return."""

import time
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localdate

from demo.build import STEPS, AlreadyThere, Built, build, settle_in
from demo.build_book import moment
from demo.county import TooEarly
from demo.published import NotAReturn, PublishedReturn, read


class Command(BaseCommand):
    help = "Builds a county of fictional people whose own figures come out as a return printed."
    requires_system_checks = ()  # `migrate` went before, and checked

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="A return, such as those in demo/returns/.")
        parser.add_argument("--today", type=date.fromisoformat, default=None, metavar="DATE")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *_: Any, **given: Any) -> None:
        began, today = time.monotonic(), given["today"] or localdate()
        try:
            published = read(given["file"])
            self.stdout.write(f"{published.area} {published.year}, as of {today}")
            built = build(published, today=today, seed=given["seed"], say=self._say)
        except (NotAReturn, TooEarly, AlreadyThere) as why:
            raise CommandError(str(why)) from None
        settle_in(published.area, at=moment(today, 0))
        self._sum_up(published, built, time.monotonic() - began)

    def _say(self, step: int, made: str) -> None:
        self.stdout.write(f"  [{step}/{STEPS}] {made}.")
        self.stdout.flush()

    def _sum_up(self, published: PublishedReturn, built: Built, took: float) -> None:
        left_out = built.plan.impossible
        for cell in left_out:
            why = f"printed {cell.printed}, built {cell.built}. {cell.why}"
            self.stdout.write(f"  Left out, since impossible: {cell.cell}: {why}")
        for name in published.not_counted:
            self.stdout.write(f"  Not counted by the product: {name}.")
        levels = ", ".join(f"{built.today[n]:,} at Level {n}" for n in (1, 2, 3))
        printed = len(built.plan.cells)
        self.stdout.write(
            f"{built.area} is built in {took:.0f} s: {levels}; {printed - len(left_out)} of the"
            f" return's {printed} figures come out as printed."
        )
