"""A small real OpenID Connect provider for tests and training: says yes for one person, or errs."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

_JSON = "application/json"


class FakeProvider:
    """What tests may turn: who is vouched for, which claims are wrong, which key signs."""

    def __init__(self) -> None:
        self.login = "ilze.kalnina"
        self.client_id = "vienots"
        self.client_secret: str | None = "fake-client-secret"
        self.claims: dict[str, Any] = {}
        """Written over the true claims; None removes one."""
        self.algorithm = "RS256"
        self.wrong_key = False
        self.away = False
        self.named_issuer: str | None = None
        """The issuer that the discovery document names, where it lies."""
        self.refused: list[str] = []
        """Why token requests were refused."""
        self.issuer = ""
        self._key = RSAKey.generate_key(2048, parameters={"kid": "1", "use": "sig"})
        self._other_key = RSAKey.generate_key(2048, parameters={"kid": "1", "use": "sig"})
        self._codes: dict[str, dict[str, str]] = {}

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.named_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}

    def authorize(self, asked: dict[str, str]) -> str:
        """The address that the browser is sent back to, as after a sign-in at the provider."""
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        answer = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
        return f"{asked['redirect_uri']}?{answer}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | str:
        """The answer of the token endpoint, or the error code."""
        asked = self._codes.pop(form.get("code", ""), None)
        if not self._knows_client(form, authorization):
            return self._refuse("invalid_client")
        if asked is None or form.get("redirect_uri") != asked["redirect_uri"]:
            return self._refuse("invalid_grant")
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return self._refuse("invalid_grant")
        return {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self._id_token(asked["nonce"]),
        }

    def _knows_client(self, form: dict[str, str], authorization: str) -> bool:
        if self.client_secret is None:
            return form.get("client_id") == self.client_id
        pair = f"{self.client_id}:{self.client_secret}".encode()
        return authorization == "Basic " + base64.b64encode(pair).decode()

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "40000000-1",
            "aud": self.client_id,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "preferred_username": self.login,
        } | self.claims
        told = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "none":
            head = {"alg": "none", "typ": "JWT"}
            parts = [json.dumps(part).encode() for part in (head, told)]
            return ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in parts) + "."
        key = self._other_key if self.wrong_key else self._key
        return jwt.encode({"alg": self.algorithm, "kid": "1"}, told, key)

    def _refuse(self, why: str) -> str:
        self.refused.append(why)
        return why


class _Server(ThreadingHTTPServer):
    def __init__(self, port: int, provider: FakeProvider) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.provider = provider


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        at, provider = urlsplit(self.path), self.server.provider
        if provider.away:
            self._answer(503, {})
        elif at.path == "/.well-known/openid-configuration":
            self._answer(200, provider.metadata())
        elif at.path == "/keys":
            self._answer(200, provider.keys())
        elif at.path == "/authorize":
            self._send(303, b"", Location=provider.authorize(dict(parse_qsl(at.query))))
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        done = self.server.provider.token(form, self.headers.get("authorization", ""))
        if isinstance(done, str):
            self._answer(401 if done == "invalid_client" else 400, {"error": done})
        else:
            self._answer(200, done)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: tests tell what matters."""

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        self._send(status, json.dumps(body).encode(), **{"Content-Type": _JSON})

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running_provider(port: int = 0) -> Iterator[FakeProvider]:
    """On this machine only; port 0 takes a free one."""
    provider = FakeProvider()
    server = _Server(port, provider)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
