"""How gunicorn serves the product: `gunicorn --config python:mappa.web`."""

import os

wsgi_app = "mappa.wsgi"
bind = f"{os.environ.get('MAPPA_BIND', '127.0.0.1')}:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 60
graceful_timeout = 10
control_socket_disable = True  # nothing that could steer the server from outside
