"""Who may open a case in an emergency: the responsible authority's people, in some roles."""

from django.db import connection

from access.actor import Actor

NOT_ENTITLED = "Only people of the responsible authority open a case in an emergency."


def is_entitled(actor: Actor) -> bool:
    """Whether the database would open a case to the actor; the standing of an agency is its."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sharing_may_break_glass(%s)", [actor.appointment_id])
        return bool(cursor.fetchone()[0])
