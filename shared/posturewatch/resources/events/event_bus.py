"""AWS::Events::EventBus."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from posturewatch.domain.fields import Moment, Pairs, PolicyField
from posturewatch.domain.places import Joined
from posturewatch.domain.policy import PolicyDocument
from posturewatch.domain.resource import At, Calls, Planned, Resource


class BusPolicyField:
    """The policy of a bus: a document, or the statements that plans and templates add one by one.

    Those may be written short, as a principal and one condition.
    """

    def convert(self, raw: Any) -> PolicyDocument | None:
        """Return the parsed policy; None where nothing was added."""
        if not isinstance(raw, list | tuple):
            return PolicyField().convert(raw)
        if not raw:
            return None
        statements = [_statement(each) for each in raw]
        return PolicyDocument.parse({"Version": "2012-10-17", "Statement": statements})


class EventBus(
    Resource,
    of="AWS::Events::EventBus",
    arn="arn:{partition}:events:{region}:{account}:event-bus/{id}",
    config_id=(".Name", "resourceName"),
    calls=Calls(
        service="events",
        identity="DescribeEventBus",
        gone=("ResourceNotFoundException",),
        bind={
            "Name": "id",
            "ResourceARN": "arn:{partition}:events:{region}:{account}:event-bus/{id}",
        },
        listed="ListEventBuses.EventBuses[]",
        list_id="Name",
    ),
    planned=Planned(
        terraform=("aws_cloudwatch_event_bus",),
        terraform_name=("name", "id", "arn"),
        terraform_owner="event_bus_name",
        cloudformation_name=("Name",),
        cloudformation_owner="EventBusName",
    ),
):
    """What takes events and hands them on by rules. A Config item does not tell its policy."""

    tags: Annotated[
        Pairs,
        At(
            config="tags",
            describe="ListTagsForResource.Tags",
            terraform=("tags_all", "tags"),
            cloudformation="Tags",
        ),
    ] = MappingProxyType({})
    """The bus's tags."""

    created_at: Annotated[Moment, At(config="resourceCreationTime", describe=".CreationTime")] = (
        None
    )
    """When it was made."""

    policy: Annotated[
        PolicyDocument | None,
        BusPolicyField(),
        At(
            describe=".Policy",
            terraform=Joined(
                "aws_cloudwatch_event_bus_policy[0].policy.Statement",
                "aws_cloudwatch_event_permission[]",
            ),
            cloudformation=Joined("Policy.Statement", "AWS::Events::EventBusPolicy[]"),
        ),
    ] = None
    """Who may put events and rules; without one, the owner's account alone."""

    kms_key: Annotated[
        str,
        At(
            describe=".KmsKeyIdentifier",
            terraform="kms_key_identifier",
            cloudformation="KmsKeyIdentifier",
        ),
    ] = ""
    """The account's own key for events; empty where AWS's own encrypts them."""

    log_level: Annotated[
        str,
        At(
            describe=".LogConfig.Level",
            terraform="log_config[0].level",
            cloudformation="LogConfig.Level",
        ),
    ] = "OFF"
    """What is logged of how events are handed on: `ERROR`, `INFO`, `TRACE` or `OFF`."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.key.id

    @property
    def is_own(self) -> bool:
        """Whether it is neither the account's default bus nor a partner's."""
        return self.key.id != "default" and not self.key.id.startswith("aws.partner/")


def _statement(raw: Any) -> Any:
    """Return a statement, whether it is one already, stands in one, or is written short."""
    folded = {str(name).lower(): value for name, value in raw.items()}
    if folded.get("statement"):
        return folded["statement"]
    if "effect" in folded:
        return raw
    account = folded.get("principal")
    statement = {
        "Effect": "Allow",
        "Principal": account if account == "*" else {"AWS": account},
        "Action": folded.get("action") or "events:PutEvents",
    }
    condition = folded.get("condition")
    if isinstance(condition, list | tuple):
        condition = condition[0] if condition else None
    if isinstance(condition, Mapping):
        told = {str(name).lower(): value for name, value in condition.items()}
        statement["Condition"] = {told["type"]: {told["key"]: told["value"]}}
    return statement
