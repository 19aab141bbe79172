"""Row-level security on messages: a person's inbox is theirs, the outbox is the service's."""

from django.db import migrations

from access.locks import protect

# Whoever acts may tell another person something; what they told is then not theirs to read.
SOMEBODY = "(SELECT access_person()) IS NOT NULL"
SERVICE = "(SELECT access_is_service())"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("agencies", "0002_who_is_asking")]
    operations = [
        protect(
            "notices_notice",
            f"recipient_id = (SELECT access_person()) OR {SERVICE}",
            check=SOMEBODY,
        ),
        protect("notices_letter", SERVICE, check=SOMEBODY),
        # The demonstration's mailbox is filled from outside any appointment, as a mail server is.
        protect("notices_delivered", SOMEBODY, check="true"),
    ]
