"""Lookup: what results have in common that hold one value for each event or deadline."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar, overload


class HasId(Protocol):
    """What is looked up: a value that has an id."""

    @property
    def id(self) -> str:
        """The id that it is looked up by."""
        ...


T = TypeVar("T", bound=HasId)
D = TypeVar("D")


class Lookup(ABC, Generic[T]):
    """Values that are looked up by their ids, so that `[]`, `get`, `in` and iteration agree.

    More may be looked up than iteration goes through: a schedule goes through its deadlines, and gives events too.
    """

    __slots__ = ()

    @abstractmethod
    def __getitem__(self, name: str) -> T:
        """Give the value of an id.

        Raises:
            UnknownNameError: There is none; a `KeyError` too.
        """

    @abstractmethod
    def __iter__(self) -> Iterator[T]: ...

    @overload
    def get(self, name: str) -> T | None: ...
    @overload
    def get(self, name: str, default: D) -> T | D: ...
    def get(self, name: str, default: D | None = None) -> T | D | None:
        """Give the value of an id, or another where there is none."""
        try:
            return self[name]
        except KeyError:
            return default

    def __contains__(self, wanted: object) -> bool:
        """Whether there is a value of this id, or this very value."""
        if isinstance(wanted, str):
            return self.get(wanted) is not None
        name = getattr(wanted, "id", None)
        return isinstance(name, str) and self.get(name) == wanted
