"""Row-level security on all that belongs to a panel."""

from django.db import migrations

from access.locks import carries, follows

NOMINAL = "nominals_nominalshare"
FOLLOW_THE_NOMINAL = (
    "meetings_slot",
    "meetings_invitation",
    "meetings_attendance",
    "meetings_disclosure",
    "meetings_decision",
)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("referrals", "0002_locks")]
    operations = [
        *carries("meetings_session", "meetings_sessionshare"),
        *(follows(table, nominal_id=NOMINAL) for table in FOLLOW_THE_NOMINAL),
        *carries("meetings_informationreturn", "meetings_returnshare", nominal_id=NOMINAL),
        *carries("meetings_minutes", "meetings_minutesshare", nominal_id=NOMINAL),
        follows("meetings_section", nominal_id=NOMINAL, minutes_id="meetings_minutesshare"),
        follows("meetings_distribution", nominal_id=NOMINAL, minutes_id="meetings_minutesshare"),
        *carries("meetings_action", "meetings_actionshare", nominal_id=NOMINAL),
        follows("meetings_actionupdate", nominal_id=NOMINAL, action_id="meetings_actionshare"),
    ]
