"""What a load balancer listens to."""

import re
from typing import Annotated

from posturewatch.domain.resource import At, Shape

_RECENT = re.compile(r"(?:TLS|TLS13|FS)-1-[23](?:-|$)")
"""AWS names the oldest version of TLS that a security policy accepts.
Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
"""


class Action(Shape):
    """What a listener does with a request that nothing else claims."""

    type: Annotated[
        str, At(config="Type", describe="Type", terraform="type", cloudformation="Type")
    ] = ""
    """`forward`, `redirect`, `fixed-response` and others."""
    redirect_protocol: Annotated[
        str,
        At(
            describe="RedirectConfig.Protocol",
            terraform="redirect[0].protocol",
            cloudformation="RedirectConfig.Protocol",
        ),
    ] = "#{protocol}"
    """The protocol that a redirection leads to; `#{protocol}` for that of the request."""


class Listener(Shape):
    """A port on which a load balancer accepts connections."""

    port: Annotated[
        int | None,
        At(describe="Port", terraform="port", cloudformation="Port"),
    ] = None
    """Its port; a Gateway Load Balancer listens to all."""
    protocol: Annotated[
        str,
        At(describe="Protocol", terraform="protocol", cloudformation="Protocol"),
    ] = ""
    """`HTTP`, `HTTPS`, `TLS`, `TCP` and others; empty for a Gateway Load Balancer."""
    ssl_policy: Annotated[
        str,
        At(describe="SslPolicy", terraform="ssl_policy", cloudformation="SslPolicy"),
    ] = ""
    """The security policy that says which versions of TLS are accepted."""
    actions: Annotated[
        tuple[Action, ...],
        At(describe="DefaultActions", terraform="default_action", cloudformation="DefaultActions"),
    ] = ()
    """What it does by default."""

    @property
    def is_plain(self) -> bool:
        """Whether it serves HTTP in clear text: it does more than to lead to HTTPS."""
        return self.protocol == "HTTP" and not any(
            action.type == "redirect" and action.redirect_protocol == "HTTPS"
            for action in self.actions
        )

    @property
    def accepts_old_tls(self) -> bool:
        """Whether it accepts TLS before 1.2, as AWS's default policy of the API does."""
        if self.protocol not in ("HTTPS", "TLS") and not self.ssl_policy:
            return False
        return not _RECENT.search(self.ssl_policy)

    @property
    def label(self) -> str:
        """Its protocol, port and security policy, for evidence."""
        return " ".join(
            text for text in (self.protocol, str(self.port or ""), self.ssl_policy) if text
        )
