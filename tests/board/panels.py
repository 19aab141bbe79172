"""Panels with their cases, planned and held through the same doors as anybody's."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.timezone import localdate, make_aware

from access.actor import Actor, Role
from access.locks import acting_as
from access.rows import share
from agencies.acting import acting_under
from agencies.models import Agency, Appointment, Membership
from agencies.services import new_group
from meetings.models import Action, InformationReturn, Invitation, Minutes, Panel, Session, Slot
from meetings.services import convene, follow_up, hold, plan, sections, write_down
from nominals.models import Nominal
from referrals.models import Referral
from tests.factories import make_actor


def at(day, hour=9, minute=0) -> datetime:
    """A moment of a British day."""
    return make_aware(datetime.combine(day, time(hour, minute)))


def agency_of(actor: Actor) -> Agency:
    return Agency.objects.get(pk=actor.agency_id)


def refreshed(actor: Actor) -> Actor:
    """The same actor, with the groups that they have now."""
    return acting_under(Appointment.objects.get(pk=actor.appointment_id))


@dataclass
class Desk:
    """Cora at her desk: she plans, convenes and holds, on the days that a test names."""

    cast: Any
    panel: Panel
    chair: Actor

    def session(self, day, hour=10) -> Session:
        with acting_as(self.cast.cora):
            return plan.add_session(
                self.panel,
                actor=self.cast.cora,
                at=at(day - timedelta(days=30)),
                starts_at=at(day, hour),
                mode="hybrid",
                chair=self.chair.person,
            )

    def slot(self, session, nominal, purpose="review", referral=None, on=None) -> Slot:
        planned = on or localdate(session.starts_at) - timedelta(days=29)
        with acting_as(self.cast.cora):
            return plan.add_slot(
                session,
                actor=self.cast.cora,
                at=at(planned),
                nominal=nominal,
                purpose=purpose,
                referral=referral,
            )

    def convene(self, session, on=None) -> None:
        sent = on or localdate(session.starts_at) - timedelta(days=28)
        with acting_as(self.cast.cora):
            convene.convene(session, actor=self.cast.cora, at=at(sent))

    def invited(self, day, nominal, **given) -> Slot:
        """A case to be heard on a day, with the invitations out."""
        session = self.session(day)
        slot = self.slot(session, nominal, **given)
        self.convene(session)
        with acting_as(self.cast.cora):
            seen = Slot.objects.visible_to(self.cast.cora)
            return seen.select_related("session__panel", "nominal").get(pk=slot.pk)

    def invite(self, slot, agency, *, required=True) -> Invitation:
        with acting_as(self.cast.cora):
            return convene.invite(
                slot,
                actor=self.cast.cora,
                at=slot.starts_at - timedelta(days=20),
                agency=agency,
                reason="It knows the address",
                required=required,
            )

    def begin(self, slot, day) -> None:
        with acting_as(self.cast.cora):
            hold.open_session(slot.session, actor=self.cast.cora, at=at(day, 10))
            hold.open_slot(slot, actor=self.cast.cora, at=at(day, 10, 5))

    def opened(self, day, nominal, **given) -> Slot:
        """A case that is being heard."""
        slot = self.invited(day, nominal, **given)
        self.begin(slot, day)
        return slot

    def heard(
        self, day, nominal, *, level=2, review_on=None, absent=(), actions=(), **slot_is
    ) -> Slot:
        """A case heard and closed. Actions: what `give` takes after the slot and the day."""
        slot = self.opened(day, nominal, **slot_is)
        given = [self.give(slot, day, **action) for action in actions]
        assert len(given) == len(actions)
        self.close(slot, day, level=level, review_on=review_on, absent=absent)
        return slot

    def give(self, slot, day, *, agency, due_on, person=None) -> Action:
        with acting_as(self.cast.cora):
            return hold.give_action(
                slot,
                actor=self.cast.cora,
                at=at(day, 10, 20),
                text="Check the address against the register.",
                pillar="monitoring",
                agency=agency,
                person=person,
                due_on=due_on,
            )

    def close(self, slot, day, *, level=2, review_on=None, absent=(), presences=None) -> None:
        """Record who came and what was decided. Presences: by agency, else in person."""
        cora = self.cast.cora
        were = dict.fromkeys((actor.agency_id for actor in absent), "absent") | (presences or {})
        with acting_as(cora):
            for invitation in Invitation.objects.visible_to(cora).filter(slot=slot):
                hold.record_attendance(
                    slot,
                    actor=cora,
                    at=at(day, 10, 30),
                    agency=invitation.agency,
                    presence=were.get(invitation.agency_id, "in_person"),
                )
            hold.decide_disclosure(
                slot,
                actor=cora,
                at=at(day, 10, 32),
                choice="do_not_disclose",
                rationale="Nobody outside the panel needs to know.",
            )
            hold.record_decision(
                slot,
                actor=cora,
                at=at(day, 10, 35),
                choice=f"level_{level}",
                rationale="The plan needs this much co-ordination.",
                review_on=review_on or (day + timedelta(weeks=8) if level > 1 else None),
            )
            hold.close_slot(slot, actor=cora, at=at(day, 10, 40))
            hold.close_session(slot.session, actor=cora, at=at(day, 11))

    def returns(self, slot) -> list[InformationReturn]:
        with acting_as(self.cast.cora):
            found = InformationReturn.objects.visible_to(self.cast.cora).filter(slot=slot)
            return list(found.select_related("slot__session", "invitation", "agency"))

    def send_return(self, slot, actor: Actor, day) -> None:
        (asked,) = [each for each in self.returns(slot) if each.agency_id == actor.agency_id]
        with acting_as(refreshed(actor)) as sender:
            convene.send_return(asked, actor=sender, at=at(day), nothing_known=True)

    def minutes(self, slot) -> Minutes:
        with acting_as(self.cast.cora):
            return Minutes.objects.visible_to(self.cast.cora).get(slot=slot)

    def accept(self, slot, actor: Actor, day) -> None:
        with acting_as(refreshed(actor)) as answering:
            invitations = Invitation.objects.visible_to(answering).select_related("slot__session")
            mine = invitations.get(slot=slot, agency=answering.agency_id)
            convene.accept(mine, actor=answering, at=at(day))

    def submit(self, slot, day) -> None:
        """Write the minutes and send them to the chair."""
        cora = self.cast.cora
        with acting_as(cora):
            minutes = Minutes.objects.visible_to(cora).get(slot=slot)
            for section in minutes.sections.all():
                text = f"As it was said on {day:%d %m %Y}."  # what is carried over is written anew
                sections.write_section(
                    section, actor=cora, at=at(day), text=text, version=section.version
                )
            write_down.submit(minutes, actor=cora, at=at(day))

    def issue(self, slot, day) -> None:
        """Write the minutes, have the chair approve them, and send them out."""
        cora, chair = self.cast.cora, refreshed(self.chair)
        self.submit(slot, day)
        with acting_as(chair):
            minutes = Minutes.objects.visible_to(chair).get(slot=slot)
            write_down.approve(minutes, actor=chair, at=at(day, 10))
        with acting_as(cora):
            write_down.issue(minutes, actor=cora, at=at(day, 11))

    def finish(self, action, actor: Actor, day) -> None:
        self._answer(follow_up.finish, action, actor, day)

    def could_not(self, action, actor: Actor, day) -> None:
        self._answer(follow_up.report_could_not, action, actor, day)

    def _answer(self, answer, action, actor: Actor, day) -> None:
        with acting_as(refreshed(actor)) as owner:
            found = Action.objects.visible_to(owner).get(pk=action.pk)
            answer(found, actor=owner, at=at(day), text="As was asked.")

    def cancel(self, action, day) -> None:
        with acting_as(self.cast.cora):
            follow_up.cancel(action, actor=self.cast.cora, at=at(day), because="Overtaken.")


def make_desk(cast, level=2) -> Desk:
    """A panel of a level, with Chidi in its chair."""
    panel = Panel.objects.create(
        area=cast.area, name=f"Level {level} panel", level=level, chairs=new_group("panel")
    )
    Membership.objects.create(
        person=cast.chidi.person, group=panel.chairs, appointment_id=cast.chidi.appointment_id
    )
    return Desk(cast, panel, refreshed(cast.chidi))


def make_referral(cast, nominal: Nominal, *, status: str, day, level=2, **given: Any) -> Referral:
    """A referral as it stands after its steps: open to the writer, the manager and the unit."""
    referral = Referral(
        nominal=nominal,
        area=cast.area,
        agency_id=cast.pat.agency_id,
        referrer=cast.pat.person,
        manager=cast.maya.person,
        status=status,
        started_at=at(day, 8),
        submitted_at=at(day, 9),
        approved_at=at(day, 10) if status not in {"draft", "submitted"} else None,
        decided_at=given.pop("decided_at", at(day, 11)) if status == "accepted" else None,
        level_sought=level,
        level=level if status == "accepted" else None,
        **given,
    )
    writers = [cast.pat.person.own_group_id, cast.maya.person.own_group_id]
    cause = {"source": "referral", "source_id": referral.pk, "reason": "Referral", "at": at(day)}
    with acting_as(cast.cora):
        share(referral, [cast.area.coordination_id], **cause)
        referral.save(force_insert=True)
        for record in (nominal, referral):
            share(record, [*writers, cast.area.service_id], **cause)
    return referral


def second(cast, name: str, like: Actor, role: Role = Role.REPRESENTATIVE) -> Actor:
    """Another person of the same agency."""
    return make_actor(name, role, agency_of(like))
