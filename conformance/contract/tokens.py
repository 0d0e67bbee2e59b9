"""Session tokens (NIP-98 events, kind 27235) of the people who call the API."""

import base64
import hashlib
import json
import os
import time

from coincurve import PrivateKey

KIND_HTTP_AUTH = 27235


class Person:
    """A key pair that signs its own requests."""

    def __init__(self, secret_hex: str):
        self.secret_hex = secret_hex
        self._key = PrivateKey.from_hex(secret_hex)
        self.pubkey = self._key.public_key.format(compressed=True)[1:].hex()

    @classmethod
    def generate(cls) -> "Person":
        return cls(PrivateKey().secret.hex().zfill(64))

    def authorization(self, server_url: str) -> str:
        """The value of the `Authorization` header. Every call signs anew, so an ended session ends nothing else."""
        tags = [["u", server_url], ["method", "GET"], ["nonce", os.urandom(8).hex()]]
        created_at = int(time.time())
        serial = json.dumps([0, self.pubkey, created_at, KIND_HTTP_AUTH, tags, ""], separators=(",", ":"))
        event_id = hashlib.sha256(serial.encode()).digest()
        event = {
            "id": event_id.hex(),
            "pubkey": self.pubkey,
            "created_at": created_at,
            "kind": KIND_HTTP_AUTH,
            "tags": tags,
            "content": "",
            "sig": self._key.sign_schnorr(event_id).hex(),
        }
        return "Nostr " + base64.b64encode(json.dumps(event).encode()).decode()
