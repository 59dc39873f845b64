"""Crashes: whoever calls something is killed just before or just after a certain call."""

from collections.abc import Collection
from typing import Any


class Killed(BaseException):
    """The process is gone: nothing may catch this and go on."""


class Killer:
    """Counts the calls of everything that it watches, and kills at some of them.

    Args:
        before: Numbers of calls before which it kills: they never happen.
        after: Numbers of calls after which it kills: they happen, and nobody learns of it.
    """

    def __init__(self, before: Collection[int] = (), after: Collection[int] = ()) -> None:
        self._before = frozenset(before)
        self._after = frozenset(after)
        self.calls: list[str] = []
        self.kills: list[str] = []

    def watch(self, target: Any, *names: str) -> Any:
        """Return a stand-in whose calls are counted; only those that are named, if any are."""
        return _Watched(self, target, frozenset(names))

    def called(self, name: str, call: Any, args: Any, kwargs: Any) -> Any:
        number = len(self.calls)
        self.calls.append(name)
        if number in self._before:
            self.kills.append(f"before {name}")
            raise Killed(name)
        answer = call(*args, **kwargs)
        if number in self._after:
            self.kills.append(f"after {name}")
            raise Killed(name)
        return answer


class _Watched:
    def __init__(self, killer: Killer, target: Any, names: frozenset[str]) -> None:
        self._killer = killer
        self._target = target
        self._names = names

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        if not callable(value) or (self._names and name not in self._names):
            return value
        return lambda *args, **kwargs: self._killer.called(name, value, args, kwargs)
