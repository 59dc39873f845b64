"""What every test gets: no real AWS in reach, hypothesis profiles, the reference data."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent

# A developer's own credentials and profiles never reach a test.
for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
    os.environ.pop(name, None)
os.environ |= {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}

# dev is quick, ci judges the same examples each time, nightly searches: HYPOTHESIS_PROFILE.
SLOW_MACHINE = [HealthCheck.too_slow]
settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile(
    "ci",
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=SLOW_MACHINE,
)
settings.register_profile(
    "nightly",
    max_examples=10_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=SLOW_MACHINE,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of recorded AWS documents, which is too large for the repository."""
    named = os.environ.get("POSTUREWATCH_REFERENCE_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder}; POSTUREWATCH_REFERENCE_DATA names its folder")
    return folder


@pytest.fixture(scope="session")
def ministack_client() -> Iterator[Any]:
    """A DynamoDB client of a MiniStack, whose transactions are real."""
    # Most tests need none of this, and importing it takes a second.
    import boto3
    from botocore.config import Config

    from posturewatch_local.ministack_launcher import ministack

    with ministack("111122223333") as child:
        config = Config(max_pool_connections=32, retries={"max_attempts": 1})
        client = boto3.client("dynamodb", endpoint_url=child.url, config=config)
        yield client
        client.close()
