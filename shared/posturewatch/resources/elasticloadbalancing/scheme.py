"""Whom a load balancer of either generation serves."""

from typing import Annotated, Any


class FacingField:
    """Whether a load balancer faces the internet, by its scheme or by whether it is internal."""

    def convert(self, raw: Any) -> bool:
        """Return whether it faces the internet.

        Raises:
            ValueError: The text is no scheme.
        """
        if isinstance(raw, bool):
            return not raw
        facing = {"internet-facing": True, "internal": False, "false": True, "true": False}
        text = str(raw).strip().lower()
        if text not in facing:
            raise ValueError(f"expected a scheme, found {text[:40]!r}")
        return facing[text]


Facing = Annotated[bool, FacingField()]
