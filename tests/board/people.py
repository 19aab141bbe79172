"""People with a past, written down for the counts of a year."""

from datetime import date

from access.locks import acting_as
from nominals.models import (
    CategoryEpisode,
    LevelEpisode,
    Location,
    Nominal,
    NotificationBreach,
    Order,
    ReturnToCustody,
)
from tests.factories import make_nominal

LONG_AGO = date(2020, 1, 6)


def make_life(cast, *, categories=(), levels=(), places=(), **events) -> Nominal:
    """A nominal whose episodes are these, and none of those that the factory gives.

    An episode is what it is, from when, until when if it has ended; a category may add its basis
    and its end. Events: orders (kind, day), breaches (outcome, day), returns (cause, level,
    category, day).
    """
    nominal = make_nominal(cast.cora, cast.pat)
    with acting_as(cast.cora):
        for model in (CategoryEpisode, LevelEpisode, Location):
            model.objects.visible_to(cast.cora).filter(nominal=nominal).delete()
        for category, *when in categories:
            basis = when[2] if len(when) > 2 else "notification"
            end = when[3] if len(when) > 3 else ""
            CategoryEpisode.objects.create(
                nominal=nominal, category=category, basis=basis, end_reason=end, **_span(when)
            )
        for level, *when in levels:
            LevelEpisode.objects.create(
                nominal=nominal, level=level, decided_by="meeting", **_span(when)
            )
        for kind, *when in places:
            Location.objects.create(nominal=nominal, kind_of_place=kind, **_span(when))
        _write_events(nominal, **events)
    return nominal


def _span(when):
    return {"from_on": when[0], "until_on": when[1] if len(when) > 1 else None}


def _write_events(nominal, *, orders=(), breaches=(), returns=()):
    for kind, on in orders:
        Order.objects.create(nominal=nominal, kind_of_order=kind, made_on=on)
    for outcome, on in breaches:
        NotificationBreach.objects.create(nominal=nominal, outcome=outcome, on=on)
    for cause, level, category, on in returns:
        ReturnToCustody.objects.create(
            nominal=nominal, cause=cause, level=level, category=category, on=on
        )


def settled(cast, category=1, level=1, place="community", since=LONG_AGO, **events) -> Nominal:
    """Somebody who has long been in one category, at one level and in one place."""
    return make_life(
        cast,
        categories=[(category, since)],
        levels=[(level, since)],
        places=[(place, since)],
        **events,
    )
