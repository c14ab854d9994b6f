"""Verifies the assertions that it reads with `cryptography`, and sees that a changed one does not hold."""

import base64
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(text):
    return int.from_bytes(decoded(text), "big")


def verify(jwk, message, signature):
    key = ec.EllipticCurvePublicNumbers(number(jwk["x"]), number(jwk["y"]), ec.SECP256R1()).public_key()
    assert len(signature) == 64, len(signature)
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    key.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))


signed = json.load(sys.stdin)
for one in signed:
    message, signature = one["jwt"].rsplit(".", 1)
    header, claims = (json.loads(decoded(part)) for part in message.split("."))
    jwk = one["key"]["jwk"]
    assert (header["alg"], header["kid"]) == ("ES256", jwk["kid"]), header
    assert claims["client_id"] == one["key"]["clientId"] and claims["aud"] == "laserfiche.com", claims
    verify(jwk, message.encode(), decoded(signature))
    try:
        verify(jwk, message.encode() + b"A", decoded(signature))
    except InvalidSignature:
        continue
    raise AssertionError("a signature holds for another message")
print(len(signed), "signatures hold")
