"""AWS::RDS::EventSubscription."""

from types import MappingProxyType
from typing import Annotated

from posturewatch.domain.fields import Moment, Pairs, Toggle
from posturewatch.domain.resource import At, Calls, Planned, Resource

CRITICAL = MappingProxyType(
    {
        "db-instance": ("maintenance", "configuration change", "failure"),
        "db-cluster": ("maintenance", "failure"),
        "db-parameter-group": ("configuration change",),
        "db-security-group": ("configuration change", "failure"),
    }
)
"""Source → the categories of which somebody must be told, as AWS Foundational Security Best
Practices ask."""


class EventSubscription(
    Resource,
    of="AWS::RDS::EventSubscription",
    arn="arn:{partition}:rds:{region}:{account}:es:{id}",
    config_id=(".custSubscriptionId", "resourceId"),
    calls=Calls(
        service="rds",
        identity="DescribeEventSubscriptions.EventSubscriptionsList[0]",
        gone=("SubscriptionNotFound",),
        bind={"SubscriptionName": "id"},
        listed="DescribeEventSubscriptions.EventSubscriptionsList[]",
        list_id="CustSubscriptionId",
        carries=True,
    ),
    planned=Planned(terraform=("aws_db_event_subscription",)),
):
    """Who is told of the events of databases, and of which."""

    tags: Annotated[
        Pairs, At(config="tags", terraform=("tags_all", "tags"), cloudformation="Tags")
    ] = MappingProxyType({})
    """The subscription's tags; live answers leave them out."""

    created_at: Annotated[
        Moment,
        At(
            config=(".subscriptionCreationTime", "resourceCreationTime"),
            describe=".SubscriptionCreationTime",
        ),
    ] = None
    """When the subscription was made."""

    enabled: Annotated[
        Toggle,
        At(config=".enabled", describe=".Enabled", terraform="enabled", cloudformation="Enabled"),
    ] = True
    """Whether anything is sent."""

    topic: Annotated[
        str,
        At(
            config=".snsTopicArn",
            describe=".SnsTopicArn",
            terraform="sns_topic",
            cloudformation="SnsTopicArn",
        ),
    ] = ""
    """The SNS topic that is told."""

    source: Annotated[
        str,
        At(
            config=".sourceType",
            describe=".SourceType",
            terraform="source_type",
            cloudformation="SourceType",
        ),
    ] = ""
    """Of what the events are, such as `db-instance`; empty for everything."""

    sources: Annotated[
        tuple[str, ...],
        At(
            config=".sourceIdsList",
            describe=".SourceIdsList",
            terraform="source_ids",
            cloudformation="SourceIds",
        ),
    ] = ()
    """The names of the sources; empty for all."""

    categories: Annotated[
        tuple[str, ...],
        At(
            config=".eventCategoriesList",
            describe=".EventCategoriesList",
            terraform="event_categories",
            cloudformation="EventCategories",
        ),
    ] = ()
    """The categories of events; empty for all."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The categories that matter for its kind of source and are not subscribed to."""
        wanted = CRITICAL.get(self.source, ())
        return tuple(each for each in wanted if self.categories and each not in self.categories)
