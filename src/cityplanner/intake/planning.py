"""Decides what is to be made of files together: which are the neighbourhoods, what fits them, what does not belong."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import pyproj

from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake.join import Fit
from cityplanner.intake.landing import FAR_KM, covered, distance_km, in_degrees, in_words, land, overlap, proposals
from cityplanner.intake.plan import LEFT_OUT, TABLE, Answer, Bounds, Finding, ImportPlan, Landing, PlanItem
from cityplanner.intake.plan_guess import Guess, boundary_around, error_of, fields_of, fit_of, guess_use
from cityplanner.intake.plan_items import Surroundings, item_of, told_apart
from cityplanner.intake.plan_whole import completed, why_not
from cityplanner.intake.same_ground import same_ground
from cityplanner.io.features.crs import crs_name, horizontal_crs
from cityplanner.io.features.role_guess import FEWEST_NEIGHBOURHOODS, MOST_NEIGHBOURHOODS
from cityplanner.io.tables.numbers import codes
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Project, Severity, Source

_MOST_AREAS = 20_000
_WITHIN = 0.6
"""Areas of whose ground less lies in the city's boundary reach far beyond it."""
_SAME = 0.97
"""Layers with as many features whose extents have less in common than this are not the same one twice."""


def make_plan(
    findings: Sequence[Finding],
    answers: Mapping[str, Answer] | None = None,
    *,
    into: Project | None = None,
    name: str = "",
) -> ImportPlan:
    """The plan for ``findings`` with the ``answers`` (key -> answer) of a person put over what was guessed.

    Without ``into`` it makes a new study called ``name``. Pure: the same findings and answers give the same plan.
    """
    answers = answers or {}
    return _Planner(tuple(findings), answers, into).plan(name)


