"""A resource snapshot: one resource as one source saw it at one moment.

A resource type is a class whose annotated attributes are its properties. `At` says where each
property stands in each source, the default is what AWS means by absence, and `Calls` says which API
calls read the type live. A property that the source could not know raises `UnknownValue` when it is
read, so a control can neither pass nor fail a resource by ignorance.

Modules that declare types must not use `from __future__ import annotations`: the annotations are
read when the class is made.
"""

import dataclasses
import hashlib
import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    Literal,
    Protocol,
    Self,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
)

from posturewatch.domain.errors import BadInput, DeclarationError, UnknownValue
from posturewatch.domain.fields import (
    Field,
    Moment,
    MomentField,
    Pairs,
    TextField,
    TextsField,
    ToggleField,
    WholeField,
)
from posturewatch.domain.partitions import partition_of
from posturewatch.domain.places import (
    ABSENT,
    UNSET,
    Elsewhere,
    Given,
    Joined,
    Place,
    Unknown,
    Unset,
    decoded,
    joined,
    unknown_within,
)

GLOBAL: Final = "global"
"""The region of a resource type that AWS keeps once for the account."""

MAX_ID_BYTES: Final = 1_500
"""The longest resource id: with the rest of the key it stays within DynamoDB's 2,048 bytes."""


@dataclass(frozen=True, slots=True, order=True)
class ResourceKey:
    """What identifies a resource everywhere in the house.

    Args:
        account: The 12-digit account that owns the resource, never the caller's.
        region: The resource's region; `global` for global types.
        type: The CloudFormation type name, such as `AWS::S3::Bucket`.
        id: The type's primary identifier (bucket name, group id, user name, policy ARN).
    """

    account: str
    region: str
    type: str
    id: str

    def __post_init__(self) -> None:
        try:
            size = len(self.id.encode())
        except UnicodeEncodeError as error:
            # Half of a surrogate pair: AWS gives no such id, and no table could keep it.
            raise BadInput(
                f"a resource id is Unicode text, not {self.id[:80]!r}",
                where=f"{self.type} in {self.account}",
            ) from error
        if not 0 < size <= MAX_ID_BYTES:
            raise BadInput(
                f"a resource id has 1 to {MAX_ID_BYTES} bytes, this one has {size}",
                where=f"{self.type} in {self.account}",
            )
        for part in (self.account, self.region, self.type):
            if not part or "/" in part:
                raise BadInput(
                    f"account, region and type are not empty, without a slash, not {part[:80]!r}",
                    where=f"resource {self.id[:80]!r}",
                )

    def __str__(self) -> str:
        return f"{self.account}/{self.region}/{self.type}/{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse the form that `str` gives; the id may hold any character, slashes included."""
        parts = text.split("/", 3)
        if len(parts) != 4:
            raise BadInput(f"expected account/region/type/id, found {text[:80]!r}")
        return cls(*parts)

    @property
    def partition(self) -> str:
        """The AWS partition of the region, such as `aws` or `aws-cn`."""
        return partition_of(self.region)


class _Same:
    """The type of `SAME`."""


SAME: Final = _Same()
"""Where nothing is said, a new resource gets what absence means anyway."""


@dataclass(frozen=True, slots=True)
class Newly:
    """What a new resource gets where nothing is said, for what the tools set differently."""

    terraform: Any = SAME
    cloudformation: Any = SAME


Source = Literal["config", "describe", "terraform", "cloudformation"]
"""What a snapshot may be read from."""


@dataclass(frozen=True, slots=True)
class At:
    """Where a property stands in each source.

    Args:
        config: Its place in a Config item.
        describe: Its place in the answers of live calls, starting with the operation's name.
        terraform: Its place in the planned values of the resource, and of its companions: a place
            that starts with a resource type (`aws_s3_bucket_versioning[0]…`) stands in them.
        cloudformation: Its place in the properties of the resource, and of its companions
            (`AWS::S3::BucketPolicy[0]…`).
        always: AWS never leaves it out, so a document without it is not whole: unknown, not absent.
        new: What AWS sets where a plan or a template says nothing, for what differs between a new
            resource and an old one whose setting is absent; `Newly` where Terraform's provider
            and CloudFormation differ too.
    """

    config: Place = None
    describe: Place = None
    terraform: Place = None
    cloudformation: Place = None
    always: bool = False
    new: Any = SAME


