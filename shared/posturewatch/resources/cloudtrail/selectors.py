"""Event selectors: what a trail records."""

from typing import Annotated

from posturewatch.domain.fields import Texts, Toggle
from posturewatch.domain.resource import At, Shape

READS_AND_WRITES = frozenset({"read", "write"})
"""Both kinds of events."""
_KINDS = {
    "All": READS_AND_WRITES,
    "ReadOnly": frozenset({"read"}),
    "WriteOnly": frozenset({"write"}),
}
_READ_ONLY = {"true": "read", "false": "write"}
_OBJECTS = "AWS::S3::Object"


class DataResource(Shape):
    """The resources of one type whose data events a basic selector takes."""

    type: Annotated[str, At(describe="Type", terraform="type", cloudformation="Type")] = ""
    """The type, such as `AWS::S3::Object`."""
    values: Annotated[
        Texts, At(describe="Values", terraform="values", cloudformation="Values")
    ] = ()
    """What their ARNs begin with; `arn:aws:s3` is every bucket of the account."""

    @property
    def is_every_object(self) -> bool:
        """Whether it is every object of every S3 bucket."""
        every = any(value.rstrip(":").endswith(":s3") for value in self.values)
        return self.type == _OBJECTS and every


class EventSelector(Shape):
    """A basic event selector; an event is recorded when one of the selectors takes it."""

    read_write: Annotated[
        str,
        At(
            describe="ReadWriteType",
            terraform="read_write_type",
            cloudformation="ReadWriteType",
        ),
    ] = "All"
    """`All`, `ReadOnly` or `WriteOnly`."""
    management: Annotated[
        Toggle,
        At(
            describe="IncludeManagementEvents",
            terraform="include_management_events",
            cloudformation="IncludeManagementEvents",
        ),
    ] = True
    """Whether management events are taken at all."""
    excluded_sources: Annotated[
        Texts,
        At(
            describe="ExcludeManagementEventSources",
            terraform="exclude_management_event_sources",
            cloudformation="ExcludeManagementEventSources",
        ),
    ] = ()
    """The services whose management events are left out."""
    data: Annotated[
        tuple[DataResource, ...],
        At(
            describe="DataResources",
            terraform="data_resource",
            cloudformation="DataResources",
        ),
    ] = ()
    """Whose data events are taken."""

    @property
    def records(self) -> frozenset[str]:
        """Which management events of every service are taken: `read`, `write`."""
        if not self.management or self.excluded_sources:
            return frozenset()
        return _KINDS.get(self.read_write, frozenset())

    @property
    def object_events(self) -> frozenset[str]:
        """Which calls on the objects of all S3 buckets are taken: `read`, `write`."""
        if any(resource.is_every_object for resource in self.data):
            return _KINDS.get(self.read_write, frozenset())
        return frozenset()


class FieldSelector(Shape):
    """One condition of an advanced event selector."""

    field: Annotated[str, At(describe="Field", terraform="field", cloudformation="Field")] = ""
    """The field of the event, such as `eventCategory`, `readOnly` or `eventSource`."""
    equals: Annotated[
        Texts, At(describe="Equals", terraform="equals", cloudformation="Equals")
    ] = ()
    """The values that the field may have; empty for the other kinds of condition."""


class AdvancedEventSelector(Shape):
    """An advanced event selector: takes the events that meet all of its conditions."""

    conditions: Annotated[
        tuple[FieldSelector, ...],
        At(
            describe="FieldSelectors",
            terraform="field_selector",
            cloudformation="FieldSelectors",
        ),
    ] = ()
    """The conditions."""

    @property
    def records(self) -> frozenset[str]:
        """Which management events of every service are taken: `read`, `write`."""
        return self._taken(eventCategory="Management")

    @property
    def object_events(self) -> frozenset[str]:
        """Which calls on the objects of all S3 buckets are taken: `read`, `write`."""
        return self._taken(eventCategory="Data", **{"resources.type": _OBJECTS})

    def _taken(self, **demanded: str) -> frozenset[str]:
        """Which events are taken by a selector that has just these conditions, and `readOnly`."""
        wanted = {condition.field: condition.equals for condition in self.conditions}
        read_only = wanted.pop("readOnly", ("true", "false"))
        # Any further condition, such as on eventSource, leaves events out.
        if wanted != {field: (value,) for field, value in demanded.items()}:
            return frozenset()
        return frozenset(_READ_ONLY[value] for value in read_only if value in _READ_ONLY)
