"""What can go wrong in the embedded run.

- PosturewatchError
  - EmbeddedAwsError: the embedded AWS could not do what was asked.
    - ProcessError: a child process did not start or died; carries the tail of its output.
    - DeployError: something that the template declares is missing or different after the
      deployment.
    - ExposureError: a child process listens on an interface other than loopback.
"""

from __future__ import annotations

from collections.abc import Sequence

from posturewatch.domain.errors import PosturewatchError


class EmbeddedAwsError(PosturewatchError):
    """The embedded AWS could not do what was asked."""


class ProcessError(EmbeddedAwsError):
    """A child process did not start or died; the message carries the tail of its output."""


class ExposureError(EmbeddedAwsError):
    """A child process listens on an interface other than loopback."""


class DeployError(EmbeddedAwsError):
    """The deployment is not what the template declares.

    Args:
        what: What was being done, in a few words.
        problems: One sentence for each thing that is missing or different.
    """

    def __init__(self, what: str, problems: Sequence[str] = ()) -> None:
        self.what = what
        self.problems = tuple(problems)
        super().__init__("\n  - ".join([what, *self.problems]))