@dataclass(frozen=True, slots=True)
class Calls:
    """How a type is read live; the IAM read actions in the template follow from it.

    Args:
        service: The boto3 client that makes the calls; `service:Operation` in a place names
            another.
        identity: The place of the resource's own object. Its call goes first, and alone may answer
            that the resource is gone.
        gone: Error codes of the identity call that mean that the resource does not exist.
        bind: Parameter → `id`, `account`, the form of an ARN (`arn:{partition}:…/{id}`, with
            `{region}` and `{account}` too), a part of the id that `id_form` names (`{api}`), or a
            place below the identity object (`.GroupName`) or in another call's answer
            (`GetPolicy.Policy.DefaultVersionId`).
        id_form: The form of the id, where calls want its parts one by one.
        absent: Operation → the error codes that mean *not configured*. Every other error is
            unknown.
        constants: Operation → parameters that are always the same; in their texts `@id`, `@region`
            and `@account` stand for those of the resource's key.
        listed: The place of the items in the call that lists the type; None when there is one
            resource for each account and region.
        list_id: The place of the id in a listed item; or how the id is put together from names of
            the item, or the `{item}` itself where it is a text, and of `of_each`
            (`arn:{partition}:…/{restApiId}/stages/{stageName}`).
        list_form: The form of the text at `list_id`, where the id is only a part of it
            (`/hostedzone/{id}`).
        of_each: Parameter of the list call → place in an item of `parents`, for a type that can be
            listed only for one parent after the other.
        parents: The place of the parents in the call that lists them. A parent may have gone since:
            `gone` has the codes that say so, and `absent` those that say that it never has any.
        list_also: Region → parameters with which the type is listed there once more.
        list_region: The place of the region in a listed item, where the listing spans regions.
        omits_empty: Whether the call that lists the type leaves the list out where nothing is to
            be listed. Of any other call, an answer without its list tells nothing.
        carries: Whether a listed item is all that the identity call would answer.
        list_tells: Member of the identity object → place of the same in a listed item: all that is
            read of that object, where the listing has it.
        gone_if: Property, or place below the identity object, → values that mean that the resource
            is gone though it is still shown, such as a terminated instance. A place is judged in
            live reads only.
        skip_if: Operation → place below the identity object, or in another call's answer → values
            with which AWS has nothing to answer: absent without a call.
        region_at: Place below the identity object of the region where the resource really is, for
            types whose events and listings may name another; nothing there means us-east-1.
        unbound: Operations that take no identity at all, though they have optional parameters. Any
            other call without a bound parameter is refused: it would answer about something else.
        shared: Operation → a parameter and a text: where the parameter's value holds the text, the
            answer is the same for every account (AWS's own policies), and is kept for an hour.
        settles: Seconds after a change until reads are consistent; such a change is looked at
            again.
    """

    service: str
    identity: str
    gone: tuple[str, ...] = ()
    bind: Mapping[str, str] = field(default_factory=dict)
    id_form: str = ""
    absent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    listed: str | None = None
    list_id: str = ""
    list_form: str = ""
    of_each: Mapping[str, str] = field(default_factory=dict)
    parents: str = ""
    list_also: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    list_region: str | None = None
    omits_empty: bool = False
    carries: bool = False
    list_tells: Mapping[str, str] = field(default_factory=dict)
    gone_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skip_if: Mapping[str, Mapping[str, tuple[Any, ...]]] = field(default_factory=dict)
    region_at: str | None = None
    unbound: tuple[str, ...] = ()
    shared: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    settles: int = 0


ACCOUNT_WIDE: Final = "@account"
"""Stands for the owner of a companion that counts for every resource of the account."""


@dataclass(frozen=True, slots=True)
class Planned:
    """How plans and templates write a type.

    Companions are the resources of a document that set a part of another one, their owner. Which
    types they are follows from the places; what names the owner in them is compared with the
    owner's own name, or followed as a reference.

    Args:
        terraform: The resource types that Terraform's AWS provider has for it.
        terraform_name: The attributes whose values companions may name it by.
        terraform_owner: The attribute of a companion that names its owner.
        cloudformation: Its types in templates; None for its own name, empty where there is none.
        cloudformation_name: The properties whose values companions may name it by.
        cloudformation_owner: The property of a companion that names its owner.
        owners: Companion type → what names the owner there, where that is something else, several
            as a fallback; `ACCOUNT_WIDE` for those that count for the whole account.
        alone: Companion type → all the properties by which it may name owners, of this type or of
            another. One that names nobody makes an owner of which nothing else is known.
        shared: Companion types that belong to resources of other types too: one that belongs to
            none of the document's makes no owner.
        settings: Whether nothing is written for the type itself, so that the companions which a
            document has make one resource together.
    """

    terraform: tuple[str, ...] = ()
    terraform_name: tuple[str, ...] = ("name",)
    terraform_owner: str = ""
    cloudformation: tuple[str, ...] | None = None
    cloudformation_name: tuple[str, ...] = ()
    cloudformation_owner: str = ""
    owners: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    alone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    settings: bool = False


