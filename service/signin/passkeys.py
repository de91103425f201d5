"""Passkeys (WebAuthn): a device of the person signs, and asks its owner first; the device alone knows the secret."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import orjson
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from graph.domain.errors import NotLetIn
from graph.domain.text import Text

if TYPE_CHECKING:
    from graph.store.kept import Passkey

__all__ = ["Signed", "asked_to_add", "asked_to_sign", "challenge_of", "checked_new", "checked_signature", "key_of"]

NAME = "Mandaatwijzer"
LONGEST_ANSWER = 20_000


class Signed:
    """What a device answered.

    Attributes:
        key: the credential id, in base64url.
        public_key: of a new one.
        sign_count: how often it signed, as it says.
    """

    def __init__(self, key: str, sign_count: int, public_key: bytes = b"") -> None:
        self.key = key
        self.sign_count = sign_count
        self.public_key = public_key


def asked_to_add(host: str, person: str, name: str, known: Iterable[Passkey]) -> tuple[str, str]:
    """What a browser has to ask a device for a new passkey, as JSON; and the challenge in it.

    Args:
        host: the name of the service.
        person: id of whose it will be.
        name: what the device shows.
        known: those that they have already.
    """
    challenge = secrets.token_bytes(32)
    options = generate_registration_options(
        rp_id=host,
        rp_name=NAME,
        user_name=name,
        user_id=person.encode()[:64],
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.key)) for one in known],
    )
    return options_to_json(options), bytes_to_base64url(challenge)


def asked_to_sign(host: str) -> tuple[str, str]:
    """What a browser has to ask a device to sign in, as JSON; and the challenge in it."""
    challenge = secrets.token_bytes(32)
    options = generate_authentication_options(
        rp_id=host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return options_to_json(options), bytes_to_base64url(challenge)


def challenge_of(answer: str) -> str:
    """The challenge that an answer says it signed; nothing is believed of it yet.

    Raises:
        NotLetIn: it is no answer of a device.
    """
    try:
        signed = orjson.loads(base64url_to_bytes(_object(answer)["response"]["clientDataJSON"]))
        return str(signed["challenge"])
    except (KeyError, TypeError, ValueError):
        raise _refused() from None


def checked_new(answer: str, *, challenge: str, host: str, origin: str) -> Signed:
    """The new passkey in an answer.

    Raises:
        NotLetIn: it does not answer this challenge, for this service, by its owner.
    """
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=host,
            expected_origin=origin,
            require_user_verification=True,
        )
    except (WebAuthnException, KeyError, TypeError, ValueError):
        raise _refused() from None
    return Signed(bytes_to_base64url(found.credential_id), found.sign_count, found.credential_public_key)


def checked_signature(answer: str, known: Passkey, *, challenge: str, host: str, origin: str) -> Signed:
    """That a passkey signed the challenge.

    Raises:
        NotLetIn: it did not, for this service, by its owner; or it was copied.
    """
    try:
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=host,
            expected_origin=origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, KeyError, TypeError, ValueError):
        raise _refused() from None
    return Signed(known.key, found.new_sign_count)


def key_of(answer: str) -> str:
    """The credential id that an answer names.

    Raises:
        NotLetIn: it names none.
    """
    key = _object(answer).get("id")
    if not isinstance(key, str):
        raise _refused()
    return key


def _object(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise _refused()
    try:
        found = orjson.loads(answer)
    except orjson.JSONDecodeError:
        raise _refused() from None
    if not isinstance(found, dict):
        raise _refused()
    return found


def _refused() -> NotLetIn:
    return NotLetIn(Text("This passkey did not sign for you here. Try again, or sign in another way."))