class _Planner:
    """One run of :func:`make_plan`: what was decided so far is what later decisions stand on."""

    def __init__(self, findings: tuple[Finding, ...], answers: Mapping[str, Answer], into: Project | None) -> None:
        self.answers = answers
        self.findings = tuple(one.turned() if self._answer(one).swapped else one for one in findings)
        self.into = into
        self.crs: dict[str, str | None] = {}
        self.landings: dict[str, Landing] = {}
        self.guesses: dict[str, Guess] = {}
        self.problems: list[Problem] = []
        self.fitted: dict[str, dict[str, Fit | str]] = {}
        self.frame: gpd.GeoDataFrame | None = None
        """The neighbourhoods, as far as tables are joined to them."""

    def plan(self, name: str) -> ImportPlan:
        self._settle_systems()
        chosen = self._choose_neighbourhoods()
        fits = self._fits(chosen)
        for finding in self.findings:
            if finding.key not in self.guesses:
                fit = fits.get(finding.key)
                self.guesses[finding.key] = guess_use(finding, self._answer(finding), self.frame, fit)
        self._set_boundary_around(chosen)
        self._leave_out_broken(chosen)
        self._leave_out_twice(chosen)
        self._leave_out_far(chosen)
        self._one_of_each(chosen)
        here = self.landings.get(chosen.key) if chosen is not None else None
        near = self._near() if here is None else here.bounds
        systems = dict.fromkeys(self.landings[one.key].crs for one in self.findings if self._lies_near(one, near))
        around = Surroundings(fits, near, tuple(systems), self.into is None)
        items = completed(told_apart([self._item(finding, around) for finding in self.findings]), self.answers)
        return ImportPlan(
            name=self.into.city.name if self.into is not None else name,
            items=items,
            new=self.into is None,
            problems=tuple(self.problems),
            problem=why_not(items, new=self.into is None),
        )

    # Coordinates

    def _settle_systems(self) -> None:
        """In which system each layer is: as it says, as the person says, or as it fits the others."""
        waiting = []
        for finding in self.findings:
            said = self._answer(finding).crs
            if finding.bounds is None:
                continue
            crs = said or finding.crs or ("EPSG:4326" if in_degrees(finding.bounds) else None)
            if crs is None:
                waiting.append(finding)
            else:
                self._set_landing(finding, crs)
        near = self._near()
        first = [one.crs for one in self.landings.values() if one.crs.startswith("EPSG:")]
        for finding in waiting:
            assert finding.bounds is not None
            for code in proposals(finding.bounds, near, first)[:1]:
                self._set_landing(finding, code)

    def _lies_near(self, finding: Finding, near: Bounds | None) -> bool:
        """Whether its system, which has a code, is one that fits this place."""
        landing = self.landings.get(finding.key)
        if landing is None or near is None or not landing.crs.startswith("EPSG:"):
            return False
        return distance_km(landing.bounds, near) <= FAR_KM

    def _set_landing(self, finding: Finding, crs: str) -> None:
        assert finding.bounds is not None
        try:
            known = horizontal_crs(pyproj.CRS.from_user_input(crs))
        except pyproj.exceptions.CRSError:
            return
        landed = None if known is None else land(finding.bounds, crs)
        if known is not None and landed is not None:
            self.landings[finding.key] = Landing(landed, crs_name(known), crs == finding.crs)
        self.crs[finding.key] = None if crs == finding.crs else crs

    def _near(self) -> Bounds | None:
        """The ground of the open study, or all that the layers cover whose place is known."""
        if self.into is not None:
            west, south, east, north = self.into.city.neighbourhoods.total_bounds.tolist()
            return land((west, south, east, north), self.into.city.crs)
        known = [landing.bounds for key, landing in self.landings.items()]
        if not known:
            return None
        wests, souths, easts, norths = zip(*known, strict=True)
        return (min(wests), min(souths), max(easts), max(norths))

    # The neighbourhoods

    def _choose_neighbourhoods(self) -> Finding | None:
        """The layer that the study is about; None where one is open, or there is none."""
        if self.into is not None:
            self.frame = self.into.city.neighbourhoods
            return None
        said = [finding for finding in self.findings if self._answer(finding).role == "neighbourhoods"]
        areas = [finding for finding in self.findings if self._can_be_neighbourhoods(finding)]
        if not said and all(finding.among for finding in areas):
            areas = self._nameless_areas() or areas
        if not said and not areas:
            return None
        chosen = said[0] if said else min(areas, key=self._rank)
        self.frame = self._known_of(chosen)
        self.guesses[chosen.key] = Guess("neighbourhoods", self._why_neighbourhoods(chosen, areas))
        return chosen

    def _can_be_neighbourhoods(self, finding: Finding) -> bool:
        answer = self._answer(finding)
        if answer.role is not None or finding.role is not None or finding.frame is None or len(finding.frame) < 2:
            return False
        return finding.grid or (finding.kind == "polygon" and finding.description.role == "neighbourhoods")

    def _nameless_areas(self) -> list[Finding]:
        """Areas of which no heading tells that they are neighbourhoods, where there are no others.

        Those with a code or a name in their cells; else the only ones that there are.
        """
        free = [
            finding
            for finding in self.findings
            if self._answer(finding).role is None
            and finding.role is None
            and not finding.among
            and finding.kind == "polygon"
            and finding.frame is not None
            and FEWEST_NEIGHBOURHOODS <= len(finding.frame) <= _MOST_AREAS
        ]
        known = [one for one in free if one.description.role == "context" and self._known_by(one)]
        return known or (free if len(free) == 1 else [])

    def _known_by(self, finding: Finding) -> set[str]:
        return {"id", "name"} & set(fields_of(finding, self._answer(finding), "neighbourhoods"))

    def _beyond(self, finding: Finding) -> bool:
        """Whether most of the ground of ``finding`` lies outside the boundary, where a file has one."""
        here = self.landings.get(finding.key)
        boundaries = [
            self.landings[other.key]
            for other in self.findings
            if other.key in self.landings and (self._answer(other).role or other.description.role) == "boundary"
        ]
        if here is None or not boundaries:
            return False
        return all(covered(here.bounds, boundary.bounds) < _WITHIN for boundary in boundaries)

    def _rank(self, finding: Finding) -> tuple[object, ...]:
        """Smaller is better: real areas, as many as one speaks of, with residents, the finer the better."""
        assert finding.frame is not None
        count = len(finding.frame)
        size = 0 if FEWEST_NEIGHBOURHOODS <= count <= MOST_NEIGHBOURHOODS else 1
        counted = "population" in fields_of(finding, self._answer(finding), "neighbourhoods") or self._counted_by_table(
            finding
        )
        finer = -count if size == 0 else count
        beyond, nameless = self._beyond(finding), "name" not in self._known_by(finding)
        return (
            error_of(finding) is not None,
            finding.grid,
            bool(finding.among),
            beyond and nameless,
            size,
            not counted,
            beyond,
            finer,
            finding.description.file.lower().endswith(".shp"),
            finding.key,
        )

    def _counted_by_table(self, finding: Finding) -> bool:
        fits = self._fits_to(finding.key, self._known_of(finding)).values()
        return any(isinstance(fit, Fit) and "population" in fit.gives and _most(fit) for fit in fits)

    def _fits(self, chosen: Finding | None) -> dict[str, Fit | str]:
        """How each table fits the neighbourhoods of this plan, by key; nothing where there are none."""
        return {} if self.frame is None else self._fits_to(chosen.key if chosen is not None else "", self.frame)

    def _fits_to(self, areas: str, frame: gpd.GeoDataFrame) -> dict[str, Fit | str]:
        """How each table fits the areas of the finding ``areas``, worked out once."""
        if areas not in self.fitted:
            tables = [finding for finding in self.findings if finding.kind == TABLE]
            self.fitted[areas] = {one.key: fit_of(frame, one, self._answer(one)) for one in tables}
        return self.fitted[areas]

    def _known_of(self, finding: Finding) -> gpd.GeoDataFrame:
        """The columns of ``finding`` under their canonical names, as tables are matched with them."""
        assert finding.frame is not None
        fields = fields_of(finding, self._answer(finding), "neighbourhoods")
        columns: dict[str, object] = {}
        for name in ("id", "name"):
            if name in fields:
                columns[name] = [text or None for text in codes(finding.frame[fields[name]])]
        if "id" not in columns and "name" in columns:
            columns["id"] = columns["name"]
        for column in finding.frame.columns:
            if column not in fields.values() and str(column) not in columns:
                columns[str(column)] = finding.frame[column].array
        known = gpd.GeoDataFrame(columns, geometry=[None] * len(finding.frame))
        # Parts of one area in several rows become one when they are read.
        parts = known.duplicated([name for name in ("id", "name") if name in known]) if "id" in known else None
        return known if parts is None else known[~parts].reset_index(drop=True)

    def _why_neighbourhoods(self, chosen: Finding, areas: Sequence[Finding]) -> str:
        assert chosen.frame is not None
        count = format_number(len(chosen.frame))
        if chosen.among:
            text = _("{count} areas of OpenStreetMap ({title}): of its sets the finest that covers the ground.")
            return text.format(count=count, title=chosen.title)
        if chosen.grid:
            return _("{count} middles of a grid; its cells become the neighbourhoods.").format(count=count)
        if len(areas) > 1:
            return _("{count} areas with names or codes; of several such layers the one that fits best.").format(
                count=count
            )
        return _("{count} areas with names or codes.").format(count=count)

    def _set_boundary_around(self, chosen: Finding | None) -> None:
        """Neighbourhoods of an extract lie in a city that it may have as well."""
        others = any(self._role(finding) == "boundary" for finding in self.findings)
        around = None if chosen is None or others else boundary_around(chosen, self.findings, self.landings)
        if around is not None and self._answer(around).role is None:
            self.guesses[around.key] = Guess("boundary", _("A single area around the neighbourhoods."))

    # What does not belong

    def _leave_out_broken(self, chosen: Finding | None) -> None:
        """A file that cannot be used is told and does not stop the others, unless the person says what it is."""
        broken = []
        for finding in self.findings:
            answer, error = self._answer(finding), error_of(finding)
            if error is None or finding is chosen or answer.role is not None:
                continue
            if self.guesses[finding.key].role == LEFT_OUT:
                broken += [] if finding.kind else [finding]
            elif finding.crs is not None and answer.crs is None and answer.swapped is None:
                placed = finding.key in self.landings
                self.guesses[finding.key] = Guess(LEFT_OUT, error, far=not placed)
                broken.append(finding)
        if broken:
            message = ngettext(
                "{count} file cannot be used and is left out: {files}.",
                "{count} files cannot be used and are left out: {files}.",
                len(broken),
            )
            text = message.format(count=format_number(len(broken)), files=first_few(one.key for one in broken))
            self.problems.append(Problem(Severity.WARNING, chosen.key if chosen else "", text))

    def _leave_out_twice(self, chosen: Finding | None) -> None:
        """The same layer twice counts its people or devices twice."""
        seen: list[Finding] = []
        known = set() if self.into is None else {source.sha256 for source in _sources(self.into)}
        order = sorted(self.findings, key=lambda finding: finding is not chosen)
        for finding in order:
            guess = self.guesses[finding.key]
            if guess.role == LEFT_OUT:
                continue
            twin = next((other for other in seen if self._same(other, finding)), None)
            if finding.source.sha256 in known:
                self._leave_out(finding, _("The study has it already."))
            elif twin is not None:
                self._leave_out(finding, _("The same as {file}.").format(file=twin.key))
            else:
                seen.append(finding)

    def _same(self, one: Finding, other: Finding) -> bool:
        if one.path == other.path or one.kind != other.kind:
            return False
        if one.source.sha256 and one.source.sha256 == other.source.sha256:
            return True
        here, there = self.landings.get(one.key), self.landings.get(other.key)
        if one.frame is None or other.frame is None or len(one.frame) != len(other.frame) or not here or not there:
            return False
        if one.kind not in ("polygon", "line") or one.description.role != other.description.role:
            return False
        return overlap(here.bounds, there.bounds) > _SAME and same_ground(
            one, other, self._system_of(one), self._system_of(other)
        )

    def _system_of(self, finding: Finding) -> str:
        return self.crs.get(finding.key) or finding.crs or "EPSG:4326"

    def _leave_out_far(self, chosen: Finding | None) -> None:
        """Files of another city are told, and left for a study of their own."""
        centre = self.landings.get(chosen.key) if chosen is not None else None
        near = centre.bounds if centre is not None else self._near() if self.into is not None else None
        if near is None:
            return
        far = []
        for finding in self.findings:
            landing = self.landings.get(finding.key)
            if landing is None or self.guesses[finding.key].role == LEFT_OUT or finding is chosen:
                continue
            away = distance_km(landing.bounds, near)
            if away > FAR_KM:
                far.append(finding)
                message = _("It lies {distance} km away from the neighbourhoods, at {place}.")
                text = message.format(distance=format_number(away), place=in_words(landing.bounds))
                self.guesses[finding.key] = Guess(LEFT_OUT, text, far=True)
        if far:
            message = ngettext(
                "{count} file lies elsewhere and is left out ({files}); make a study of its own from files of "
                "another city.",
                "{count} files lie elsewhere and are left out ({files}); make a study of their own from files of "
                "another city.",
                len(far),
            )
            names = ", ".join(finding.key for finding in far[:3]) + (" …" if len(far) > 3 else "")
            text = message.format(count=format_number(len(far)), files=names)
            self.problems.append(Problem(Severity.WARNING, chosen.key if chosen else "", text))

    def _one_of_each(self, chosen: Finding | None) -> None:
        """One boundary and one file of people: the person's, else the one that tells most."""
        for role, instead in (("boundary", "context"), ("people", "context"), ("neighbourhoods", "context")):
            of_role = [finding for finding in self.findings if self._role(finding) == role]
            said = [finding for finding in of_role if self._answer(finding).role == role]
            if len(of_role) < 2:
                continue
            best = said[-1] if said else max(of_role, key=lambda finding: (finding is chosen, _size(finding)))
            for finding in of_role:
                if finding is not best:
                    where = LEFT_OUT if finding.kind == "raster" or role == "people" else instead
                    reason = _("{file} was taken for that.").format(file=best.key)
                    self.guesses[finding.key] = Guess(where, reason)

    def _leave_out(self, finding: Finding, reason: str) -> None:
        if finding.key in self.guesses:
            self.guesses[finding.key] = Guess(LEFT_OUT, reason)

    def _answer(self, finding: Finding) -> Answer:
        return self.answers.get(finding.key, Answer())

    def _role(self, finding: Finding) -> str:
        return self._answer(finding).role or self.guesses[finding.key].role

    def _item(self, finding: Finding, around: Surroundings) -> PlanItem:
        key = finding.key
        return item_of(
            finding, self._answer(finding), self.guesses[key], self.crs.get(key), self.landings.get(key), around
        )


def _most(fit: Fit) -> bool:
    return fit.matched > fit.without


def _size(finding: Finding) -> tuple[bool, int]:
    return finding.kind != "raster", 0 if finding.frame is None else len(finding.frame)


def _sources(project: Project) -> list[Source]:
    return [*project.city.sources, *(layer.source for layer in project.layers if layer.source is not None)]
