"""Changes to what is known about the city, to the problems of its data, and to the targets."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Self, TypedDict, cast

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from cityplanner.model.change import Change, change_kind
from cityplanner.model.changed import Touched
from cityplanner.model.city import City, People
from cityplanner.model.draft import Draft
from cityplanner.model.layer import Source
from cityplanner.model.parts import joined, parts_that_differ
from cityplanner.model.problem import Problem
from cityplanner.model.target import Target


class CityParts(TypedDict, total=False):
    """Some of what a :class:`City` is, by the names of its fields, and the people who live in it."""

    name: str
    crs: str
    neighbourhoods: gpd.GeoDataFrame
    groups: tuple[str, ...]
    boundary: BaseGeometry | None
    deprivation_high_is_poor: bool
    sources: tuple[Source, ...]
    deprivation_confirmed: bool
    people: People


@change_kind("city")
@dataclass(frozen=True, slots=True)
class CityChange(Change):
    """What is known about the city or its people altered: the parts that differ, and no others."""

    before: CityParts
    after: CityParts

    @classmethod
    def between(cls, before: tuple[City, People], after: tuple[City, People]) -> Self:
        """What makes ``after`` of ``before``."""
        was, now = parts_that_differ(_parts(*before), _parts(*after))
        return cls(cast(CityParts, was), cast(CityParts, now))

    def apply(self, draft: Draft) -> Self:
        was = _parts(draft.city, draft.people)
        of_city: dict[str, Any] = {name: part for name, part in self.after.items() if name != "people"}
        draft.city = replace(draft.city, **of_city)
        draft.people = self.after.get("people", draft.people)
        return replace(self, before=cast(CityParts, {name: was[name] for name in self.after}))

    def inverse(self) -> Self:
        return type(self)(self.after, self.before)

    def touches(self, touched: Touched) -> None:
        touched.sources = touched.sources or "sources" in self.after
        touched.city = touched.city or any(name != "sources" for name in self.after)

    @property
    def subject(self) -> Hashable | None:
        return "city"

    def then(self, later: Self) -> Self | None:
        before, after = joined(self.before, self.after, later.before, later.after)
        return replace(self, before=before, after=after) if after else None

    def heavy(self) -> Iterable[object]:
        return (part for parts in (self.before, self.after) for part in parts.values())


@change_kind("problems")
@dataclass(frozen=True, slots=True)
class ProblemsChange(Change):
    """The list of what was found wrong with the data altered."""

    before: tuple[Problem, ...]
    after: tuple[Problem, ...]

    def apply(self, draft: Draft) -> Self:
        was, draft.problems = tuple(draft.problems), list(self.after)
        return replace(self, before=was)

    def inverse(self) -> Self:
        return type(self)(self.after, self.before)

    def touches(self, touched: Touched) -> None:
        touched.problems = True

    @property
    def subject(self) -> Hashable | None:
        return "problems"

    def then(self, later: Self) -> Self | None:
        return None if self.before == later.after else replace(self, after=later.after)


@change_kind("targets")
@dataclass(frozen=True, slots=True)
class TargetsChange(Change):
    """The project's targets altered."""

    before: tuple[Target, ...]
    after: tuple[Target, ...]

    def apply(self, draft: Draft) -> Self:
        was, draft.targets = draft.targets, self.after
        return replace(self, before=was)

    def inverse(self) -> Self:
        return type(self)(self.after, self.before)

    def touches(self, touched: Touched) -> None:
        touched.targets = True

    @property
    def subject(self) -> Hashable | None:
        return "targets"

    def then(self, later: Self) -> Self | None:
        return None if self.before == later.after else replace(self, after=later.after)


def _parts(city: City, people: People) -> dict[str, object]:
    return {**{one.name: getattr(city, one.name) for one in fields(City)}, "people": people}
