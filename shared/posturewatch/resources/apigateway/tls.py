"""The security policies of API Gateway."""

import re

_RECENT = re.compile(r"(?:SecurityPolicy_)?TLS(?:13|_1_2|12|_1_3)(?:_|$)")
"""Names of policies tell their oldest version, as `TLS_1_2` and `SecurityPolicy_TLS13_1_2_2021_06`
do; without one AWS takes `TLS_1_0`.
Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html
"""


def accepts_old_tls(policy: str) -> bool:
    """Return whether a security policy accepts TLS before 1.2."""
    return not _RECENT.match(policy)
