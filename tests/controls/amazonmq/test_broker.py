"""Verdicts of the controls of message brokers."""

import pytest

from posturewatch.controls.amazonmq import broker as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.fields import DYNAMIC_REFERENCE, PLAIN_TEXT, SHOWN_PARAMETER
from posturewatch.domain.verdict import Status
from posturewatch.resources.amazonmq.broker import Broker, Login

PASSED, FAILED = Status.PASSED, Status.FAILED


def made_with(*held):
    return Broker(logins=tuple(Login(password_held=each) for each in held))


CASES = [
    (controls.public_access_disabled, Broker(), PASSED),
    (controls.public_access_disabled, Broker(publicly_accessible=True), FAILED),
    (controls.passwords_not_written, Broker(), PASSED),
    (controls.passwords_not_written, made_with(DYNAMIC_REFERENCE), PASSED),
    (controls.passwords_not_written, made_with(DYNAMIC_REFERENCE, PLAIN_TEXT), FAILED),
    (controls.passwords_not_written, made_with(SHOWN_PARAMETER), FAILED),
    (controls.audit_log_kept, Broker(engine="ActiveMQ", audit_log=True), PASSED),
    (controls.audit_log_kept, Broker(engine="RABBITMQ"), PASSED),
    (controls.audit_log_kept, Broker(engine="ACTIVEMQ", general_log=True), FAILED),
    (controls.general_log_kept, Broker(general_log=True), PASSED),
    (controls.general_log_kept, Broker(audit_log=True), FAILED),
    (controls.minor_upgrades_automatic, Broker(minor_upgrades=True), PASSED),
    (controls.minor_upgrades_automatic, Broker(), FAILED),
    (controls.several_zones, Broker(deployment="ACTIVE_STANDBY_MULTI_AZ"), PASSED),
    (controls.several_zones, Broker(deployment="CLUSTER_MULTI_AZ"), PASSED),
    (controls.several_zones, Broker(), FAILED),
    (controls.own_key_used, Broker(kms_key="arn:aws:kms:::key/k"), PASSED),
    (controls.own_key_used, Broker(), FAILED),
    (controls.owner_tagged, Broker(tags={"team": "web"}), PASSED),
    (controls.owner_tagged, Broker(), FAILED),
]


@pytest.mark.parametrize(("control", "broker", "expected"), CASES)
def test_verdict(control, broker, expected):
    assert control(broker).status is expected


def test_an_engine_that_nobody_told_of_is_never_good():
    with pytest.raises(UnknownValue):
        controls.audit_log_kept(Broker(unknown={"engine": "missing from what config gave"}))
