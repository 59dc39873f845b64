"""Templates are read, expanded and compared; archives are built; whatever is wrong is named."""

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from posturewatch_local.account_host import without_account
from posturewatch_local.artifacts import function_archive, layer_archive
from posturewatch_local.deploy import all_parameters, expand, load_template
from posturewatch_local.errors import DeployError
from posturewatch_local.stack import EmbeddedAws
from posturewatch_local.verify import declared_resources, differences, matches


def names(archive: bytes) -> set[str]:
    return set(zipfile.ZipFile(io.BytesIO(archive)).namelist())


def test_a_function_s_archive_has_its_files_and_no_caches(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "app.pyc").write_bytes(b"")
    assert names(function_archive(tmp_path)) == {"app.py"}


def test_equal_content_gives_equal_archives(tmp_path: Path) -> None:
    source = tmp_path / "app.py"
    source.write_text("x = 1")
    first = function_archive(tmp_path)
    source.touch()
    assert function_archive(tmp_path) == first
    source.write_text("x = 2")
    assert function_archive(tmp_path) != first


def test_a_function_with_requirements_of_its_own_is_refused(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("boto3")
    with pytest.raises(DeployError, match="no requirements of its own"):
        function_archive(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeployError, match="there is no folder"):
        function_archive(tmp_path / "missing")
    with pytest.raises(DeployError, match="there is no folder"):
        layer_archive(tmp_path / "missing", cache=tmp_path, progress=print)


def test_a_layer_s_requirements_are_installed_once_and_its_sources_are_fresh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, cache = tmp_path / "shared", tmp_path / "cache"
    (folder / "package").mkdir(parents=True)
    source = folder / "package" / "__init__.py"
    source.write_text("VERSION = 1")
    (folder / "requirements.txt").write_text("# nothing\n")
    told: list[str] = []
    first = names(layer_archive(folder, cache=cache, progress=told.append))
    assert first == {"python/package/__init__.py"}
    assert len(told) == 1
    source.write_text("VERSION = 2")
    archive = layer_archive(folder, cache=cache, progress=told.append)
    assert zipfile.ZipFile(io.BytesIO(archive)).read("python/package/__init__.py") == b"VERSION = 2"
    assert len(told) == 1
    (folder / "requirements.txt").write_text("# nothing else\n")
    layer_archive(folder, cache=cache, progress=told.append)
    assert len(told) == 2


def test_requirements_that_cannot_be_installed_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (tmp_path / "requirements.txt").write_text("no-such-distribution==1\n")
    with pytest.raises(DeployError, match="no-such-distribution"):
        layer_archive(tmp_path, cache=tmp_path / "cache", progress=lambda _: None)
    assert list((tmp_path / "cache").iterdir()) == []


def test_parameters_have_defaults_and_no_strangers() -> None:
    template = {"Parameters": {"A": {"Default": 1}, "B": {"Default": ""}}}
    assert all_parameters(template, {"B": "b"}) == {"A": "1", "B": "b"}
    with pytest.raises(DeployError, match="no parameter C"):
        all_parameters(template, {"C": "c"})
    with pytest.raises(DeployError, match="D has no default"):
        all_parameters({"Parameters": {"D": {}}}, {})


def test_templates_that_are_none_are_named(tmp_path: Path) -> None:
    with pytest.raises(DeployError, match="there is no file"):
        load_template(tmp_path / "template.yaml")
    (tmp_path / "template.yaml").write_text("Parameters: {}")
    with pytest.raises(DeployError, match="has no Resources"):
        load_template(tmp_path / "template.yaml")


def test_what_sam_does_not_accept_is_explained() -> None:
    function = {"Type": "AWS::Serverless::Function", "Properties": {"Handler": "a.b"}}
    template = {"Transform": "AWS::Serverless-2016-10-31", "Resources": {"F": function}}
    with pytest.raises(DeployError, match=r"\[F\] is invalid"):
        expand(template, {}, region="us-east-1")


TEMPLATE = {
    "Conditions": {
        "HasMail": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Mail"}, ""]}]},
        "InProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
        "Both": {"Fn::And": [{"Condition": "HasMail"}, {"Condition": "InProd"}]},
        "Either": {"Fn::Or": [{"Condition": "HasMail"}, {"Condition": "InProd"}]},
    },
    "Resources": {
        "Always": {"Type": "A"},
        "Mail": {"Type": "A", "Condition": "HasMail"},
        "Prod": {"Type": "A", "Condition": "InProd"},
        "Both": {"Type": "A", "Condition": "Both"},
        "Either": {"Type": "A", "Condition": "Either"},
    },
}


@pytest.mark.parametrize(
    ("mail", "stage", "expected"),
    [
        ("", "dev", {"Always"}),
        ("a@b", "dev", {"Always", "Mail", "Either"}),
        ("a@b", "prod", {"Always", "Mail", "Prod", "Both", "Either"}),
    ],
)
def test_only_what_its_condition_wants_is_declared(
    mail: str, stage: str, expected: set[str]
) -> None:
    assert set(declared_resources(TEMPLATE, {"Mail": mail, "Stage": stage})) == expected


@pytest.mark.parametrize(
    ("wanted", "actual"),
    [
        (60, "60"),
        (True, "true"),
        (1, 1.0),
        ({"Ref": "Key"}, "arn:…"),
        ({"Ref": "AWS::NoValue"}, None),
        (
            [{"IndexName": "b"}, {"IndexName": "a"}],
            [{"IndexName": "a", "x": 1}, {"IndexName": "b"}],
        ),
        ({"a": [1]}, {"a": [1, 2], "b": 3}),
        ("sns", ["sns"]),
        (["sns"], "sns"),
        ([{"Ref": "AWS::NoValue"}], []),
        ([1, {"Fn::If": ["HasMore", 2, {"Ref": "AWS::NoValue"}]}], [1]),
    ],
)
def test_what_counts_as_equal(wanted: Any, actual: Any) -> None:
    assert matches(wanted, actual)


@pytest.mark.parametrize(
    ("wanted", "actual"),
    [
        (60, "30"),
        (True, "false"),
        ({"Ref": "Key"}, None),
        ([{"IndexName": "a"}], []),
        ([1, 1], [1]),
        ({"a": 1}, None),
        ({"a": 1}, {}),
    ],
)
def test_what_counts_as_different(wanted: Any, actual: Any) -> None:
    assert not matches(wanted, actual)


def test_what_is_not_in_the_stack_is_named() -> None:
    def no_client(service: str) -> Any:
        raise AssertionError(service)

    declared = {"Queue": {"Type": "AWS::SQS::Queue"}, "Odd": {"Type": "AWS::Odd::Thing"}}
    problems, unverified = differences(no_client, declared, {"Odd": "odd"})
    assert problems == ["Queue (AWS::SQS::Queue) is not in the stack"]
    assert unverified == ("Odd",)


QUEUE_ONLY = """
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 60}
  Unknown:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: {AlarmRule: "FALSE"}
"""


@pytest.mark.integration
def test_a_type_that_the_emulator_lacks_fails_by_name(tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    template.write_text(QUEUE_ONLY)
    with (
        pytest.raises(DeployError, match="AWS::CloudWatch::CompositeAlarm") as failure,
        EmbeddedAws(template=template),
    ):
        raise AssertionError("not reached")
    assert "== ministack: running" in "".join(failure.value.__notes__)


@pytest.mark.integration
def test_the_template_of_the_project_is_there_entirely() -> None:
    root = Path(__file__).parents[2]
    parameters = {"AlertEmail": "alerts@example.com", "SlackEnabled": "true"}
    with EmbeddedAws(
        template=root / "template.yaml", parameters=parameters, enforce_iam=True
    ) as aws:
        assert aws.deployment.unverified == ()
        assert {"AlertEmailSubscription", "SlackSecret"} <= set(aws.deployment.resources)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://111122223333.127.0.0.1:5000/v20180820/x", "http://127.0.0.1:5000/v20180820/x"),
        ("http://111122223333.localhost/x", "http://localhost/x"),
        ("http://127.0.0.1:5000/x", "http://127.0.0.1:5000/x"),
        (
            "https://111122223333.s3-control.us-east-1.amazonaws.com/x",
            "https://111122223333.s3-control.us-east-1.amazonaws.com/x",
        ),
        (
            "http://111122223333.localhost.example.com/x",
            "http://111122223333.localhost.example.com/x",
        ),
    ],
)
def test_the_account_is_taken_off_loopback_hosts_only(url: str, expected: str) -> None:
    assert without_account(url) == expected


def test_the_interpreter_of_functions_is_this_version(tmp_path: Path) -> None:
    import subprocess

    from posturewatch_local.lambda_runtime import make_runtime

    code = "import sys, boto3, importlib.util as u; print(sys.version, u.find_spec('ministack'))"
    done = subprocess.run(
        [make_runtime(tmp_path / "runtime"), "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"{sys.version} None"
