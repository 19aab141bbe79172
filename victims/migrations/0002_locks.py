"""Row-level security on victims' records, and apart from them on their names and addresses."""

from django.db import migrations

from access.locks import carries, follows

NOMINAL = "nominals_nominalshare"


class Migration(migrations.Migration):
    dependencies = [("victims", "0001_initial"), ("nominals", "0002_locks")]
    operations = [
        follows("victims_victimrecord", nominal_id=NOMINAL),
        *carries("victims_victimidentity", "victims_victimidentityshare", nominal_id=NOMINAL),
    ]
