"""What the page shows on which the MAPPA unit decides whom a case needs, and asks them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.utils.timezone import localdate, localtime

from access.actor import Actor, Role
from access.policy import may
from agencies.models import Agency, Appointment
from agencies.services import REPRESENTS_AGENCY, RUNS_AREA
from govuk.words import short_date
from meetings.foresight import Foresight, foresee, in_words
from meetings.lifecycle import InvitationStatus, ReturnStatus
from meetings.models import Action, InformationReturn, Invitation, Slot
from meetings.seats import BARRED, excluded
from meetings.who_to_ask import FACTS_IN_WORDS, Fact, Proposed, joined, propose
from nominals.models import Category, CategoryEpisode, Location, RiskAssessment
from referrals.models import Referral
from sharing.audience import readers_of
from victims.models import VictimRecord

ADULT = 18  # years
NOBODY = "Nobody represents it at the moment: somebody must be appointed first"
CHILD = "child"
KNEW = {ReturnStatus.SENT, ReturnStatus.OPEN}
NO_AGENCY = {Role.SERVICE, Role.AUDITOR, Role.CHAIR}
OF_CATEGORY = {
    Category.ONE: Fact.CATEGORY_1,
    Category.TWO: Fact.CATEGORY_2,
    Category.FOUR: Fact.CATEGORY_4,
}
OF_PLACE = {
    Location.Kind.PRISON: Fact.IN_PRISON,
    Location.Kind.HOSPITAL: Fact.IN_HOSPITAL,
    Location.Kind.APPROVED_PREMISES: Fact.APPROVED_PREMISES,
}
HOUSED = {Location.Kind.COMMUNITY, Location.Kind.ABSCONDED}


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """Whom a case needs by the rules; who knows the person; who is asked; who is left out, why."""

    slot: Slot
    facts: list[str]
    needs: list[str]
    proposed: list[Proposed]
    knowing: list[Proposed]
    asked: list[Invitation]
    left_out: list[tuple[Agency, str]]
    words: str
    foresight: Foresight

    @property
    def offered(self) -> list[Proposed]:
        return [*self.proposed, *self.knowing]


@dataclass(frozen=True, slots=True)
class Around:
    """The agencies of the area as they stand to a case: which may be offered, and which not."""

    agencies: list[Agency]
    asked: list[Invitation]
    barred: set[UUID]
    silent: set[UUID]

    def offered(self, wanted: Iterable[Proposed]) -> list[Proposed]:
        out = self.barred | self.silent | {each.agency_id for each in self.asked}
        return [each for each in wanted if each.agency.pk not in out]

    def left_out(
        self, wanted: Iterable[Proposed], *, says_why: bool
    ) -> Iterator[tuple[Agency, str]]:
        """Whom the rules want and who cannot be asked; of who may not receive it, to few."""
        for agency in [each.agency for each in wanted]:
            if agency.pk in self.barred:
                if says_why:
                    yield agency, BARRED
            elif agency.pk in self.silent:
                yield agency, NOBODY


def propose_invitations(slot: Slot, actor: Actor, *, at: datetime) -> ProposalPage:
    """Whom a case needs that is not asked to it: by its record, and by what was said of it."""
    nominal, places = slot.nominal, _places(slot, actor, localdate(at))
    facts, needs = _facts(slot, places, actor), needs_of(slot, actor)
    around = _around(slot, actor, at)
    wanted = propose(
        around.agencies,
        so={*facts, *needs},
        lead=nominal.lead_agency,
        level=slot.session.panel.level,
        places=[nominal.address, *(each.place for each in places)],
    )
    proposed, named = around.offered(wanted), {each.agency for each in wanted}
    knowing = [each for each in _knowing(slot, actor, at) if each.agency not in named]
    seen = foresee(nominal, [each.agency for each in proposed], actor=actor, at=at)
    says_why = bool(may(actor, "exclusion.list", nominal))
    return ProposalPage(
        slot=slot,
        facts=[FACTS_IN_WORDS[each] for each in Fact if each in facts],
        needs=needs,
        proposed=proposed,
        knowing=around.offered(knowing),
        asked=around.asked,
        left_out=list(around.left_out([*wanted, *knowing], says_why=says_why)),
        words=in_words(seen, "all that are proposed"),
        foresight=seen,
    )


def needs_of(slot: Slot, actor: Actor) -> list[str]:
    """What was said that the case needs; until something is, what was said the last time."""
    if slot.needs:
        return slot.needs
    earlier = Slot.objects.visible_to(actor).filter(nominal=slot.nominal_id)
    earlier = earlier.exclude(pk=slot.pk).exclude(needs=[]).order_by("-starts_at")
    return earlier.values_list("needs", flat=True).first() or []


def _around(slot: Slot, actor: Actor, at: datetime) -> Around:
    agencies = Agency.objects.filter(area=slot.area_id).exclude(kind=Agency.Kind.BOARD)
    standing = Invitation.objects.visible_to(actor).filter(slot=slot)
    standing = standing.exclude(status=InvitationStatus.WITHDRAWN).select_related("agency")
    heard_by = Appointment.objects.live(at).filter(
        agency__in=agencies, role__in=REPRESENTS_AGENCY, person__is_active=True
    )
    represented = set(heard_by.values_list("agency_id", flat=True))
    found = list(agencies)
    return Around(
        agencies=found,
        asked=list(standing.order_by("agency__name")),
        barred={agency for _, agency in excluded([slot.nominal_id])},
        silent={each.pk for each in found} - represented,
    )


def _places(slot: Slot, actor: Actor, on: date) -> list[Location]:
    return list(Location.objects.visible_to(actor).on(on).filter(nominal=slot.nominal_id))


def _facts(slot: Slot, places: Iterable[Location], actor: Actor) -> set[Fact]:
    """What is so of a case on the day of its session, as far as the actor sees its record."""
    day, nominal = localdate(slot.starts_at), slot.nominal
    kinds = {Location.Kind(each.kind_of_place) for each in places}
    grown_up_on = nominal.date_of_birth + relativedelta(years=ADULT)
    so = {
        Fact.UNDER_18: day < grown_up_on,
        Fact.NO_ADDRESS: not nominal.address and bool(kinds & HOUSED),
        Fact.RELEASE: slot.purpose == Slot.Purpose.PRE_RELEASE or _release(slot, actor),
        Fact.CONTACT_SCHEME: _in_contact_scheme(slot, actor),
        Fact.CHILDREN_AT_RISK: CHILD in _at_risk(slot, actor).casefold(),
    }
    found = {fact for fact, is_so in so.items() if is_so}
    found |= {OF_PLACE[kind] for kind in kinds & set(OF_PLACE)}
    return found | set(_of_category(slot, actor, day))


def _of_category(slot: Slot, actor: Actor, day: date) -> Iterator[Fact]:
    episodes = CategoryEpisode.objects.visible_to(actor).on(day).filter(nominal=slot.nominal_id)
    for each in episodes:
        if fact := OF_CATEGORY.get(Category(each.category)):
            yield fact
        if each.basis == CategoryEpisode.Basis.HOSPITAL_ORDER:
            yield Fact.HOSPITAL_ORDER


def _release(slot: Slot, actor: Actor) -> bool:
    """Whether the referral that the case was put here for names a release to come."""
    referrals = Referral.objects.visible_to(actor).filter(slots=slot)
    return referrals.filter(release_on__gte=localdate(slot.starts_at)).exists()


def _in_contact_scheme(slot: Slot, actor: Actor) -> bool:
    records = VictimRecord.objects.visible_to(actor).filter(nominal=slot.nominal_id)
    return records.filter(ended_on=None, in_contact_scheme=True).exists()


def _at_risk(slot: Slot, actor: Actor) -> str:
    """Who is at risk, by the latest assessment."""
    done = RiskAssessment.objects.visible_to(actor).filter(nominal=slot.nominal_id)
    return done.order_by("-assessed_on").values_list("at_risk", flat=True).first() or ""


def _knowing(slot: Slot, actor: Actor, at: datetime) -> list[Proposed]:
    """The agencies that have something to do with the person, each with what tells it."""
    of: dict[Agency, list[str]] = {}
    for agency, why in (*_sent(slot, actor), *_were_asked(slot, actor), *_act(slot, actor)):
        of.setdefault(agency, []).append(why)
    for appointment in readers_of(slot.nominal, at=at).exclude(role__in=RUNS_AREA | NO_AGENCY):
        of.setdefault(appointment.agency, []).append("Somebody of it can see the case now")
    return [Proposed(agency, joined(why), must=False) for agency, why in of.items()]


def _sent(slot: Slot, actor: Actor) -> Iterator[tuple[Agency, str]]:
    returns = InformationReturn.objects.visible_to(actor).filter(nominal=slot.nominal_id)
    known = returns.filter(status__in=KNEW, nothing_known=False).exclude(slot=slot)
    for each in known.select_related("agency").defer("content").order_by("-sent_at"):
        yield each.agency, f"Sent what it knew, {short_date(localtime(each.sent_at))}"


def _were_asked(slot: Slot, actor: Actor) -> Iterator[tuple[Agency, str]]:
    asked = Invitation.objects.visible_to(actor).filter(nominal=slot.nominal_id)
    asked = asked.exclude(slot=slot).exclude(status=InvitationStatus.WITHDRAWN)
    for each in asked.select_related("agency", "slot").order_by("-slot__starts_at"):
        yield each.agency, f"Asked to the case, {short_date(localtime(each.slot.starts_at))}"


def _act(slot: Slot, actor: Actor) -> Iterator[tuple[Agency, str]]:
    given = Action.objects.visible_to(actor).filter(nominal=slot.nominal_id)
    for each in given.select_related("agency").defer("text").order_by("-due_on"):
        yield each.agency, f"Has or had an action, due {short_date(each.due_on)}"
