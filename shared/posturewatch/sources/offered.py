"""Where AWS offers a service: a region without it has none of its resources.

botocore's list of endpoints may be older than an endpoint, and name servers have bad days. So a
service is missing in a region only if the list lacks it and its endpoint's name belongs to nobody.
Whatever else goes wrong is left to the call, whose failure is unknown.

Source: https://docs.aws.amazon.com/general/latest/gr/rande.html
"""

from __future__ import annotations

import socket
from functools import cache, lru_cache
from typing import Final
from urllib.parse import urlsplit

from posturewatch.sources.models import reading_session

_NO_SUCH_NAME: Final = frozenset(
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)
)


@cache
def regions_of(service: str) -> frozenset[str]:
    """Return the regions in which botocore knows a service; empty where it has no list."""
    session = reading_session()
    return frozenset(
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions(service, partition)
    )


@lru_cache(maxsize=1024)
def has_address(endpoint_url: str) -> bool:
    """Return whether an endpoint may be there: False if no name server knows of it."""
    try:
        socket.getaddrinfo(urlsplit(endpoint_url).hostname, 443)
    except socket.gaierror as error:
        return error.errno not in _NO_SUCH_NAME
    except (OSError, UnicodeError):
        return True
    return True
