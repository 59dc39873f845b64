"""User data: the script or configuration that an instance is started with."""

import base64
import binascii
import re
import zlib
from typing import Any, Final

from posturewatch.domain.secrets import MAX_TEXT, has_secret

_GZIP: Final = b"\x1f\x8b"


class SecretInUserDataField:
    """Whether user data holds a secret in plain text. The text itself is never kept.

    It is read as EC2 keeps it (base64, compressed or not) or as authors write it.
    """

    def convert(self, raw: Any) -> bool:
        """Return whether there is a secret in it.

        Raises:
            ValueError: The raw value is no text, or only a digest of one.
        """
        if not isinstance(raw, str):
            raise ValueError(f"expected user data, found {type(raw).__name__}")
        if re.fullmatch(r"[0-9a-f]{40}", raw):
            # Earlier versions of Terraform's provider plan the SHA-1 of the text in its place.
            raise ValueError("only a digest of the user data is there")
        return has_secret(_text(raw))


def _text(raw: str) -> str:
    """Return the text that user data stands for, as far as it is looked at."""
    try:
        data = base64.b64decode("".join(raw.split()), validate=True)
    except (binascii.Error, ValueError):
        return raw
    if data.startswith(_GZIP):
        try:
            data = zlib.decompressobj(wbits=31).decompress(data, 4 * MAX_TEXT)
        except zlib.error as error:
            raise ValueError("the user data is damaged") from error
    return data.decode("utf-8", "replace")
