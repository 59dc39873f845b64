"""Deploys the project's template to MiniStack, and proves that everything it declares is there.

SAM's transform runs here, with the same translator that AWS runs, so that what is declared after
the expansion is known and can be compared with what exists. The template is not changed but for the
gaps that `gaps` names.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from posturewatch_local import gaps
from posturewatch_local.artifacts import Progress, function_archive, layer_archive
from posturewatch_local.errors import DeployError
from posturewatch_local.verify import declared_resources, differences

Client = Callable[[str], Any]
"""Makes a client of a service of the hub account."""

BUCKET = "posturewatch-artifacts"
_POLL_SECONDS = 0.05
_TIMEOUT_SECONDS = 120.0
_SOURCES = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
}


@dataclass(frozen=True)
class Deployment:
    """A stack that is there, entirely."""

    stack: str
    outputs: Mapping[str, str]
    resources: Mapping[str, str]
    """Physical id by logical id, of everything that the expanded template declares."""
    types: Mapping[str, str]
    """Resource type by logical id."""
    unverified: tuple[str, ...]
    """Logical ids of types that `verify` cannot look up; only CloudFormation says that they "
    "are there."""
    seconds: float

    def of_type(self, kind: str) -> dict[str, str]:
        """Physical id by logical id of one resource type."""
        return {name: self.resources[name] for name, its in self.types.items() if its == kind}


@dataclass
class _Artifacts:
    client: Client
    root: Path
    cache: Path
    progress: Progress
    uploaded: dict[tuple[str, str], str] = field(default_factory=dict)

    def location(self, kind: str, source: str) -> str:
        """Where the archive of a function or layer is, uploaded if it is not there yet."""
        if (kind, source) not in self.uploaded:
            folder = self.root / source
            if kind == "AWS::Serverless::LayerVersion":
                archive = layer_archive(folder, cache=self.cache, progress=self.progress)
            else:
                archive = function_archive(folder)
            self.uploaded[kind, source] = self.upload(archive, "zip")
        return self.uploaded[kind, source]

    def upload(self, content: bytes, suffix: str) -> str:
        """Put content into the bucket under a name made from its hash."""
        key = f"{hashlib.sha256(content).hexdigest()[:32]}.{suffix}"
        self.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)
        return f"s3://{BUCKET}/{key}"


def load_template(path: Path) -> dict[str, Any]:
    """Read a template, short forms of intrinsic functions included."""
    from samtranslator.yaml_helper import yaml_parse

    if not path.is_file():
        raise DeployError("reading the template", [f"there is no file {path}"])
    document = yaml_parse(path.read_text())
    if not isinstance(document, dict) or "Resources" not in document:
        raise DeployError("reading the template", [f"{path} has no Resources"])
    return document


def expand(
    template: dict[str, Any], parameters: Mapping[str, str], *, region: str
) -> dict[str, Any]:
    """Apply SAM's transform, as AWS does before it creates a stack.

    Raises:
        DeployError: SAM does not accept the template; names what and where.
    """
    import boto3
    from samtranslator.metrics.metrics import Metrics
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator

    session = boto3.Session("none", "none", region_name=region)
    metrics = Metrics()
    translator = Translator({}, Parser(), boto_session=session, metrics=metrics)
    try:
        expanded: dict[str, Any] = translator.translate(template, dict(parameters))
    except InvalidDocumentException as error:
        causes = [str(cause.message) for cause in error.causes]
        raise DeployError("expanding the template", causes) from error
    finally:
        metrics.publish()  # to nobody; it would warn otherwise
    # Plain containers: the translator's own subclasses do not matter to anybody else.
    plain: dict[str, Any] = json.loads(json.dumps(expanded))
    return plain


