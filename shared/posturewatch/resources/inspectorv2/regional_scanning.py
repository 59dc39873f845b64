"""AWS::InspectorV2::RegionalScanning."""

from typing import Annotated

from posturewatch.domain.fields import Texts, Toggle
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Calls, Planned, Resource


def _status(kind: str) -> At:
    # An account that AWS could not ask about is missing from the answer: unknown, not off.
    place = f".resourceState.{kind}.status"
    return At(describe=place, terraform=UNSET, always=True, new=False)


class RegionalScanning(
    Resource,
    of="AWS::InspectorV2::RegionalScanning",
    arn="arn:{partition}:inspector2:{region}:{account}:regional-scanning",
    calls=Calls(
        service="inspector2",
        identity="BatchGetAccountStatus.accounts[accountId=@account][0]",
        bind={"accountIds": "account"},
        settles=60,
    ),
    planned=Planned(terraform=("aws_inspector2_enabler",), cloudformation=()),
):
    """What Inspector searches for vulnerabilities in one region of the account.

    AWS has no type for it, and AWS Config no item. Its id is the account's, so that a region where
    nothing is searched is judged, too.
    """

    instances: Annotated[Toggle, _status("ec2")] = False
    """Whether the packages of EC2 instances are searched."""

    images: Annotated[Toggle, _status("ecr")] = False
    """Whether images in ECR are searched, again whenever a vulnerability becomes known."""

    functions: Annotated[Toggle, _status("lambda")] = False
    """Whether the packages of Lambda functions are searched."""

    function_code: Annotated[Toggle, _status("lambdaCode")] = False
    """Whether the own code of Lambda functions is searched."""

    planned_types: Annotated[Texts, At(describe=UNSET, terraform="resource_types")] = ()
    """What a plan switches on: `EC2`, `ECR`, `LAMBDA`, `LAMBDA_CODE`."""

    @property
    def searches_instances(self) -> bool:
        """Whether instances are searched, or will be."""
        return "EC2" in self.planned_types or self.instances

    @property
    def searches_images(self) -> bool:
        """Whether images are searched, or will be."""
        return "ECR" in self.planned_types or self.images

    @property
    def searches_functions(self) -> bool:
        """Whether the packages of functions are searched, or will be."""
        return "LAMBDA" in self.planned_types or self.functions

    @property
    def searches_function_code(self) -> bool:
        """Whether the code of functions is searched, or will be."""
        return "LAMBDA_CODE" in self.planned_types or self.function_code
