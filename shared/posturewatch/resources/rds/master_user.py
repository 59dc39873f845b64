"""The master user of an instance or a cluster, the one with all rights."""

from typing import Annotated

from posturewatch.domain.fields import Held, Present, Settled
from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At, Shape
from posturewatch.resources.rds.engines import DEFAULT_USER_NAMES


class MasterUser(Shape):
    """The user with all rights, and how its password is given. The password is never kept."""

    name: Annotated[
        Settled,
        At(
            config="masterUsername",
            describe="MasterUsername",
            terraform=("username", "master_username"),
            cloudformation="MasterUsername",
        ),
    ] = ""
    """The user's name."""

    name_held: Annotated[
        Held,
        At(
            config=UNSET,
            describe=UNSET,
            terraform=("username", "master_username"),
            cloudformation="MasterUsername",
        ),
    ] = ""
    """How a plan or a template holds the name; empty elsewhere."""

    password_held: Annotated[
        Held,
        At(
            config=UNSET,
            describe=UNSET,
            terraform=("password", "master_password"),
            cloudformation="MasterUserPassword",
        ),
    ] = ""
    """How a plan or a template holds the password; empty elsewhere, as AWS never shows it."""

    managed: Annotated[
        Present,
        At(
            config="masterUserSecret.secretArn",
            describe="MasterUserSecret.SecretArn",
            terraform="manage_master_user_password",
            cloudformation="ManageMasterUserPassword",
        ),
    ] = False
    """Whether the service keeps the password in Secrets Manager and rotates it."""

    @property
    def has_default_name(self) -> bool:
        """Whether the name is one that attackers try first."""
        return self.name.lower() in DEFAULT_USER_NAMES
