"""AWS::Lambda::Function."""

from types import MappingProxyType
from typing import Annotated, Final

from posturewatch.domain.fields import Moment, Pairs, moment
from posturewatch.domain.places import UNSET
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.resource import At, Calls, Planned, Resource
from posturewatch.domain.secrets import secret_names
from posturewatch.resources.awslambda.grants import GrantedField

DEPRECATED: Final = {
    "dotnet10": "2028-11-14",
    "dotnet5.0": "2022-05-10",
    "dotnet6": "2024-12-20",
    "dotnet8": "2026-11-10",
    "dotnet9": "2026-11-10",
    "dotnetcore1.0": "2019-06-27",
    "dotnetcore2.0": "2019-05-30",
    "dotnetcore2.1": "2022-01-05",
    "dotnetcore3.1": "2023-04-03",
    "go1.x": "2024-01-08",
    "java11": "2027-06-30",
    "java17": "2027-06-30",
    "java21": "2029-06-30",
    "java25": "2029-06-30",
    "java8": "2024-01-08",
    "java8.al2": "2027-06-30",
    "nodejs": "2016-08-30",
    "nodejs10.x": "2021-07-30",
    "nodejs12.x": "2023-03-31",
    "nodejs14.x": "2023-12-04",
    "nodejs16.x": "2024-06-12",
    "nodejs18.x": "2025-09-01",
    "nodejs20.x": "2026-04-30",
    "nodejs22.x": "2027-04-30",
    "nodejs24.x": "2028-04-30",
    "nodejs4.3": "2020-03-05",
    "nodejs4.3-edge": "2020-03-05",
    "nodejs6.10": "2019-08-12",
    "nodejs8.10": "2020-03-06",
    "provided": "2024-01-08",
    "provided.al2": "2026-07-31",
    "provided.al2023": "2029-06-30",
    "python2.7": "2021-07-15",
    "python3.10": "2026-10-31",
    "python3.11": "2027-06-30",
    "python3.12": "2028-10-31",
    "python3.13": "2029-06-30",
    "python3.14": "2029-06-30",
    "python3.6": "2022-07-18",
    "python3.7": "2023-12-04",
    "python3.8": "2024-10-14",
    "python3.9": "2025-12-15",
    "ruby2.5": "2021-07-30",
    "ruby2.7": "2023-12-07",
    "ruby3.2": "2026-03-31",
    "ruby3.3": "2027-03-31",
    "ruby3.4": "2028-03-31",
    "ruby4.0": "2029-03-31",
}
"""When AWS stops mending a runtime.
Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"""


class Function(
    Resource,
    of="AWS::Lambda::Function",
    calls=Calls(
        service="lambda",
        identity="GetFunctionConfiguration",
        gone=("ResourceNotFoundException",),
        bind={"FunctionName": "id", "Resource": ".FunctionArn"},
        absent={"GetPolicy": ("ResourceNotFoundException",)},
        listed="ListFunctions.Functions[]",
        list_id="FunctionName",
        carries=True,
    ),
    planned=Planned(
        terraform=("aws_lambda_function",),
        terraform_name=("function_name", "arn", "id"),
        terraform_owner="function_name",
        cloudformation_name=("FunctionName",),
        cloudformation_owner="FunctionName",
        owners={"AWS::Lambda::Url": "TargetFunctionArn"},
    ),
):
    """A function: what it runs, as whom, and who may invoke it."""

    arn: Annotated[
        str,
        At(config=("ARN", "arn"), describe=".FunctionArn", terraform=UNSET, cloudformation=UNSET),
    ] = ""
    """The function's ARN, without a version."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTags.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The function's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime")] = None
    """When it was made, which Lambda does not tell."""

    runtime: Annotated[
        str,
        At(
            config=".runtime",
            describe=".Runtime",
            terraform="runtime",
            cloudformation="Runtime",
        ),
    ] = ""
    """What runs its code; empty for container images, which bring their own."""

    role: Annotated[
        str, At(config=".role", describe=".Role", terraform="role", cloudformation="Role")
    ] = ""
    """The role that it calls AWS with."""

    environment: Annotated[
        Pairs,
        At(
            describe=".Environment.Variables",
            terraform="environment[0].variables",
            cloudformation="Environment.Variables",
        ),
    ] = MappingProxyType({})
    """Its variables, which everybody sees who may read its configuration."""

    dead_letters: Annotated[
        str,
        At(
            config=".deadLetterConfig.targetArn",
            describe=".DeadLetterConfig.TargetArn",
            terraform="dead_letter_config[0].target_arn",
            cloudformation="DeadLetterConfig.TargetArn",
        ),
    ] = ""
    """Where events go that it could not work off; empty where they are lost."""

    tracing: Annotated[
        str,
        At(
            config=".tracingConfig.mode",
            describe=".TracingConfig.Mode",
            terraform="tracing_config[0].mode",
            cloudformation="TracingConfig.Mode",
        ),
    ] = "PassThrough"
    """`Active` where its calls are traced."""

    subnets: Annotated[
        tuple[str, ...],
        At(
            config=".vpcConfig.subnetIds",
            describe=".VpcConfig.SubnetIds",
            terraform="vpc_config[0].subnet_ids",
            cloudformation="VpcConfig.SubnetIds",
        ),
    ] = ()
    """The subnets from which it reaches the network; none where it is in AWS's own."""

    url_authorization: Annotated[
        tuple[str, ...],
        At(
            describe="ListFunctionUrlConfigs.FunctionUrlConfigs[].AuthType",
            terraform="aws_lambda_function_url[].authorization_type",
            cloudformation="AWS::Lambda::Url[].AuthType",
        ),
    ] = ()
    """Who is let in by each of its URLs: `AWS_IAM`, or `NONE` for everybody."""

    policy: Annotated[
        PolicyDocument | None,
        GrantedField(),
        At(
            describe="GetPolicy.Policy",
            terraform="aws_lambda_permission[]",
            cloudformation="AWS::Lambda::Permission[]",
        ),
    ] = None
    """Who may invoke it besides its own account's identities."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id

    @property
    def days_without_support(self) -> int | None:
        """Days since AWS stopped mending its runtime; negative before, None where not known."""
        until = DEPRECATED.get(self.runtime)
        return self.age_in_days(moment(until)) if until else None

    @property
    def plain_secrets(self) -> tuple[str, ...]:
        """The names of the variables whose values look like secrets."""
        return secret_names(self.environment)

    @property
    def unconfined_services(self) -> tuple[str, ...]:
        """The services that may invoke it on behalf of anybody.

        A bucket's ARN names no account, so that S3 is confined by an account or organization only.
        """
        found: set[str] = set()
        for statement in self.policy.statements if self.policy else ():
            if not statement.allows or statement.principals is None:
                continue
            keys = {key.lower() for tests in statement.conditions.values() for key in tests}
            for service in statement.principals.services:
                enough = _ENOUGH if service.startswith("s3.") else _ENOUGH | {"aws:sourcearn"}
                if not keys & enough:
                    found.add(service)
        return tuple(sorted(found))


_ENOUGH = {"aws:sourceaccount", "aws:principalorgid", "aws:sourceorgid"}
