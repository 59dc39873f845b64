"""Verdicts of the controls of transfer servers."""

import pytest

from posturewatch.controls.transfer import server as controls
from posturewatch.domain.verdict import Status
from posturewatch.resources.transfer.server import Server

PASSED, FAILED = Status.PASSED, Status.FAILED


def taking(name):
    return Server(security_policy=f"TransferSecurityPolicy-{name}")


CASES = [
    (controls.ftp_refused, Server(), PASSED),
    (controls.ftp_refused, Server(protocols=("FTPS", "SFTP")), PASSED),
    (controls.ftp_refused, Server(protocols=("SFTP", "FTP")), FAILED),
    (controls.in_vpc, Server(endpoint="VPC"), PASSED),
    (controls.in_vpc, Server(endpoint="VPC_ENDPOINT"), PASSED),
    (controls.in_vpc, Server(), FAILED),
    (controls.logging_enabled, Server(log_destinations=("arn:aws:logs:::a:*",)), PASSED),
    (controls.logging_enabled, Server(logging_role="arn:aws:iam::123456789012:role/a"), PASSED),
    (controls.logging_enabled, Server(), FAILED),
    (controls.sha_1_refused, taking("2024-01"), PASSED),
    (controls.sha_1_refused, taking("2025-03"), PASSED),
    (controls.sha_1_refused, taking("2020-06"), FAILED),
    (controls.sha_1_refused, taking("FIPS-2024-01"), FAILED),
    (controls.sha_1_refused, Server(), FAILED),
    (controls.owner_tagged, Server(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Server(), FAILED),
]


@pytest.mark.parametrize(("control", "server", "expected"), CASES)
def test_verdict(control, server, expected):
    assert control(server).status is expected
