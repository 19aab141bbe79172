"""What a web server loads; it refuses to be loaded as a role that policies do not bind."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mappa.settings.demonstration")
application = get_wsgi_application()

from access.locks import refuse_a_powerful_role  # noqa: E402  (needs the applications loaded)

refuse_a_powerful_role()
connection.close()  # each thread that serves opens one of its own
