"""OpenID Connect, code flow with PKCE: addresses, requests and proofs, without any network."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from msgspec import Meta, Struct

from vienots.identity.contracts import ProviderFlow

# Signatures by a key of the provider alone: never "none", never a secret shared with it.
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
LEEWAY_S = 60
LOGIN_LENGTH_MAX = 64
SCOPE = "openid profile"


class Registration(Struct, frozen=True):
    """What we and the provider agreed on."""

    issuer: str
    client_id: str
    client_secret: str | None
    """None: a public client, proven by PKCE alone."""
    redirect_uri: str
    login_claim: str


class Metadata(Struct, frozen=True):
    """What we need of `/.well-known/openid-configuration`."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class TokenAnswer(Struct, frozen=True):
    id_token: Annotated[str, Meta(max_length=20_000)]
    access_token: str = ""


class Unproven(Exception):
    """The provider's word does not hold: a wrong signature, time, address or person."""


def metadata_address(issuer: str) -> str:
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def start_address(ours: Registration, theirs: Metadata, flow: ProviderFlow) -> str:
    address: str = prepare_grant_uri(
        theirs.authorization_endpoint,
        ours.client_id,
        "code",
        redirect_uri=ours.redirect_uri,
        scope=SCOPE,
        state=flow.state,
        nonce=flow.nonce,
        code_challenge=create_s256_code_challenge(flow.verifier),
        code_challenge_method="S256",
    )
    return address


def token_form(ours: Registration, flow: ProviderFlow, code: str) -> dict[str, str]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": ours.redirect_uri,
        "code_verifier": flow.verifier,
    }
    if ours.client_secret is None:
        form["client_id"] = ours.client_id
    return form


def read_login(
    ours: Registration,
    flow: ProviderFlow,
    answer: TokenAnswer,
    keys: KeySetSerialization,
    at: datetime,
) -> str:
    """The login that the provider's signed token names. Raises Unproven."""
    # OpenID Connect Core 1.0, 3.1.3.7.
    try:
        token = jwt.decode(
            answer.id_token, KeySet.import_key_set(keys), algorithms=list(ALGORITHMS)
        )
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={
                "iss": {"essential": True, "value": ours.issuer},
                "aud": {"essential": True, "value": ours.client_id},
            },
            params={
                "nonce": flow.nonce,
                "client_id": ours.client_id,
                "access_token": answer.access_token,
            },
        )
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY_S)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Unproven(type(error).__name__) from error
    login = token.claims.get(ours.login_claim)
    if not isinstance(login, str) or not 1 <= len(login) <= LOGIN_LENGTH_MAX:
        raise Unproven(f"no {ours.login_claim}")
    return login
