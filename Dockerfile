# syntax=docker/dockerfile:1
# The image that web, worker, beat and migrate run from. Nothing embedded, nothing for tests.

FROM node:24-bookworm-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.13-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --require-hashes --requirement requirements.txt

FROM packages AS collected
WORKDIR /app
COPY . .
COPY --from=assets /build/node_modules node_modules
RUN DJANGO_SETTINGS_MODULE=mappa.settings.assets /opt/venv/bin/python manage.py collectstatic --no-input \
    && rm -r node_modules

FROM python:3.13-slim-bookworm
ENV PATH="/opt/venv/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=mappa.settings.production \
    MAPPA_BIND=0.0.0.0 \
    PORT=8000
RUN groupadd --system --gid 10001 mappa && useradd --system --uid 10001 --gid mappa --no-create-home mappa
COPY --from=packages /opt/venv /opt/venv
COPY --from=collected /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config=python:mappa.web", "--worker-tmp-dir=/dev/shm"]