@dataclass(frozen=True, slots=True)
class ShapeOf:
    """The kind of a property that holds one nested shape, or a tuple of them."""

    shape: type["Shape"]
    many: bool


@dataclass(frozen=True, slots=True)
class Property:
    """One declared property of a shape."""

    name: str
    kind: Field | ShapeOf
    at: At
    default: Any


ELSEWHERE: Final = "the resource itself is not in this document"
"""Why a property is not known of what a plan or a template only adds a part to."""

_REQUIRED: Final = object()
_UNTOLD: Final = "does not tell"
"""How the reason ends when a source can never know a property, however often it is read."""
_NOT_PROPERTIES: Final = frozenset({"unknown", "key"})


def _property(owner: type, name: str, annotation: Any, default: Any) -> Property:
    if get_origin(annotation) is not Annotated:
        raise DeclarationError(f"{owner.__name__}.{name} needs Annotated[…, At(…)]")
    base, *extras = get_args(annotation)
    at = next((extra for extra in extras if isinstance(extra, At)), None)
    if at is None:
        raise DeclarationError(f"{owner.__name__}.{name} needs an At(…)")
    kind = next((extra for extra in extras if hasattr(extra, "convert")), None) or _kind(base)
    if kind is None:
        raise DeclarationError(f"{owner.__name__}.{name}: no field type reads {base!r}")
    return Property(name, kind, at, default)


def _kind(base: Any) -> Field | ShapeOf | None:
    if get_origin(base) in (Union, UnionType):
        base = next(arg for arg in get_args(base) if arg is not type(None))
    if get_origin(base) is Annotated:
        return next((extra for extra in get_args(base)[1:] if hasattr(extra, "convert")), None)
    if get_origin(base) is tuple:
        inner = get_args(base)[0]
        if isinstance(inner, type) and issubclass(inner, Shape):
            return ShapeOf(inner, many=True)
        return TextsField() if inner is str else None
    if isinstance(base, type) and issubclass(base, Shape):
        return ShapeOf(base, many=False)
    simple: dict[Any, Field] = {
        bool: ToggleField(),
        str: TextField(),
        int: WholeField(),
        datetime: MomentField(),
    }
    return simple.get(base)


