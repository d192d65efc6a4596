"""The coverage models: one module each, with one ``MODEL``; a module in this folder is all that a new one takes.

Modules are looked for in this package's ``__path__``; what has been added to it is found too.
"""

import importlib
import logging
import pkgutil
from functools import lru_cache
from typing import NamedTuple

from cityplanner.coverage.model import CoverageModel
from cityplanner.errors import InputError
from cityplanner.i18n import _

_log = logging.getLogger(__name__)


class Found(NamedTuple):
    """The models by their ids, and a reason by the name of each module that cannot be used."""

    models: dict[str, CoverageModel]
    broken: dict[str, str]


def coverage_models() -> dict[str, CoverageModel]:
    """Every model that can be used, by its id."""
    return _found(tuple(__path__)).models


def broken_models() -> list[str]:
    """A sentence for each module that cannot be used."""
    return [
        _("The coverage model {module} cannot be used and is left out: {reason}").format(module=name, reason=reason)
        for name, reason in _found(tuple(__path__)).broken.items()
    ]


def coverage_model(id_: str) -> CoverageModel:
    """The model of that id. Raises :class:`InputError` where there is none."""
    found = _found(tuple(__path__))
    if id_ in found.models:
        return found.models[id_]
    if id_ in found.broken:
        raise InputError(
            _("The coverage model {model} cannot be used: {reason}").format(model=id_, reason=found.broken[id_])
        )
    raise InputError(
        _("There is no coverage model {model}; choose one of: {models}.").format(
            model=id_, models=", ".join(found.models)
        )
    )


@lru_cache(maxsize=8)
def _found(folders: tuple[str, ...]) -> Found:
    found = Found({}, {})
    for module in sorted(pkgutil.iter_modules(folders), key=lambda one: one.name):
        try:
            model = getattr(importlib.import_module(f"{__name__}.{module.name}"), "MODEL", None)
        except Exception as error:
            # Whatever a module does wrong must cost that module only.
            _log.exception("The coverage model %s cannot be imported", module.name)
            found.broken[module.name] = f"{type(error).__name__}: {error}"
            continue
        if not isinstance(model, CoverageModel):
            continue
        if model.id in found.models:
            found.broken[module.name] = _("there is another of the id {id}.").format(id=model.id)
            _log.error("The coverage model %s has the id %s of another", module.name, model.id)
            continue
        found.models[model.id] = model
    return found
