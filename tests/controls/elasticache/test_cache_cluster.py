"""Controls of AWS::ElastiCache::CacheCluster."""

import pytest

from posturewatch.controls.elasticache import cache_cluster as controls
from posturewatch.domain.errors import UnknownValue
from posturewatch.domain.verdict import Status
from posturewatch.resources.elasticache.cache_cluster import CacheCluster

PASSED, FAILED = Status.PASSED, Status.FAILED

CASES = [
    (controls.tls_required, CacheCluster(transit_encryption=True), PASSED),
    (controls.tls_required, CacheCluster(group="sessions"), PASSED),
    (controls.tls_required, CacheCluster(), FAILED),
    (controls.backups_enabled, CacheCluster(engine="redis", snapshot_retention=1), PASSED),
    (controls.backups_enabled, CacheCluster(engine="memcached"), PASSED),
    (controls.backups_enabled, CacheCluster(engine="redis"), FAILED),
    (controls.minor_upgrades_automatic, CacheCluster(auto_minor_version_upgrade=True), PASSED),
    (controls.minor_upgrades_automatic, CacheCluster(), FAILED),
    (controls.own_subnet_group_used, CacheCluster(subnet_group="private"), PASSED),
    (controls.own_subnet_group_used, CacheCluster(subnet_group="default"), FAILED),
    (controls.own_subnet_group_used, CacheCluster(), FAILED),
    (controls.owner_tagged, CacheCluster(tags={"team": "payments"}), PASSED),
    (controls.owner_tagged, CacheCluster(tags={"Name": "shop"}), FAILED),
]


@pytest.mark.parametrize(("ask", "cluster", "status"), CASES)
def test_verdict(ask, cluster, status):
    assert ask(cluster).status is status


@pytest.mark.parametrize(
    ("ask", "hidden"),
    [
        (controls.tls_required, "transit_encryption"),
        (controls.backups_enabled, "engine"),
        (controls.minor_upgrades_automatic, "auto_minor_version_upgrade"),
        (controls.own_subnet_group_used, "subnet_group"),
        (controls.owner_tagged, "tags"),
    ],
)
def test_unknown_is_no_verdict(ask, hidden):
    with pytest.raises(UnknownValue, match=hidden):
        ask(CacheCluster(unknown={hidden: "denied"}))
