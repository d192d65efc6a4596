"""Fills the templates in ``resources/templates``."""

from functools import cache
from typing import Any

import jinja2

from cityplanner.data_files import data_folder
from cityplanner.i18n import _


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(data_folder("resources") / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )


def fill_html(name: str, **values: Any) -> str:
    """The HTML template ``name`` with ``values``, which are escaped: no name of a place can become markup."""
    return _environment().get_template(name).render(_=_, **values)
