"""Templates → snapshots: intrinsic functions, conditions, companions, and what stays unknown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posturewatch.catalog import resource_class, resource_types
from posturewatch.domain.errors import BadInput
from posturewatch.domain.places import Reference, Unknown
from posturewatch.resources.s3.bucket import Bucket
from posturewatch.sources.cloudformation import (
    Template,
    is_template,
    parse_template,
    read_template,
)
from tests.support.planned import NOW, declared, template

SECTIONS = {
    "Parameters": {
        "Stage": {"Type": "String", "Default": "prod"},
        "Key": {"Type": "String"},
        "Zones": {"Type": "CommaDelimitedList", "Default": "a, b"},
        "Image": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/aws/image"},
    },
    "Mappings": {"Sizes": {"prod": {"Days": 30}}},
    "Conditions": {
        "IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
        "IsTest": {"Fn::Not": [{"Condition": "IsProd"}]},
        "HasKey": {"Fn::Equals": [{"Ref": "Key"}, ""]},
        "Both": {"Fn::And": [{"Condition": "IsTest"}, {"Condition": "HasKey"}]},
        "Either": {"Fn::Or": [{"Condition": "IsProd"}, {"Condition": "HasKey"}]},
    },
}
UNKNOWN: Any = object()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"Ref": "Stage"}, "prod"),
        ({"Ref": "Key"}, UNKNOWN),
        ({"Ref": "Zones"}, ["a", "b"]),
        ({"Ref": "Image"}, UNKNOWN),
        ({"Ref": "Nothing"}, "<Nothing>"),
        ({"Ref": "AWS::Partition"}, "aws"),
        ({"Ref": "Other"}, "<Other>"),
        ({"Fn::GetAtt": ["Other", "Arn"]}, "<Other.Arn>"),
        ({"Fn::GetAtt": "Other.Arn"}, "<Other.Arn>"),
        ({"Fn::Sub": "arn:${AWS::Partition}:s3:::${Other}/*"}, "arn:aws:s3:::<Other>/*"),
        ({"Fn::Sub": "${!Literal}-${Stage}"}, "${Literal}-prod"),
        ({"Fn::Sub": ["${x}-${Stage}", {"x": {"Ref": "Stage"}}]}, "prod-prod"),
        ({"Fn::Sub": "${Key}"}, UNKNOWN),
        ({"Fn::Join": ["-", ["a", {"Ref": "Stage"}]]}, "a-prod"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Key"}]]}, UNKNOWN),
        ({"Fn::Select": ["1", {"Ref": "Zones"}]}, "b"),
        ({"Fn::Select": [0, {"Fn::GetAZs": ""}]}, UNKNOWN),
        ({"Fn::Split": [",", "x,y"]}, ["x", "y"]),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "Stage"}, "Days"]}, 30),
        ({"Fn::FindInMap": ["Sizes", "test", "Days"]}, UNKNOWN),
        ({"Fn::If": ["IsProd", "yes", "no"]}, "yes"),
        ({"Fn::If": ["IsTest", "yes", "no"]}, "no"),
        ({"Fn::If": ["HasKey", "yes", "no"]}, UNKNOWN),
        ({"Fn::If": ["HasKey", "same", "same"]}, "same"),
        ({"Fn::If": ["Both", "yes", "no"]}, "no"),
        ({"Fn::If": ["Either", "yes", "no"]}, "yes"),
        ({"Fn::ImportValue": "shared-key"}, "<import shared-key>"),
        ({"Fn::Base64": {"Fn::Sub": "echo ${Stage}"}}, "echo prod"),
        ({"Fn::Transform": {"Name": "AWS::Include"}}, UNKNOWN),
        ({"Fn::Cidr": ["10.0.0.0/16", 2, 8]}, UNKNOWN),
        ([{"Ref": "AWS::NoValue"}, "kept"], ["kept"]),
    ],
)
def test_an_intrinsic_is_worked_out_as_far_as_the_template_tells(
    written: Any, expected: Any
) -> None:
    resources = {"It": ("AWS::X::Y", {"Value": written}), "Other": ("AWS::S3::Bucket", {})}
    value = Template(template(resources, **SECTIONS)).resources[0].values["Value"]
    if expected is UNKNOWN:
        assert isinstance(value, Unknown)
    else:
        assert value == expected


def test_no_value_is_as_if_it_were_not_written() -> None:
    resources = {"It": ("AWS::X::Y", {"Value": {"Ref": "AWS::NoValue"}})}
    assert Template(template(resources)).resources[0].values == {}


@pytest.mark.parametrize(("written", "known"), [([], True), (["logs"], False), ({}, False)])
def test_a_list_without_items_names_nothing_where_a_name_belongs(written: Any, known: bool) -> None:
    properties = {"LoggingConfiguration": {"DestinationBucketName": written}}
    (bucket,) = declared(template({"B": ("AWS::S3::Bucket", properties)}), Bucket)
    assert bucket.knows("log_bucket") is known
    assert not known or bucket.log_bucket == ""


def test_a_text_around_a_reference_leads_to_the_same_resource() -> None:
    resources = {
        "It": ("AWS::X::Y", {"Value": {"Fn::Sub": "arn:aws:s3:::${Data}/*"}}),
        "Data": ("AWS::S3::Bucket", {}),
    }
    value = Template(template(resources)).resources[0].values["Value"]
    assert isinstance(value, Reference)
    assert value.targets == ("Data",)


@pytest.mark.parametrize(("condition", "count"), [("IsProd", 1), ("IsTest", 0), ("HasKey", 1)])
def test_what_a_condition_leaves_out_is_not_judged(condition: str, count: int) -> None:
    document = template({"Data": ("AWS::S3::Bucket", {})}, **SECTIONS)
    document["Resources"]["Data"]["Condition"] = condition
    assert len(declared(document, Bucket)) == count


YAML = """
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Key: {Type: String}
Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault:
              SSEAlgorithm: aws:kms
              KMSMasterKeyID: !GetAtt MasterKey.Arn
      LoggingConfiguration: !If [HasKey, {DestinationBucketName: !Ref Key}, !Ref AWS::NoValue]
  MasterKey:
    Type: AWS::KMS::Key
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Data
      PolicyDocument:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: !Sub "${Data.Arn}/*"}
  Foreign:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: elsewhere
      PolicyDocument: {Version: "2012-10-17", Statement: []}
