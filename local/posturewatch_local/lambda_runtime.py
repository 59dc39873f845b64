"""A Python that sees what a function sees in Lambda: the standard library and the SDK.

MiniStack runs functions with its own interpreter and so with everything that happens to be
installed beside it. A package that the layer forgot would go unnoticed until production. This makes
a bare environment without touching the network, with links to just those packages that AWS puts
into its Python runtimes.
"""

from __future__ import annotations

import importlib.util
import venv
from pathlib import Path

PROVIDED = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")
"""The import names that Lambda's Python runtimes bring along."""


def make_runtime(folder: Path) -> Path:
    """Make the environment in a folder and return its interpreter."""
    venv.EnvBuilder(symlinks=True, with_pip=False).create(folder)
    site_packages = next(folder.glob("lib/python3*/site-packages"))
    for name in PROVIDED:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(f"The Lambda runtime needs {name}, which is not installed.")
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (site_packages / source.name).symlink_to(source)
    return folder / "bin" / "python"