@dataclass_transform(kw_only_default=True)
class Shape:
    """A group of properties whose places are relative to one object of the document.

    Class arguments:
        bind: Parameter → place, for shapes that need calls of their own for each item. With it, a
            place that starts with `.` stands in the item, any other starts with an operation.
        region_at: The place, in the item, of the region in which its calls are made, where that is
            not the resource's own.
    """

    properties: ClassVar[Mapping[str, Property]] = {}
    bind: ClassVar[Mapping[str, str]] = {}
    region_at: ClassVar[str | None] = None
    makes_calls: ClassVar[bool] = False

    unknown: Mapping[str, str]
    """Property → why it is not known."""

    def __init_subclass__(
        cls, *, bind: Mapping[str, str] | None = None, region_at: str | None = None, **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        if bind is not None:
            cls.bind = bind
        if region_at is not None:
            cls.region_at = region_at
        cls.makes_calls = bool(cls.bind) or cls.region_at is not None
        declared = dict(cls.properties)
        annotations: Mapping[str, Any] = inspect.get_annotations(cls)
        for name, annotation in annotations.items():
            origin: object = get_origin(annotation)
            if name in _NOT_PROPERTIES or origin is ClassVar:
                continue
            if isinstance(annotation, str):
                raise DeclarationError(
                    f"{cls.__module__}: remove `from __future__ import annotations`, "
                    f"the annotation of {name} must be an object"
                )
            default = cls.__dict__.get(name, _REQUIRED)
            if default is _REQUIRED:
                raise DeclarationError(f"{cls.__name__}.{name} needs a default: what absence means")
            declared[name] = _property(cls, name, annotation, default)
            # Without the class attribute a missing value reaches __getattr__, not the default.
            delattr(cls, name)
        cls.properties = declared

    def __init__(self, *, unknown: Mapping[str, str] | None = None, **values: Any) -> None:
        self.unknown = dict(unknown or {})
        for name in (*values, *self.unknown):
            if name not in self.properties:
                raise TypeError(f"{type(self).__name__} has no property {name!r}")
        for name, prop in self.properties.items():
            if name not in self.unknown:
                self.__dict__[name] = values.get(name, prop.default)

    if not TYPE_CHECKING:
        # Hidden from the type checker, so that a misspelt property is still an error there.
        def __getattr__(self, name: str) -> Any:
            unknown = self.__dict__.get("unknown", {})
            if name in unknown:
                raise UnknownValue(name, unknown[name])
            raise AttributeError(f"{type(self).__name__} has no property {name!r}")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __hash__(self) -> int:
        return hash((type(self), json.dumps(self.dump(), sort_keys=True)))

    def __repr__(self) -> str:
        known = ", ".join(
            f"{n}={self.__dict__[n]!r}" for n in self.properties if n in self.__dict__
        )
        return (
            f"{type(self).__name__}({known}{f', unknown={self.unknown}' if self.unknown else ''})"
        )

    def knows(self, *names: str) -> bool:
        """Return whether all the named properties are known."""
        return not any(name in self.unknown for name in names)

    def told_of(self, name: str) -> tuple[Any, ...]:
        """Return a list, empty where a document only adds other parts to what stands elsewhere."""
        return () if self.unknown.get(name) == ELSEWHERE else tuple(getattr(self, name))

    @property
    def is_complete(self) -> bool:
        """Whether every property is known, those of nested shapes too."""
        nested = (value if isinstance(value, tuple) else (value,) for value in vars(self).values())
        return not self.unknown and all(
            shape.is_complete for values in nested for shape in values if isinstance(shape, Shape)
        )

    def dump(self) -> dict[str, Any]:
        """Return the properties as plain JSON values; an unknown one is `{"unknown": reason}`."""
        return {
            name: {"unknown": self.unknown[name]}
            if name in self.unknown
            else plain(getattr(self, name))
            for name in self.properties
        }


class Resource(Shape):
    """The snapshot of one resource.

    Class arguments:
        of: The CloudFormation type name.
        calls: How it is read live.
        arn: The form of its ARN (`{partition}`, `{region}`, `{account}`, `{id}`), for types whose
            documents do not hold it.
        config_type: The name that Config gives the type, where it differs.
        config_id: The place of the id in a Config item; several are a fallback. A deletion has no
            `configuration`, so the id must stand beside it; an ARN of the form `arn` will do.
        region: `global` for a type that AWS keeps once for the account.
        planned: How plans and templates write it; without it they are not read.
        brings: Type → the property with the ids of such resources that come into being with this
            one, though no event tells of them.
    """

    type: ClassVar[str] = ""
    calls: ClassVar[Calls]
    planned: ClassVar[Planned | None] = None
    arn_form: ClassVar[str] = ""
    config_type: ClassVar[str] = ""
    config_id: ClassVar[tuple[str, ...]] = ("resourceId",)
    is_global: ClassVar[bool] = False
    brings: ClassVar[Mapping[str, str]] = MappingProxyType({})

    key: ResourceKey
    """Which resource this is: set by the source that read it."""

    arn: Annotated[
        str,
        At(config=("ARN", "arn"), describe=UNSET, terraform=UNSET, cloudformation=UNSET),
    ] = ""
    """The Amazon Resource Name."""

    tags: Annotated[
        Pairs, At(config="tags", terraform=("tags_all", "tags"), cloudformation="Tags")
    ] = MappingProxyType({})
    """The tags, name → value."""

    created_at: Annotated[Moment, At(config="resourceCreationTime")] = None
    """When the resource was made, where AWS tells."""

    def __init_subclass__(
        cls,
        *,
        of: str = "",
        calls: Calls | None = None,
        arn: str = "",
        config_type: str = "",
        config_id: str | tuple[str, ...] = "resourceId",
        region: str = "",
        planned: Planned | None = None,
        brings: Mapping[str, str] = MappingProxyType({}),
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        if not of or calls is None:
            raise DeclarationError(f"{cls.__name__} needs of= and calls=")
        cls.type, cls.calls, cls.arn_form = of, calls, arn
        cls.config_type = config_type or of
        cls.config_id = (config_id,) if isinstance(config_id, str) else config_id
        cls.is_global = region == GLOBAL
        cls.planned = planned
        cls.brings = brings

    @classmethod
    def id_in(cls, told: str) -> str:
        """Return the id in what Config names a resource by: of some types, their ARN."""
        kind = cls.arn_form.rpartition("{account}:")[2].removesuffix("{id}")
        end = told.split(":", 5)[-1] if told.startswith("arn:") and kind else ""
        is_arn = cls.arn_form.endswith("{id}") and end.startswith(kind) and end != kind
        return end.removeprefix(kind) if is_arn else told

    @classmethod
    def written_as(cls, source: Source) -> tuple[str, ...]:
        """Return the types by which plans or templates write it; empty where they do not."""
        if cls.planned is None:
            return ()
        if source == "terraform":
            return cls.planned.terraform
        types = cls.planned.cloudformation
        return (cls.type,) if types is None else types

    @classmethod
    def is_always_there(cls, key: ResourceKey) -> bool:
        """Whether a key is of what an account, or each of its regions, has once: it never ends."""
        return cls.calls.listed is None and key.id == key.account

    def __init__(
        self,
        *,
        key: ResourceKey | None = None,
        observed_at: datetime | None = None,
        unknown: Mapping[str, str] | None = None,
        **values: Any,
    ) -> None:
        super().__init__(unknown=unknown, **values)
        self._observed_at = observed_at
        region = GLOBAL if self.is_global else "us-east-1"
        self.key = key or ResourceKey("123456789012", region, self.type, "example")
        if not self.__dict__.get("arn") and self.arn_form:
            self.__dict__["arn"] = self.arn_form.format(
                partition=self.key.partition,
                region=self.key.region,
                account=self.key.account,
                id=self.key.id,
            )
            self.unknown = {k: v for k, v in self.unknown.items() if k != "arn"}

    def __eq__(self, other: object) -> bool:
        # The same resource seen twice is the same snapshot.
        return type(other) is type(self) and (
            {**other.__dict__, "_observed_at": None} == {**self.__dict__, "_observed_at": None}
        )

    def __hash__(self) -> int:
        return super().__hash__()

    @property
    def brought(self) -> tuple[ResourceKey, ...]:
        """The resources that came into being with this one, as far as that is known."""
        return tuple(
            ResourceKey(self.key.account, self.key.region, name, id_)
            for name, prop in self.brings.items()
            if self.knows(prop)
            for id_ in getattr(self, prop)
        )

    @property
    def observed_at(self) -> datetime:
        """When the source saw the resource: the *now* of a control, which has no clock.

        It is no property of the resource, so neither equality nor the digest knows it.
        """
        if self._observed_at is None:
            raise UnknownValue("observed_at", "no source has seen this resource")
        return self._observed_at

    def age_in_days(self, moment: datetime) -> int:
        """Return how many whole days a moment lay back when the resource was seen."""
        return (self.observed_at - moment).days

    @property
    def name(self) -> str:
        """What people call it: the `Name` tag, else the id."""
        tags = self.__dict__.get("tags") or {}
        return str(tags.get("Name") or self.key.id)

    @property
    def unread(self) -> dict[str, str]:
        """The properties whose read failed, and why: another read may tell them."""
        return {name: why for name, why in self.unknown.items() if not why.endswith(_UNTOLD)}

    @property
    def owner(self) -> str:
        """The team or person that a tag names as owner; empty when none does."""
        return owner_of(self.tags)

    @property
    def classification(self) -> str:
        """The value of the tag that classifies the data, in lower case; empty for none."""
        for name, value in self.tags.items():
            if name.lower().replace("_", "-") in CLASSIFICATION_TAGS:
                return value.strip().lower()
        return ""

    def digest(self) -> str:
        """Return a short hash of all that can change: equal ones mean that no change was seen."""
        told = {name: value for name, value in self.dump().items() if name != "created_at"}
        text = json.dumps(told, sort_keys=True, ensure_ascii=True)
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


OWNER_TAGS: Final = ("team", "owner", "service-owner", "squad")
"""Tag names that say who owns a resource, in the order in which they are trusted."""


CLASSIFICATION_TAGS: Final = frozenset(
    {"data-classification", "dataclassification", "classification", "data-class"}
)
"""Tag names that classify data, in lower case with hyphens."""


MAX_OWNER: Final = 256
"""The longest owner that counts: as long as a tag's value may be."""


def owner_of(tags: Mapping[str, str], names: tuple[str, ...] = OWNER_TAGS) -> str:
    """Return the value of the first owner tag, whatever its case; empty when there is none."""
    folded = {name.lower().replace("_", "-"): value.strip() for name, value in tags.items()}
    found = next((folded[name] for name in names if folded.get(name)), "")
    # It becomes a key of the table, which holds no text that UTF-8 cannot.
    return found[:MAX_OWNER].encode("utf-8", "replace").decode()


def plain(value: Any) -> Any:
    """Return a property's value as plain JSON: objects, lists, texts, numbers, booleans, null."""
    if value is None or isinstance(value, bool | int | float | str):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Shape):
        return value.dump()
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(inner) for inner in value), key=str)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return str(value)


