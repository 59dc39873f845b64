"""How instances are started: what instances, launch templates and launch configurations share."""

from typing import Annotated, Any, Final

from posturewatch.domain.fields import TextField, ToggleField
from posturewatch.domain.resource import At, Shape


class MonitoringField:
    """The state of detailed monitoring; plans and templates write a switch."""

    def convert(self, raw: Any) -> str:
        """Return the state as the API names it."""
        if isinstance(raw, bool) or str(raw).lower() in ("true", "false"):
            return "enabled" if ToggleField().convert(raw) else "disabled"
        return TextField().convert(raw)


class AskedField:
    """Whether something is asked for; Terraform writes an empty text where nothing is said."""

    def convert(self, raw: Any) -> bool:
        """Return whether it is."""
        return raw != "" and ToggleField().convert(raw)


class PublicAtLaunchField:
    """Whether a planned instance asks for a public address; some or all of its interfaces may."""

    def convert(self, raw: Any) -> bool:
        """Return whether one is asked for.

        Raises:
            ValueError: The document leaves it to the subnet, so that only its type is there.
        """
        if isinstance(raw, list | tuple):
            return any(AskedField().convert(each) for each in raw)
        if "instance" in str(raw).lower():
            raise ValueError("the subnet decides about a public address")
        return ToggleField().convert(raw)


class Disk(Shape):
    """A volume that every instance is started with."""

    encrypted: Annotated[
        bool,
        AskedField(),
        At(
            config="encrypted",
            describe="Encrypted",
            terraform="encrypted",
            cloudformation="Encrypted",
        ),
    ] = False
    """Whether it is encrypted by its own setting: the account's default may encrypt it too."""


EBS_OPTIMIZED_ON_REQUEST: Final = frozenset(
    f"{family}.{size}"
    for family, sizes in {
        "c1": ("xlarge",),
        "c3": ("xlarge", "2xlarge", "4xlarge"),
        "g2": ("2xlarge",),
        "i2": ("xlarge", "2xlarge", "4xlarge"),
        "m1": ("large", "xlarge"),
        "m2": ("2xlarge", "4xlarge"),
        "m3": ("xlarge", "2xlarge"),
        "r3": ("xlarge", "2xlarge", "4xlarge"),
    }.items()
    for size in sizes
)
"""The types for which the setting decides: newer ones always have it, the others never.
Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html"""
