"""Row-level security on the figures: an area reads its own, and only its service writes them.

They hold numbers too small to print, so they are not for whoever has no appointment there.
"""

from django.db import migrations

from access.locks import for_the_application, protect

AREA = migrations.RunSQL(
    """
    CREATE FUNCTION access_area() RETURNS uuid LANGUAGE sql STABLE AS $$
        SELECT a.area_id FROM agencies_appointment a
        WHERE a.id = (SELECT access_said('appointment'))
          AND access_person() IS NOT NULL
    $$;
    """,
    "DROP FUNCTION access_area();",
)
OWN_AREA = "area_id = (SELECT access_area())"


class Migration(migrations.Migration):
    dependencies = [("board", "0002_target"), ("agencies", "0002_who_is_asking")]
    operations = [
        AREA,
        for_the_application("access_area()"),
        protect("board_figure", OWN_AREA, check=f"{OWN_AREA} AND (SELECT access_is_service())"),
    ]
