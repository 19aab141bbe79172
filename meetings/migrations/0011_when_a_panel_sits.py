"""The time at which a panel sits, under a name that is not taken by when something is done."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_minutes_circulated")]
    operations = [migrations.RenameField("programme", "at", "begins")]
