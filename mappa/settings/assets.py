"""What `collectstatic` needs when an image is built, and no secret or address yet."""

from mappa.settings.base import *

INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "demo"]  # it is not in the image
STATIC_ROOT = BASE_DIR / "static_collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