"""


def test_short_forms_dates_and_companions_of_yaml() -> None:
    data, orphan = declared(YAML, Bucket)
    assert data.versioning is True
    assert data.kms_key == "<MasterKey.Arn>"
    assert data.policy.public("000000000000").answer.value == "yes"
    assert not data.knows("log_bucket")
    assert data.public_access_block.block_public_acls is True
    assert orphan.key.id == "Foreign"
    assert orphan.knows("policy")
    assert not orphan.knows("versioning")


@pytest.mark.parametrize("text", ["a: [", "{", "Resources: !Ref\n  - x: ]"])
def test_what_cannot_be_parsed_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="the template is no"):
        parse_template(text)


@pytest.mark.parametrize("document", [{}, [], None, {"Resources": []}, {"Resources": {"a": 1}}])
def test_what_is_no_template_is_refused(document: Any) -> None:
    assert not is_template(document)
    with pytest.raises(BadInput, match="no CloudFormation template"):
        read_template(document, [Bucket], NOW)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.sampled_from(["Ref", "Fn::Sub", "${A}", "A"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Ref", "Fn::If", "Fn::Sub", "Fn::Join", "Fn::GetAtt", "Fn::Select", "A"]
            ),
            inner,
            max_size=2,
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_no_template_crashes_the_reader(properties: Any, conditions: Any) -> None:
    document = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Conditions": conditions,
        "Parameters": conditions,
        "Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": properties, "Condition": "A"}},
    }
    assert len(read_template(document, [Bucket], NOW)) <= 1


def test_every_template_of_the_guard_registry_is_read(reference_data: Path) -> None:
    classes = [cls for name in resource_types() if (cls := resource_class(name)) is not None]
    lines = (reference_data / "guard_cases.jsonl").read_text("utf-8").splitlines()
    documents = [json.loads(line)["input"] for line in lines]
    found = [read_template(x, classes, NOW) for x in documents if is_template(x)]
    assert sum(map(len, found)) > 20
