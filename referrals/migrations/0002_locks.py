"""Row-level security on referrals and screenings: each follows its nominal and its own shares."""

from django.db import migrations

from access.locks import carries

NOMINAL = "nominals_nominalshare"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("nominals", "0002_locks")]
    operations = [
        *carries("referrals_referral", "referrals_referralshare", nominal_id=NOMINAL),
        *carries("referrals_screening", "referrals_screeningshare", nominal_id=NOMINAL),
    ]
