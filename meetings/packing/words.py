"""What the packer has to say, as sentences; the caller says how things are called."""

from collections.abc import Callable, Iterable, Mapping

from govuk.words import british_date, plural

from .check import Breach, Rule
from .problem import Engagement
from .proposal import Gap, LeftOut, Unmet, Why
from .reasons import Because, Move, Reason
from .score import Score

Named = Callable[[str], str]
"""From a key to what people call the case, the sitting, the agency or the chair."""

AWAY = {Engagement.LEAVE: "on leave", Engagement.OTHER_PANEL: "at another panel"}


def reason_words(reason: Reason, named: Named) -> str:
    """Why a case is in its sitting."""
    who, cases, sittings = (
        _listed(each, named) for each in (reason.who, reason.cases, reason.sittings)
    )
    by = f" by {british_date(reason.on)}" if reason.on else ""
    sentences: Mapping[Because, str] = {
        Because.PLACED: "It is on this agenda already, and people have been told the time.",
        Because.KEPT: "It is to be kept in this session.",
        Because.LATE: f"It cannot be heard{by}, when it is due, and no earlier session has room.",
        Because.ONLY_FREE: f"This is the only session{by} that can hear it: {who}"
        f" {_is(reason.who)} away in {sittings}.",
        Because.ONLY_SITTING: f"This is the only session{by} that can hear it.",
        Because.LAST_CHANCE: f"It is due{by}, and this is the last session before then.",
        Because.DEADLINE: f"It is due{by}.",
        Because.SHARED: f"{who} {_is(reason.who)} here for {cases} too.",
        Because.SENIORS: f"The seniors are here for {cases} too.",
        Because.NOTHING_BINDS: "Nothing ties it to this session: it fits here.",
    }
    return sentences[reason.because]


def move_words(move: Move, named: Named) -> list[str]:
    """What would break, and what it would cost, if a case were in another sitting."""
    broken = [breach_words(breach, named) for breach in move.breaks]
    return [*broken, *change_words(move.change)] or ["It could be heard there as well."]


def breach_words(breach: Breach, named: Named) -> str:
    """The rule that an agenda breaks."""
    case, who = named(breach.case), named(breach.who) if breach.who else ""
    beside = named(breach.beside) if breach.beside else ""
    away = AWAY[breach.away_on] if breach.away_on else "away"
    minutes, days = plural(breach.minutes, "minute"), plural(breach.days, "day")
    sentences: Mapping[Rule, str] = {
        Rule.LEVEL: f"{case} is not of a level that this session hears.",
        Rule.TOO_EARLY: f"{case} is not to be heard as early as this.",
        Rule.CHAIR_CONFLICT: f"The chair has a conflict of interest in {case}.",
        Rule.AWAY: f"{who} is {away} while {case} is heard.",
        Rule.TWO_AT_ONCE: f"{case} and {beside} are heard at the same time.",
        Rule.TWO_PLACES: f"{who} is needed for {case} and, in another session, for {beside}"
        " at the same time.",
        Rule.HEARD_TWICE: f"{case} is on the agenda twice.",
        Rule.OVER_FULL: f"{minutes} of {case} would be outside the session.",
        Rule.MOVED: f"{case} is no longer where it was to stay.",
        Rule.DEADLINE: f"{case} would be heard {days} after it is due.",
    }
    return sentences[breach.what]


def change_words(change: Score) -> list[str]:
    """What an agenda costs more, or less, than another; deadlines are told with the rules."""
    told = {
        "attendances": lambda n: plural(n, "attendance"),
        "paused": lambda n: f"{plural(n, 'minute')} of pause",
        "waiting": lambda n: f"{plural(n, 'minute')} of waiting for agencies",
        "broken": lambda n: f"{plural(n, 'minute')} of waiting for the seniors",
    }
    found = {name: getattr(change, name) for name in told}
    return [
        f"It would cost {told[name](abs(n))} {'more' if n > 0 else 'less'}."
        for name, n in found.items()
        if n
    ]


def unmet_words(unmet: Unmet, named: Named) -> str:
    """Why a deadline cannot be met."""
    return f"{named(unmet.case)} cannot be heard in time: {_why(unmet.why, unmet, named)}"


def left_out_words(left: LeftOut, named: Named) -> str:
    """Why a case is on no agenda."""
    return f"{named(left.case)} is left out: {_why(left.why, left, named)}"


def gap_words(gap: Gap) -> str:
    """What might still be better about a proposal that is not proven to be the best."""
    what = {
        "unkept": "cases that are not in the session they were to be kept in",
        "missed": "deadlines missed",
        "left_out": "points of urgency left out",
        "late": "days late",
        "attendances": "attendances",
        "paused": "minutes of pause",
        "waiting": "minutes of waiting for agencies",
        "broken": "minutes of waiting for the seniors",
    }
    return (
        f"This has {gap.value} {what[gap.name]}. The best possible number is not known,"
        f" but it is at least {gap.bound}."
    )


def _why(why: Why, told: Unmet | LeftOut, named: Named) -> str:
    who, sittings = _listed(told.who, named), _listed(told.sittings, named)
    return {
        Why.NO_SITTING: "there is no session that hears its level"
        f"{' in time' if isinstance(told, Unmet) else ''}.",
        Why.TOO_EARLY: f"{sittings} would be too early.",
        Why.CHAIR_CONFLICT: f"the chair has a conflict of interest in {sittings}.",
        Why.KEPT_ELSEWHERE: "it is kept in a session where it does not fit.",
        Why.PLACED_LATE: f"it is on the agenda of {sittings} already.",
        Why.AWAY: f"{who} {_is(told.who)} away in {sittings}.",
        Why.NO_ROOM: _no_room(told, named),
        Why.NOT_FOUND: f"no room for it was found in {sittings} in the time given.",
    }[why]


def _no_room(told: Unmet | LeftOut, named: Named) -> str:
    sittings = _listed(told.sittings, named)
    if not isinstance(told, Unmet) or not told.among:
        return f"there is no room left in {sittings}."
    some = "without any one of these there would be room." if told.smallest else ""
    cases = _listed(told.among, named)
    return f"{sittings} cannot hear it and {cases} all in time{'; ' + some if some else '.'}"


def _is(keys: tuple[str, ...]) -> str:
    return "is" if len(keys) == 1 else "are"


def _listed(keys: Iterable[str], named: Named) -> str:
    names = [named(key) for key in keys]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
