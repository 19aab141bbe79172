"""An identity provider of the tests' own: the real protocol, on this machine, with its own keys."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "mappa-tests", "known-to-the-tests-alone"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class IdentityProvider:
    """Who signs in there, and what it says of them; a test may make it lie."""

    key: rsa.RSAPrivateKey
    says: dict[str, Any] = field(default_factory=dict)
    signed_by: rsa.RSAPrivateKey | None = None
    document: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    method: str = "RS256"
    moved: str = ""  # what it answers from another address now
    issuer: str = ""

    def authorize(self, address: str) -> str:
        """What a browser does there: the address that it is sent back to, with a code."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def answer(self, path: str, sent: dict[str, list[str]]) -> dict[str, Any]:
        if path.endswith("openid-configuration"):
            return self._document()
        if path == "/keys":
            return {"keys": [self._public() | {"kid": "1", "alg": "RS256", "use": "sig"}]}
        return self._token({name: values[0] for name, values in sent.items()})

    def _document(self) -> dict[str, Any]:
        at = {name: f"{self.issuer}/{name}" for name in ("authorize", "token", "keys")}
        return {
            "issuer": self.issuer,
            "authorization_endpoint": at["authorize"],
            "token_endpoint": at["token"],
            "jwks_uri": at["keys"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **self.document,
        }

    def _public(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return told

    def _token(self, sent: dict[str, str]) -> dict[str, Any]:
        asked = self.asked.pop(sent["code"], None)
        challenge = urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest())
        right = asked and asked["code_challenge"] == challenge.rstrip(b"=").decode()
        if not (right and (sent["client_id"], sent["client_secret"]) == (CLIENT, SECRET)):
            return {"error": "invalid_grant"}
        at = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": at, "exp": at + 60, "auth_time": at,
                  "nonce": asked["nonce"], "sub": "subject-1", **self.says}  # fmt: skip
        by: Any = {"none": None, "HS256": SECRET}.get(self.method, self.signed_by or self.key)
        token = jwt.encode(claims, by, self.method, headers={"kid": "1"})
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": token}


def served(provider: IdentityProvider) -> ThreadingHTTPServer:
    """The provider on a port of its own, until it is shut down."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(parse_qs(sent))

        def _answer(self, sent: dict[str, list[str]]) -> None:
            path = urlsplit(self.path).path
            if path == provider.moved:
                self.send_response(307)
                self.send_header("Location", f"/moved{path}")
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self._say(provider.answer(path.removeprefix("/moved"), sent))

        def _say(self, answer: dict[str, Any]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(400 if "error" in answer else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    return server
