"""The models of the audited side: reads, whole, and nothing else."""

import boto3
import pytest
from botocore.exceptions import DataNotFoundError, UnknownServiceError

from posturewatch import catalog
from posturewatch.sources.models import READS, read_models, reading_session
from posturewatch.sources.operations import operations_of
from posturewatch.sources.permissions import OTHER_READS

CLASSES = [cls for name in catalog.resource_types() if (cls := catalog.resource_class(name))]
CALLS = sorted({call for cls in CLASSES for call in operations_of(cls)})
SERVICES = sorted({service for service, _ in CALLS})
OTHERS = [tuple(action.split(":")) for action in OTHER_READS]


def models(service: str):
    ours = reading_session(region_name="us-east-1").client(service).meta.service_model
    return ours, boto3.Session(region_name="us-east-1").client(service).meta.service_model


@pytest.mark.parametrize("service", SERVICES)
def test_reads_are_as_botocore_has_them(service):
    ours, theirs = models(service)
    assert set(ours.operation_names) == {n for n in theirs.operation_names if n.startswith(READS)}
    called = {op for named, op in [*CALLS, *OTHERS] if named == service}
    assert called <= set(ours.operation_names)
    for name in called:
        mine, other = ours.operation_model(name), theirs.operation_model(name)
        assert _http(mine) == _http(other)
        assert [shape.name for shape in mine.error_shapes] == [s.name for s in other.error_shapes]
        for side in ("input_shape", "output_shape"):
            assert _tree(getattr(mine, side)) == _tree(getattr(other, side))


def _http(operation):
    # Once S3 was called, botocore has taken the bucket out of the path, which is then in the host.
    told = {**operation.http, "requestUri": operation.http["requestUri"].removeprefix("/{Bucket}")}
    told.pop("authPath", None)
    return told


def _tree(shape, seen=()):
    if shape is None or shape.name in seen:
        return shape and shape.name
    seen = (*seen, shape.name)
    inner = dict(getattr(shape, "members", {})) if shape.type_name == "structure" else {}
    inner |= {p: getattr(shape, p) for p in ("member", "key", "value") if hasattr(shape, p)}
    parts = {name: _tree(part, seen) for name, part in inner.items()}
    return shape.name, shape.type_name, shape.serialization, parts


def test_a_client_has_no_call_that_changes_anything():
    client = reading_session(region_name="us-east-1").client("s3")
    assert not hasattr(client, "delete_bucket")
    assert client.can_paginate("list_buckets")


def test_sessions_share_what_was_read():
    one, other = (reading_session(region_name="us-east-1") for _ in range(2))
    assert one._loader is other._loader is read_models(None)
    assert len(read_models(None).search_paths) == 2


def test_what_is_no_service_is_refused():
    with pytest.raises((DataNotFoundError, UnknownServiceError)):
        reading_session(region_name="us-east-1").client("never")


def test_models_of_ones_own_are_found(tmp_path):
    (tmp_path / "never").mkdir()
    assert str(tmp_path) in read_models(str(tmp_path)).search_paths
    assert "never" in read_models(str(tmp_path)).list_available_services("service-2")
