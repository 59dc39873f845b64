"""Runs MiniStack, with the gaps closed that can be closed from inside.

It is started as a child by `stack.EmbeddedAws`, and listens on the loopback interface only.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from posturewatch_local import gaps, lifeline
from posturewatch_local.lambda_runtime import make_runtime
from posturewatch_local.processes import LOOPBACK, ChildProcess

HEALTH_PATH = "/_ministack/health"
_ACCOUNT = re.compile(r"\d{12}")


def ministack(
    account: str, *, region: str = "us-east-1", enforce_iam: bool = False
) -> ChildProcess:
    """MiniStack as a child, with this hub account.

    Args:
        account: The hub account.
        region: The region of calls that do not say theirs.
        enforce_iam: Whether functions may do only what their roles allow.

    Raises:
        ValueError: The account is not twelve digits.
    """
    if not _ACCOUNT.fullmatch(account):
        raise ValueError(f"an account id is twelve digits, not {account!r}")
    return ChildProcess(
        "ministack",
        "posturewatch_local.ministack_launcher",
        settings={
            "MINISTACK_ACCOUNT_ID": account,
            "MINISTACK_REGION": region,
            "AUTH": str(enforce_iam).lower(),
        },
        health_path=HEALTH_PATH,
        stop_grace=0.5,  # its state is thrown away, so nothing is worth waiting for
    )


def settings(port: int, scratch: Path) -> Mapping[str, str]:
    """Without these, MiniStack listens, stores or prints where it should not."""
    return {
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": LOOPBACK,
        "STATE_DIR": str(scratch / "state"),
        "IOT_MTLS_ENABLED": "0",  # or it listens on 0.0.0.0:8883 where cryptography is installed
        "SFTP_ENABLED": "0",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "LOG_LEVEL": "WARNING",
    }


def main() -> None:
    """Run until the parent ends or says so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port: int = parser.parse_args().port
    lifeline.hold()
    scratch = Path(os.environ[lifeline.SCRATCH_VARIABLE])
    os.environ.update(settings(port, scratch))

    gaps.close_inside(interpreter=make_runtime(scratch / "runtime"), layers=scratch / "layers")
    # Imported before the machine's time zones are hidden, so that MiniStack itself keeps them.
    import zoneinfo  # noqa: F401

    from ministack import app

    # Functions inherit this process's environment: keep ours out of theirs, and have them find no
    # time zones but those in the layer, as in Lambda.
    os.environ["PYTHONTZPATH"] = ""
    for name in ("PYTHONPATH", "LOG_LEVEL", lifeline.SCRATCH_VARIABLE):
        os.environ.pop(name, None)
    sys.argv = ["ministack"]
    app.main()


if __name__ == "__main__":
    main()
