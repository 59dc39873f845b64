"""Every error that Posturewatch raises on purpose.

- PosturewatchError
  - BadInput: a document, file or message that cannot be used; says what, where and what to do.
  - DeclarationError: a resource type, control, trigger or scorecard that is declared wrongly.
  - UnknownValue: a property that its source could not know was read.
  - StoreConflict: somebody else changed the same item first; read again and retry.
  - DeliveryError: a notification did not arrive; says whether and when to try again.
"""

from __future__ import annotations


class PosturewatchError(Exception):
    """The root of all errors raised on purpose."""


class BadInput(PosturewatchError):
    """A document, file or message that cannot be used.

    Args:
        what: What is wrong, in one sentence.
        where: The file, line, message or field where it is wrong.
        remedy: What to do about it.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        if remedy and not what.endswith((".", "!", "?")):
            what += "."
        super().__init__(
            " ".join(part for part in (f"{where}:" if where else "", what, remedy) if part)
        )


class DeclarationError(PosturewatchError):
    """A resource type, control, trigger or scorecard is declared wrongly: a mistake of ours."""


class UnknownValue(PosturewatchError):
    """A property was read whose value its source could not know.

    The evaluator turns it into `NOT_AVAILABLE`; nothing else may catch it, because a guess in its
    place could pass a resource by ignorance.
    """

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"{name} is not known: {reason}")


class StoreConflict(PosturewatchError):
    """Somebody else changed the same item first: read again and decide again."""


class DeliveryError(PosturewatchError):
    """A notification did not arrive.

    Args:
        reason: What the destination answered.
        retry_after: Seconds to wait before the next attempt; None when trying again cannot help.
        unclear: Whether it may have arrived all the same, although nobody said so.
    """

    def __init__(self, reason: str, *, retry_after: float | None, unclear: bool = False) -> None:
        self.reason = reason
        self.retry_after = retry_after
        self.unclear = unclear
        super().__init__(reason)