class Resolver(Protocol):
    """What a source offers to the reader of a shape."""

    def resolve(self, place: str) -> Any:
        """Return the value at a place, `ABSENT`, or `Unknown`."""
        ...

    def within(self, item: Any, shape: type[Shape]) -> "Resolver":
        """Return the resolver for an item of a nested shape."""
        ...


PLANNED: Final = ("terraform", "cloudformation")
"""The sources that tell of resources before they are made."""


def read_shape(
    shape: type[Shape], resolver: Resolver, source: Source
) -> tuple[dict[str, Any], dict[str, str]]:
    """Read every property of a shape through a resolver.

    Returns:
        The known values by property, and the reasons of the unknown ones. A property that is absent
        from the document is in neither: its default is the truth.
    """
    values: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for prop in shape.properties.values():
        raw = _resolve(getattr(prop.at, source), resolver, source)
        if raw == [] and source in PLANNED and isinstance(prop.kind, TextField):
            # Written by hand where a name belongs, a list without items names nothing.
            raw = ABSENT
        new = prop.at.new
        if isinstance(new, Newly):
            new = getattr(new, source, SAME)
        if isinstance(raw, Unknown) and not _reads(prop.kind, raw):
            unknown[prop.name] = raw.reason
        elif raw is ABSENT and new is not SAME and source in PLANNED:
            values[prop.name] = new
        elif raw is ABSENT and prop.at.always:
            unknown[prop.name] = f"missing from what {source} gave"
        elif raw is not ABSENT:
            try:
                values[prop.name] = _convert(prop.kind, raw, resolver, source)
            except (ValueError, TypeError, ArithmeticError, LookupError, RecursionError) as error:
                unknown[prop.name] = f"unreadable in {source}: {error}"
    return values, unknown


