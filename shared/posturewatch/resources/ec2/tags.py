"""Where the tags of EC2's resources stand."""

from typing import Final

from posturewatch.domain.resource import At

EC2_TAGS: Final = At(
    config=("tags", ".tags"),
    describe=".Tags",
    terraform=("tags_all", "tags"),
    cloudformation="Tags",
)
"""Answers of AWS Config that leave out the item's own tags still hold those of EC2."""
