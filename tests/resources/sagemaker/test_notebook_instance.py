"""AWS::SageMaker::NotebookInstance as each source tells of it."""

from datetime import UTC, datetime

from posturewatch.resources.sagemaker.notebook_instance import NotebookInstance
from tests.support.aws import ACCOUNT, REGION, Audited, from_config
from tests.support.snapshots import unknowns
from tests.support.sources import differences, item, of_plan, of_template, read_live

ARN = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/lab"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k"
MADE = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = {
    "NotebookInstanceName": "lab",
    "DirectInternetAccess": "Disabled",
    "RootAccess": "Disabled",
    "SubnetId": "subnet-1",
    "KmsKeyId": KEY,
}
METADATA = {"InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "2"}}
LIVE = {
    **SETTINGS,
    **METADATA,
    "NotebookInstanceArn": ARN,
    "NotebookInstanceStatus": "InService",
    "CreationTime": MADE,
}
TAGS = [{"Key": "team", "Value": "payments"}]
ENTRY = {"NotebookInstanceName": "lab", "NotebookInstanceArn": ARN, "CreationTime": MADE}
ANSWERS = {
    "DescribeNotebookInstance": LIVE,
    "ListNotebookInstances": {"NotebookInstances": [ENTRY]},
    "ListTags": {"Tags": TAGS},
}
PLAN = {
    "name": "lab",
    "direct_internet_access": "Disabled",
    "root_access": "Disabled",
    "subnet_id": "subnet-1",
    "kms_key_id": KEY,
    "instance_metadata_service_configuration": [{"minimum_instance_metadata_service_version": "2"}],
    "tags_all": {"team": "payments"},
}


def test_four_sources_tell_the_same():
    live = read_live(NotebookInstance, "lab", ANSWERS)
    assert unknowns(live) == []
    told = item(NotebookInstance, SETTINGS, arn=ARN, resourceName="lab", tags={"team": "payments"})
    config = from_config(NotebookInstance, told)
    assert config.key == live.key
    assert differences(live, config) == ["metadata_version"]
    assert differences(live, of_plan(NotebookInstance, PLAN)) == []
    template = {**SETTINGS, **METADATA, "Tags": TAGS}
    assert differences(live, of_template(NotebookInstance, template)) == []


def test_what_nobody_set_is_open():
    for new in (of_template(NotebookInstance, {}), of_plan(NotebookInstance, {})):
        assert new.direct_internet
        assert new.root_access
        assert new.metadata_version == "1"


def test_gone_once_it_is_deleted_and_unknown_where_denied():
    aws = Audited()
    for operation, answer in ANSWERS.items():
        aws.answer(operation, answer)
    aws.fail("ListTags", "AccessDeniedException")
    assert unknowns(aws.read(NotebookInstance, "lab")) == ["tags"]
    aws.answer("DescribeNotebookInstance", {**LIVE, "NotebookInstanceStatus": "Deleting"})
    assert aws.is_gone(NotebookInstance, "lab")
    aws.fail("DescribeNotebookInstance", "ValidationException")
    assert aws.is_gone(NotebookInstance, "lab")
