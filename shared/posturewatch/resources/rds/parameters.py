"""What groups of parameters say about the connections to databases, by the family of engines.

The defaults are those that AWS documents; what a live read tells comes before them.
Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.places import Unknown, decoded

Version = tuple[int, ...]

NEVER: Final[Version] = (10_000,)
ALWAYS: Final[Version] = (0,)

TLS: Final[Mapping[str, tuple[str, Version]]] = MappingProxyType(
    {
        "aurora-mysql": ("require_secure_transport", NEVER),
        "aurora-postgresql": ("rds.force_ssl", (17,)),
        "docdb": ("tls", ALWAYS),
        "mariadb": ("require_secure_transport", (11, 8)),
        "mysql": ("require_secure_transport", (9, 7)),
        "neptune": ("neptune_enforce_ssl", ALWAYS),
        "postgres": ("rds.force_ssl", (15,)),
        "sqlserver": ("rds.force_ssl", NEVER),
    }
)
"""Engine → the parameter that refuses connections without TLS, and since when it is on by default.
Oracle and Db2 have other settings for it."""

LOGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "aurora-mysql": ("server_audit_logging",),
        "aurora-postgresql": ("log_connections", "log_disconnections"),
        "docdb": ("audit_logs",),
        "neptune": ("neptune_enable_audit_log",),
        "postgres": ("log_connections", "log_disconnections"),
    }
)
"""Engine → the parameters that log who connects, all of them off by default. Others log by options
of an option group."""

VERSIONS: Final = ("rds.tls10", "rds.tls11", "ssl_min_protocol_version", "tls", "tls_version")
"""The parameters that tell which versions of TLS are accepted."""

RELEVANT: Final = frozenset(
    {*VERSIONS, *(name for name, _ in TLS.values()), *(x for names in LOGS.values() for x in names)}
)
"""The parameters that are kept of the hundreds that a group has."""

OFF: Final = frozenset({"", "0", "disabled", "false", "no", "none", "off"})
"""How parameters say that something is off, in lower case."""

OLD: Final = frozenset({"tlsv1", "tlsv1.0", "tlsv1.1"})
"""The versions of TLS that are broken, in lower case."""


class ParametersField:
    """The relevant parameters that have a value, as a map or a list."""

    def convert(self, raw: Any) -> Mapping[str, str]:
        """Return name → value, both in lower case."""
        raw = decoded(raw) if isinstance(raw, str) else raw
        if isinstance(raw, Unknown):
            raise ValueError(raw.reason)
        if isinstance(raw, list | tuple):
            items = [{str(name).lower(): value for name, value in dict(x).items()} for x in raw]
            raw = {
                str(x.get("parametername", x.get("name"))): x.get("parametervalue", x.get("value"))
                for x in items
            }
        if not isinstance(raw, Mapping):
            raise ValueError(f"expected parameters, found {type(raw).__name__}")
        folded = {str(name).lower(): value for name, value in raw.items() if value is not None}
        return {name: str(folded[name]).lower() for name in sorted(RELEVANT & folded.keys())}


@dataclass(frozen=True)
class Parameters:
    """A group's parameters.

    Args:
        family: The family of engines, such as `postgres16` or `aurora-mysql8.0`.
        chosen: What the group itself sets.
        defaults: What AWS says that the others are; empty in a plan.
        of_cluster: Whether it is the group of a cluster, not of instances.
    """

    family: str
    chosen: Mapping[str, str]
    defaults: Mapping[str, str]
    of_cluster: bool

    @cached_property
    def engine(self) -> str:
        """The engine, such as `postgres`; `sqlserver` for all its editions."""
        engine = re.split(r"-?\d", self.family.lower(), maxsplit=1)[0]
        return "sqlserver" if engine.startswith("sqlserver") else engine

    @cached_property
    def version(self) -> Version:
        """The engine's version, as far as the family names it."""
        found = re.search(r"\d+(?:\.\d+)*", self.family)
        return tuple(map(int, found[0].split("."))) if found else ()

    def value(self, name: str) -> str:
        """Return what a parameter is set to, in lower case; empty where nobody tells."""
        return self.chosen.get(name) or self.defaults.get(name, "")

    def told(self, *names: str) -> dict[str, Any]:
        """Return what decided, for evidence."""
        return {"family": self.family, "parameters": {x: self.value(x) or None for x in names}}

    def decides(self, name: str) -> bool:
        """Whether a parameter has its effect here: Aurora's instances follow their cluster."""
        follows = self.engine.startswith("aurora") and not self.of_cluster
        return name in self.chosen or not follows

    @property
    def tls_parameter(self) -> str:
        """The parameter that refuses connections without TLS; empty where none here does."""
        name, _ = TLS.get(self.engine, ("", NEVER))
        return name if name and self.decides(name) else ""

    @property
    def requires_tls(self) -> bool:
        """Whether connections without TLS are refused."""
        name, since = TLS[self.engine]
        value = self.value(name)
        return value not in OFF if value else self.version >= since

    @property
    def log_parameters(self) -> tuple[str, ...]:
        """The parameters that log who connects; empty where none here does."""
        return tuple(name for name in LOGS.get(self.engine, ()) if self.decides(name))

    @property
    def unlogged(self) -> tuple[str, ...]:
        """Those of them that are off."""
        return tuple(name for name in self.log_parameters if self.value(name) in OFF)

    @property
    def version_parameters(self) -> tuple[str, ...]:
        """The parameters that tell which versions of TLS are accepted; empty where none here do."""
        names = {
            "docdb": ("tls",),
            "sqlserver": ("rds.tls10", "rds.tls11"),
            **dict.fromkeys(("aurora-postgresql", "postgres"), ("ssl_min_protocol_version",)),
            **dict.fromkeys(("aurora-mysql", "mariadb", "mysql"), ("tls_version",)),
        }
        return tuple(name for name in names.get(self.engine, ()) if self.decides(name))

    @property
    def accepts_old_tls(self) -> bool:
        """Whether connections by TLS 1.0 or 1.1 are accepted.

        Raises:
            UnknownValue: The default is another for each version of the engine, and nobody tells.
        """
        values = {name: self.value(name) for name in self.version_parameters}
        if self.engine == "sqlserver":
            # By default the operating system decides, of which older ones accept them.
            return any(value != "disabled" for value in values.values())
        (name,) = values
        if self.engine == "docdb":
            return values[name] in ("", "enabled")
        if values[name]:
            return bool(OLD & {each.strip() for each in values[name].split(",")})
        if self.engine == "mariadb":
            raise UnknownValue(name, "the group leaves it to the engine")
        return "mysql" in self.engine and self.version < (8,)
