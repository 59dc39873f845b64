"""AWS::SSM::Parameter."""

import re
from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.fields import Held, Moment, Pairs, TextField
from posturewatch.domain.places import UNSET, Reference
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.domain.secrets import secret_names


class NameField:
    """A name whose very text decides."""

    def convert(self, raw: Any) -> str:
        """Return the name.

        Raises:
            ValueError: The document only refers to something that will be the name.
        """
        if isinstance(raw, Reference):
            raise ValueError(f"the document only refers to {raw}")
        return TextField().convert(raw)


class Parameter(
    Resource,
    of="AWS::SSM::Parameter",
    calls=Calls(
        service="ssm",
        # The call that names a parameter answers with its value, which nobody here reads.
        identity="DescribeParameters.Parameters[0]",
        bind={"ResourceId": "id"},
        constants={
            "DescribeParameters": {
                "ParameterFilters": [{"Key": "Name", "Option": "Equals", "Values": ["@id"]}]
            },
            "ListTagsForResource": {"ResourceType": "Parameter"},
        },
        listed="DescribeParameters.Parameters[]",
        list_id="Name",
        carries=True,
    ),
    planned=Planned(terraform=("aws_ssm_parameter",)),
):
    """A parameter in Parameter Store; its value is never read."""

    arn: Annotated[str, At(describe=".ARN", terraform=UNSET, cloudformation=UNSET)] = ""
    """The parameter's ARN."""

    tags: Annotated[
        Pairs,
        At(
            describe="ListTagsForResource.TagList",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The parameter's tags."""

    path: Annotated[
        str,
        NameField(),
        At(describe=".Name", terraform="name", cloudformation="Name"),
    ] = ""
    """Its name, such as `/prod/db/password`; empty in a template that leaves it to AWS."""

    kind: Annotated[
        str, At(describe=".Type", terraform="type", cloudformation="Type", always=True)
    ] = ""
    """`String`, `StringList`, or `SecureString` for an encrypted one."""

    kms_key: Annotated[str, At(describe=".KeyId", terraform="key_id", cloudformation=UNSET)] = (
        "alias/aws/ssm"
    )
    """The KMS key that encrypts it, if it is encrypted; `alias/aws/ssm` is AWS's own."""

    changed_at: Annotated[Moment, At(describe=".LastModifiedDate", always=True)] = None
    """When it was made or last changed."""

    changed_by: Annotated[str, At(describe=".LastModifiedUser")] = ""
    """The ARN of who made or last changed it."""

    value_held: Annotated[
        Held,
        At(describe=UNSET, terraform=("value", "insecure_value"), cloudformation="Value"),
    ] = ""
    """How a plan or a template holds its value; of a live one nothing is read."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id

    @property
    def days_unchanged(self) -> int:
        """For how many days it has been as it is."""
        return self.age_in_days(self.changed_at) if self.changed_at else 0

    @property
    def is_secure(self) -> bool:
        """Whether its value is encrypted."""
        return self.kind == "SecureString"

    @property
    def is_named_like_a_secret(self) -> bool:
        """Whether the end of its name tells of a secret: not of where one is, or how it is kept."""
        end = re.sub(r"[-.]", "_", self.path.rpartition("/")[2])
        # Whatever its value is, the name alone is looked at.
        told = secret_names({end: "0x1c9e7b5d3f"})
        return bool(told) or bool(re.search(r"credentials?(?:_?\d+)?$", end, re.IGNORECASE))
