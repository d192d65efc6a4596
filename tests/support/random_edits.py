"""Random edits of every kind for hypothesis: each fits the project as the edits before have left it."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import strategies as st
from small_city import CRS, SOUTH, WEST

from cityplanner.i18n import ntext, text
from cityplanner.model import (
    BreakMethod,
    Change,
    CityChange,
    Device,
    DeviceChange,
    DeviceStatus,
    DeviceTypeChange,
    Edit,
    Layer,
    LayerChange,
    LayerMove,
    LayerPartsChange,
    LayerStyle,
    Problem,
    ProblemsChange,
    Project,
    Rule,
    Scenario,
    ScenarioChange,
    Severity,
    Source,
    StyleClass,
    StyleKind,
    Target,
    TargetKind,
    TargetsChange,
)

names = st.one_of(
    st.text(max_size=8),
    st.builds(lambda name: text("Area {number}", number=name).now, st.integers(0, 99)),
    st.builds(lambda count: ntext("{count} device", "{count} devices", count).now, st.integers(0, 9)),
)
numbers = st.floats(allow_nan=False, allow_infinity=False)
places = st.floats(0, 4000)
maybe = st.one_of(st.none(), numbers)
colours = st.sampled_from(["#112233", "#AABBCC"])
sources = st.builds(
    Source, st.text(max_size=8), st.just("0" * 64), st.just("context"), st.dates(), st.text(max_size=5), names
)
styles = st.builds(
    LayerStyle,
    st.sampled_from(StyleKind),
    st.one_of(st.none(), st.text(max_size=5)),
    st.lists(
        st.builds(StyleClass, st.one_of(st.text(max_size=4), st.floats(allow_nan=False)), colours, names), max_size=3
    ).map(tuple),
    st.one_of(st.none(), st.just("viridis")),
    st.booleans(),
    st.sampled_from(BreakMethod),
    st.one_of(st.none(), colours),
    colours,
    maybe,
    maybe,
)
problems = st.lists(st.builds(Problem, st.sampled_from(Severity), names, names), max_size=3).map(tuple)
targets = st.lists(st.builds(Target, st.sampled_from(TargetKind), numbers, st.text(max_size=5)), max_size=3).map(tuple)


def _device(draw: st.DrawFn, id_: str) -> Device:
    return Device(
        id_,
        draw(st.sampled_from(["siren", "public-wifi-access-point", "unknown"])),
        WEST + draw(places),
        SOUTH + draw(places),
        draw(st.text(max_size=8)),
        draw(maybe),
        draw(maybe),
        draw(st.sampled_from(DeviceStatus)),
    )


def _frame(draw: st.DrawFn) -> gpd.GeoDataFrame:
    count = draw(st.integers(0, 4))
    shapes = [
        draw(
            st.sampled_from(
                [
                    None,
                    shapely.Point(),
                    shapely.Point(draw(numbers), 2.0, -0.0),
                    shapely.box(0, 0, 1, draw(st.floats(1, 9))),
                    shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, draw(numbers))]]),
                ]
            )
        )
        for _ in range(count)
    ]
    return gpd.GeoDataFrame(
        {
            "name": draw(st.lists(st.one_of(st.none(), st.text(max_size=5)), min_size=count, max_size=count)),
            "height": np.array(draw(st.lists(st.floats(), min_size=count, max_size=count)), dtype=np.float64),
            "storeys": np.array(draw(st.lists(st.integers(-9, 9), min_size=count, max_size=count)), dtype=np.int16),
        },
        geometry=gpd.GeoSeries(shapes, index=range(count), crs=CRS),
    )


def _layer_parts(draw: st.DrawFn, layer: Layer) -> Layer:
    part = draw(st.sampled_from(["style", "opacity", "visible", "name", "group", "source", "frame", "raster"]))
    values = {
        "style": st.one_of(st.none(), styles),
        "opacity": st.floats(0, 1),
        "visible": st.booleans(),
        "name": names,
        "group": st.one_of(st.none(), st.text(max_size=5)),
        "source": st.one_of(st.none(), sources),
        "raster": st.one_of(st.none(), st.just(Path("heights.tif"))),
    }
    return replace(layer, **{part: _frame(draw) if part == "frame" else draw(values[part])})


def _city_change(draw: st.DrawFn, project: Project) -> Change:
    city, people = project.city, project.people
    match draw(st.sampled_from(["name", "deprivation", "sources", "boundary", "figures", "people"])):
        case "name":
            after = replace(city, name=draw(st.text(max_size=9)))
        case "deprivation":
            after = replace(city, deprivation_high_is_poor=draw(st.booleans()), deprivation_confirmed=True)
        case "sources":
            after = replace(city, sources=(*city.sources, draw(sources)))
        case "boundary":
            after = replace(city, boundary=draw(st.sampled_from([None, shapely.box(WEST, SOUTH, WEST + 9, SOUTH + 9)])))
        case "figures":
            frame = city.neighbourhoods.copy()
            frame["population"] = frame["population"] * draw(st.floats(0, 2))
            after = replace(city, neighbourhoods=frame)
        case _:
            after = replace(city, groups=())
            people = replace(people, weights=people.weights[:, :1].copy(), groups=(), method=draw(names))
    return CityChange.between((city, project.people), (after, people))


def _change(draw: st.DrawFn, project: Project, number: int) -> Change:
    scenario = project.scenarios[draw(st.sampled_from(list(project.scenarios)))]
    ids, layers = list(scenario.devices), list(project.layers)
    kind = draw(
        st.sampled_from(
            ["place", "delete", "alter", "rename", "scenario", "layer", "gone", "parts", "move", "type", "city", "told"]
        )
    )
    match kind:
        case "delete" if ids:
            return DeviceChange(scenario.id, scenario.devices[draw(st.sampled_from(ids))], None)
        case "alter" if ids:
            id_ = draw(st.sampled_from(ids))
            return DeviceChange(scenario.id, scenario.devices[id_], _device(draw, id_))
        case "rename" if ids:
            id_ = draw(st.sampled_from(ids))
            return DeviceChange(scenario.id, scenario.devices[id_], _device(draw, f"renamed-{number}"))
        case "scenario":
            if len(project.scenarios) > 1 and draw(st.booleans()):
                return ScenarioChange(scenario, None)
            if draw(st.booleans()):
                return ScenarioChange(scenario, replace(scenario, name=draw(names)))
            return ScenarioChange(None, Scenario(f"plan-{number}", draw(names), scenario.id, scenario.devices))
        case "layer":
            layer = Layer(f"layer-{number}", draw(names), "context", _frame(draw), guesses={"a": draw(st.text())})
            return LayerChange(None, layer, draw(st.sampled_from([None, *(one.id for one in layers)])))
        case "gone" if layers:
            return LayerChange(draw(st.sampled_from(layers)), None)
        case "parts" if layers:
            layer = draw(st.sampled_from(layers))
            return LayerPartsChange.between(layer, _layer_parts(draw, layer))
        case "move" if layers:
            layer = draw(st.sampled_from(layers))
            return LayerMove(layer.id, None, draw(st.sampled_from([None, *(one.id for one in layers)])))
        case "type":
            item = project.device_types["siren"]
            coverage = replace(item.coverage, threshold=draw(numbers), rule=draw(st.sampled_from(Rule)))
            after = replace(item, name=draw(names), coverage=coverage, cost_usd=draw(maybe), sources={"x": draw(names)})
            return DeviceTypeChange(item, after)
        case "city":
            return _city_change(draw, project)
        case "told":
            if draw(st.booleans()):
                return TargetsChange(project.targets, draw(targets))
            return ProblemsChange(tuple(project.problems), draw(problems))
    return DeviceChange(scenario.id, None, _device(draw, f"device-{number}"))


@st.composite
def edits(draw: st.DrawFn, project: Project, first: int = 0) -> Edit:
    """An edit of ``project``, which stays as it is. ``first`` numbers what is new, to keep ids apart."""
    trial, changes = replace(project), []
    for number in range(draw(st.integers(1, 8))):
        change = _change(draw, trial, first + number)
        trial.apply(Edit("", (change,)))
        changes.append(change)
    return Edit(draw(names), tuple(changes), draw(st.one_of(st.none(), st.text(max_size=5))))
