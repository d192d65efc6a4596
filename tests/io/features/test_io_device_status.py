"""Columns that say which devices stand: in several languages, as words, as yes and no, as dates; and others."""

import pandas as pd
import pytest

from cityplanner.io.features.device_status import cell_text, status_column, statuses_of
from cityplanner.model import DeviceStatus

E, P, S, R = DeviceStatus.EXISTING, DeviceStatus.PLANNED, DeviceStatus.PROPOSED, DeviceStatus.RETIRED


@pytest.mark.parametrize(
    ("column", "cells", "statuses"),
    [
        ("Installation Status", ["Live", "Planning", "Not Yet Started", "Removed"], [E, P, P, R]),
        ("estado", ["En servicio", "RETIRADO", "En construcción", "Fuera de servicio (2019)"], [E, R, P, R]),
        ("Situação", ["Ativo", "Inativo", "Em implantação", "Proposto"], [E, R, P, S]),
        ("etat", ["En service", "Hors service", "Prévu", "À l'étude"], [E, R, P, S]),
        ("Betriebszustand", ["in Betrieb", "außer Betrieb", "geplant", "stillgelegt"], [E, R, P, R]),
        ("estat_actual", ["En servei", "Fora de servei", "Previst"], [E, R, P]),
        ("stato", ["Attivo", "Dismesso", "In progetto"], [E, R, P]),
        ("status_code", ["1 - Active", "2 - Decommissioned", "3: Under construction"], [E, R, P]),
        ("installati", ["Live", "To be mothballed"], [E, None]),
        ("Etat", ["En fonction", "HS", "Projet", "Inconnu"], [E, R, P, None]),
        ("status", ["Link Active!", "Site Being Prepared", "Kiosk removed", "Proposed for removal"], [E, P, R, E]),
        ("status", ["Not yet active", "No retirado", "Active and removed"], [None, None, None]),
        ("activo", ["Sí", "No", "sí"], [E, R, E]),
        ("in_use", [True, False], [E, R]),
        ("is_active", [1.0, 0.0], [E, R]),
        ("removed", ["yes", "no"], [R, E]),
        ("fecha_baja", ["2019-05-31", "31/12/2199"], [R, E]),
        ("end_date", ["2020", "2199"], [R, E]),
        ("observación", ["Instalado", "Proyectado"], [E, P]),
        ("status", ["Live", "Mothballed"], [E, None]),
    ],
)
def test_states_of_devices_are_read(column: str, cells: list[object], statuses: list[DeviceStatus | None]) -> None:
    read = statuses_of(cells, column)
    assert read is not None
    assert [read[cell_text(cell)] for cell in cells] == statuses
    frame = pd.DataFrame({"id": [f"d{place}" for place in range(len(cells))], column: pd.Series(cells, dtype=object)})
    assert status_column(frame) == column


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("state", ["NY", "NJ", "CT"]),
        ("estado", ["São Paulo", "Rio de Janeiro"]),
        ("condition", ["Good", "Fair", "Poor"]),
        ("open", ["Mo-Fr", "24/7"]),
        ("wifi", ["yes", "no"]),
        ("tenure_status", ["informal", "owner"]),
        ("etat", ["Bon", "Moyen"]),
        ("name", ["Live", "Live"]),
        ("status", [None, ""]),
        ("description", [f"place {number}" for number in range(50)]),
    ],
)
def test_other_columns_are_no_states(column: str, cells: list[object]) -> None:
    assert statuses_of(cells, column) is None
    assert status_column(pd.DataFrame({column: cells})) is None


def test_of_two_columns_the_one_that_tells_devices_apart_is_taken() -> None:
    frame = pd.DataFrame({"status": ["active", "active"], "date_removed": ["2020-01-01", None]})
    assert status_column(frame) == "date_removed"
