"""Whom the audited side's clients speak to."""

import boto3
import pytest

from posturewatch.sources.sessions import AuditedClients


@pytest.mark.parametrize(
    ("home", "region", "endpoint"),
    [
        ("eu-west-1", "us-east-1", "https://iam.amazonaws.com"),
        ("us-gov-east-1", "us-east-1", "https://iam.us-gov.amazonaws.com"),
        ("cn-northwest-1", "us-east-1", "https://iam.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_global_services_answer_in_the_hubs_own_partition(home, region, endpoint):
    clients = AuditedClients(boto3.Session(region_name=home))
    client = clients("123456789012", region, "iam")
    assert client.meta.endpoint_url == endpoint
    assert clients("123456789012", region, "iam") is client


def test_other_regions_are_what_they_are():
    clients = AuditedClients(boto3.Session(region_name="cn-north-1"))
    endpoint = clients("123456789012", "cn-northwest-1", "ec2").meta.endpoint_url
    assert endpoint == "https://ec2.cn-northwest-1.amazonaws.com.cn"
