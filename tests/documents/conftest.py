"""Painting needs a Qt application; a ``QApplication``, so that tests of the window can follow in the same run."""

import pytest


@pytest.fixture(autouse=True)
def _application(qapp):
    return qapp
