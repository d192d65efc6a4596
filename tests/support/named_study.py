"""The small city in which everything that has a name has the one that is given."""

from dataclasses import replace

from small_city import small_project

from cityplanner.model import BASELINE, Device, Layer, Problem, Project, Scenario, Severity, Target, TargetKind


def named_study(name: str) -> Project:
    """Study, neighbourhoods, groups, devices, types, layers, fields, scenarios, problems and sources are called so."""
    project = small_project()
    city, people = project.city, project.people
    frame = city.neighbourhoods.rename(columns={"age_65_plus": name}).assign(name=name)
    source = replace(city.sources[0], file=name, licence=name, credit=name)
    project.city = replace(city, name=name, neighbourhoods=frame, groups=(name,), sources=(source,))
    project.people = replace(people, groups=(name,), method=name)
    project.device_types = {
        id_: replace(
            item, name=name, description=name, sources=dict.fromkeys(item.coverage.parameters, name) | item.sources
        )
        for id_, item in project.device_types.items()
    }
    project.device_types["public-wifi-access-point"] = replace(
        project.device_types["public-wifi-access-point"], sources={"range_m": name}
    )
    project.layers = [
        Layer(
            layer.id,
            name,
            layer.role,
            layer.frame.rename(columns={"class": name}).assign(name=name),
            source=source,
            group=name,
        )
        for layer in project.layers
    ]
    devices = {id_: replace(device, name=name) for id_, device in project.scenarios[BASELINE].devices.items()}
    project.scenarios = {
        BASELINE: Scenario(BASELINE, name, None, devices),
        "plan": Scenario("plan", name, BASELINE, {**devices, "s-1": Device("s-1", "siren", *_place(devices), name)}),
    }
    project.problems = [Problem(severity, name, name) for severity in Severity]
    project.targets = tuple(Target(kind, 0.5, name if kind is TargetKind.GROUP_OF_CITY else "") for kind in TargetKind)
    return project


def _place(devices: dict[str, Device]) -> tuple[float, float]:
    first = next(iter(devices.values()))
    return first.x + 50.0, first.y