def all_parameters(template: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """The value of every parameter of a template.

    Raises:
        DeployError: One is given that the template does not have, or one has no value.
    """
    declared = template.get("Parameters") or {}
    problems = [f"the template has no parameter {name}" for name in given if name not in declared]
    values: dict[str, str] = {}
    for name, about in declared.items():
        if name in given:
            values[name] = str(given[name])
        elif "Default" in about:
            values[name] = str(about["Default"])
        else:
            problems.append(f"parameter {name} has no default and was not given")
    if problems:
        raise DeployError("resolving parameters", problems)
    return values


def deploy(
    client: Client,
    template_path: Path,
    *,
    parameters: Mapping[str, str],
    stack: str = "posturewatch",
    region: str = "us-east-1",
    cache: Path,
    progress: Progress,
) -> Deployment:
    """Build, expand, create the stack, and compare what is there with what is declared.

    Args:
        client: Makes clients of the hub account.
        template_path: The template; its local paths are relative to its folder.
        parameters: Template parameters that are not to have their defaults.
        stack: The name of the stack.
        region: The region of the hub.
        cache: The folder where the layer's requirements are kept between runs.
        progress: Is told what is being done.

    Raises:
        DeployError: Something could not be built or created, or is not as the template declares it.
    """
    begun = time.monotonic()
    template = load_template(template_path)
    values = all_parameters(template, parameters)
    _create_bucket(client("s3"), region)
    artifacts = _Artifacts(client, template_path.parent, cache, progress)
    progress("Building functions and layers")
    _point_to_artifacts(template, artifacts)
    expanded = gaps.adapt(expand(template, values, region=region))
    progress(f"Creating {len(expanded['Resources'])} resources")
    _create(client, stack, expanded, values, artifacts)
    declared = declared_resources(expanded, values)
    deployed = _stack_resources(client, stack)
    gaps.complete(client, declared, {**values, **deployed})
    progress("Comparing the stack with the template")
    problems, unverified = differences(client, declared, deployed)
    if problems:
        raise DeployError("comparing the stack with the template", problems)
    description = client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return Deployment(
        stack=stack,
        outputs={o["OutputKey"]: o["OutputValue"] for o in description.get("Outputs", ())},
        resources={name: deployed[name] for name in declared},
        types={name: resource["Type"] for name, resource in declared.items()},
        unverified=unverified,
        seconds=time.monotonic() - begun,
    )


def _point_to_artifacts(template: dict[str, Any], artifacts: _Artifacts) -> None:
    """Replace local folders by where their archives are, as `sam package` does."""
    defaults = (template.get("Globals") or {}).get("Function") or {}
    default_code = defaults.pop("CodeUri", None)
    for resource in template["Resources"].values():
        name = _SOURCES.get(resource["Type"])
        if name is None:
            continue
        properties = resource.setdefault("Properties", {})
        source = properties.get(name, default_code if name == "CodeUri" else None)
        if isinstance(source, str) and not source.startswith("s3://"):
            properties[name] = artifacts.location(resource["Type"], source)


def _create(
    client: Client,
    stack: str,
    expanded: Mapping[str, Any],
    values: Mapping[str, str],
    artifacts: _Artifacts,
) -> None:
    from botocore.exceptions import ClientError

    location = artifacts.upload(json.dumps(expanded).encode(), "json")
    endpoint = client("s3").meta.endpoint_url
    cloudformation = client("cloudformation")
    declared = expanded.get("Parameters") or {}
    try:
        cloudformation.create_stack(
            StackName=stack,
            TemplateURL=location.replace("s3:/", endpoint),
            Parameters=[
                {"ParameterKey": name, "ParameterValue": value}
                for name, value in values.items()
                if name in declared
            ],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
            DisableRollback=True,
        )
    except ClientError as error:
        raise DeployError("creating the stack", [error.response["Error"]["Message"]]) from error
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while True:
        status = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
        if status == "CREATE_COMPLETE":
            return
        if not status.endswith("_IN_PROGRESS") or time.monotonic() > deadline:
            raise DeployError(f"creating the stack ({status})", _failures(cloudformation, stack))
        time.sleep(_POLL_SECONDS)


def _failures(cloudformation: Any, stack: str) -> list[str]:
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    return [
        f"{event['LogicalResourceId']} ({event['ResourceType']}):"
        f" {event.get('ResourceStatusReason', 'no reason given')}"
        for event in reversed(events)
        if event["ResourceStatus"].endswith("_FAILED")
    ]


def _stack_resources(client: Client, stack: str) -> dict[str, str]:
    pages = client("cloudformation").get_paginator("list_stack_resources")
    return {
        summary["LogicalResourceId"]: summary.get("PhysicalResourceId", "")
        for page in pages.paginate(StackName=stack)
        for summary in page["StackResourceSummaries"]
    }


def _create_bucket(s3: Any, region: str) -> None:
    # us-east-1 is the one region that S3 does not accept as a location constraint.
    elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=BUCKET, **({} if region == "us-east-1" else elsewhere))