def _reads(kind: "Field | ShapeOf", raw: Any) -> bool:
    """Whether a field type can tell something even of a parameter that has no value yet."""
    return isinstance(raw, Given) and bool(getattr(kind, "reads_parameters", False))


def _resolve(place: Place, resolver: Resolver, source: str) -> Any:
    match place:
        case None:
            return Unknown(f"{source} {_UNTOLD}")
        case Unset():
            return ABSENT
        case str():
            return resolver.resolve(place)
        case Joined(parts):
            return joined([resolver.resolve(part) for part in parts])
        case Elsewhere(parts):
            return _referred([resolver.resolve(part) for part in parts])
        case _:
            last: Any = ABSENT
            for part in place:
                value = _resolve(part, resolver, source)
                if isinstance(value, Unknown) or (value is not ABSENT and value != []):
                    return value
                last = value if last is ABSENT else last
            return last


def _referred(values: Sequence[Any]) -> Any:
    for value in values:
        if isinstance(value, Unknown):
            return value
        if value is not ABSENT and value not in ("", False, [], {}):
            return Unknown(f"the document only refers to {str(value)[:80]!r}")
    return ABSENT


def _convert(kind: Field | ShapeOf, raw: Any, resolver: Resolver, source: Source) -> Any:
    if not isinstance(kind, ShapeOf):
        hidden = unknown_within(raw) if source in PLANNED else None
        if hidden is not None and not _reads(kind, raw):
            raise ValueError(hidden.reason)
        return kind.convert(raw)
    if isinstance(raw, str) and not kind.shape.makes_calls:
        raw = decoded(raw)
        if isinstance(raw, Unknown):
            raise ValueError(raw.reason)
    if not kind.many:
        return _nested(kind.shape, raw, resolver, source)
    if raw is None:
        return ()
    if not isinstance(raw, list | tuple):
        raise ValueError(f"expected a list, found {type(raw).__name__}")
    return tuple(_nested(kind.shape, item, resolver, source) for item in raw)


def _nested(shape: type[Shape], item: Any, resolver: Resolver, source: Source) -> Shape:
    values, unknown = read_shape(shape, resolver.within(item, shape), source)
    return shape(unknown=unknown, **values)
