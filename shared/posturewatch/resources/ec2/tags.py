"""Where the tags of EC2's resources stand, and the ARN of some."""

from typing import Final

from posturewatch.domain.places import UNSET
from posturewatch.domain.resource import At

EC2_TAGS: Final = At(
    config=("tags", ".tags"),
    describe=".Tags",
    terraform=("tags_all", "tags"),
    cloudformation="Tags",
)
"""Answers of AWS Config that leave out the item's own tags still hold those of EC2."""

OWN_ARN: Final = At(config=UNSET, describe=UNSET, terraform=UNSET, cloudformation=UNSET)
"""For an ARN that follows from the id, whatever an item of AWS Config says."""
