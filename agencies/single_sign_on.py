"""Single sign-on by OpenID Connect: one identity provider, that the environment names.

Django-allauth speaks the protocol (code flow with PKCE and a state of one use). What it leaves to
trust in the connection is checked here all the same: that the provider's document is the
issuer's own, the signature of the token, and that it answers this very request (nonce).
It lets in people who are here already, and makes none.
"""

from datetime import UTC, datetime, timedelta
from secrets import compare_digest, token_urlsafe
from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit, statekit
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from jwt import PyJWTError, get_unverified_header
from requests import RequestException, Session

from .models import Person

BY_PROVIDER = "identity provider"
SIGNED_BY = {"RS256", "PS256", "ES256", "EdDSA"}  # never none, and never a secret that is shared
WELL_KNOWN = "/.well-known/openid-configuration"
WRONG = (OAuth2Error, PyJWTError, RequestException, KeyError, TypeError, ValueError)


class NotLetIn(Exception):
    """The provider's answer lets nobody in; why is for the log of the provider, not for a page."""


class Calls(DefaultSocialAccountAdapter):
    """How the provider is spoken to: where its own document says, and nowhere that leads on to."""

    def get_requests_session(self) -> Session:
        session: Session = super().get_requests_session()  # type: ignore[no-untyped-call]
        session.max_redirects = 0  # one more is an error, which lets nobody in
        return session

    def generate_state_param(self, _state: dict[str, Any]) -> str:
        return token_urlsafe(32)


class Adapter(OpenIDConnectOAuth2Adapter):
    """The protocol, with our address to come back to."""

    def get_provider(self) -> "Provider":
        return provider(self.request)

    def get_callback_url(self, request: HttpRequest, _app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("agencies:single_sign_on_done"))

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if config["issuer"] != settings.OIDC_ISSUER:
            raise OAuth2Error("Another issuer's document.")
        return config

    def claims(self, token: str) -> dict[str, Any]:
        """What the provider says of the person, if it signed it, for us, and not too long ago."""
        client_id = settings.OIDC_CLIENT_ID
        if get_unverified_header(token).get("alg") not in SIGNED_BY:
            raise OAuth2Error("Signed by a method that is not on our list.")
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=settings.OIDC_ISSUER,
            audience=client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if claims.get("azp", client_id) != client_id:
            raise OAuth2Error("A token for somebody else.")
        if not (isinstance(claims["sub"], str) and claims["sub"]):
            raise OAuth2Error("A token about nobody.")
        return claims


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Adapter


def provider(request: HttpRequest) -> Provider:
    """The provider that the environment names."""
    server = settings.OIDC_ISSUER.rstrip("/") + WELL_KNOWN
    return Provider(
        request,
        app=SocialApp(
            provider=Provider.id,
            provider_id=settings.OIDC_ISSUER,
            name=settings.OIDC_NAME,
            client_id=settings.OIDC_CLIENT_ID,
            secret=settings.OIDC_CLIENT_SECRET,
            settings={"server_url": server, "oauth_pkce_enabled": True},
        ),
    )


def begin(request: HttpRequest, *, onward: str, again: bool = False) -> HttpResponse:
    """To the provider, and back to `done`. With `again`, it must ask who it is anew."""
    nonce = token_urlsafe(32)
    params = {"nonce": nonce, **({"prompt": "login", "max_age": "0"} if again else {})}
    data = {"nonce": nonce, "next": onward, "again": again}
    try:
        answer: HttpResponse = provider(request).redirect(
            request, process="login", data=data, auth_params=params
        )
    except WRONG as wrong:
        raise NotLetIn from wrong
    return answer


def finish(request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `begin` was told, and what the provider says of the person. Raises NotLetIn."""
    given = request.GET
    state = statekit.unstash_state(
        request, provider_id=settings.OIDC_ISSUER, state_id=given.get("state", "")
    )
    if state is None or given.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:
        raise NotLetIn
    try:
        claims = _claims(request, given["code"], state["pkce_code_verifier"])
        if not compare_digest(claims["nonce"], state["data"]["nonce"]):
            raise NotLetIn
    except WRONG as wrong:
        raise NotLetIn from wrong
    return state["data"], claims


def _claims(request: HttpRequest, code: str, verifier: str) -> dict[str, Any]:
    adapter = Adapter(request, settings.OIDC_ISSUER)
    client = adapter.get_client(request, adapter.get_provider().app)
    token = client.get_access_token(code, pkce_code_verifier=verifier)
    return adapter.claims(token["id_token"])


def person_of(claims: dict[str, Any]) -> Person:
    """Who that is here: by issuer and subject, and the first time by a verified e-mail address.

    A person who is linked to one subject is never linked to another: an address may be given to
    somebody new, a subject is not. Raises NotLetIn.
    """
    mine = SocialAccount.objects.filter(provider=settings.OIDC_ISSUER)
    linked = mine.filter(uid=claims["sub"]).select_related("user").first()
    person = linked.user if linked else _by_address(claims)
    if person is None or not person.is_active:
        raise NotLetIn
    if linked is None:
        if mine.filter(user=person).exists():
            raise NotLetIn
        SocialAccount.objects.create(user=person, provider=settings.OIDC_ISSUER, uid=claims["sub"])
    return person


def _by_address(claims: dict[str, Any]) -> Person | None:
    if claims.get("email_verified") is not True or not claims.get("email"):
        return None
    return Person.objects.filter(email__iexact=claims["email"]).first()


def second_factor_of(claims: dict[str, Any]) -> str:
    """The second factor that the provider says it has seen, or none: then ours is asked for."""
    methods, level = claims.get("amr") or [], claims.get("acr")
    was_seen = "mfa" in methods or (level is not None and level in settings.OIDC_MFA_ACR)
    return BY_PROVIDER if was_seen else ""


def was_asked_anew(claims: dict[str, Any], *, at: datetime) -> bool:
    """Whether the provider asked the person just now, and did not remember them."""
    said = claims.get("auth_time")
    if not isinstance(said, int):
        return False
    return abs(at - datetime.fromtimestamp(said, UTC)) < timedelta(minutes=5)
