"""Cora's desk: a Level 2 panel that she convenes and that Chidi chairs."""

import pytest

from .panels import Desk, make_desk


@pytest.fixture
def desk(cast) -> Desk:
    return make_desk(cast)
