"""One of the areas is the national unit, which counts the sealed cases of all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_failed_sign_in")]
    operations = [
        migrations.AddField(
            model_name="area",
            name="national",
            field=models.BooleanField(
                default=False,
                help_text="The national unit, which counts the sealed cases of all areas.",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.UniqueConstraint(
                condition=models.Q(("national", True)),
                fields=("national",),
                name="one_national_unit",
            ),
        ),
    ]
