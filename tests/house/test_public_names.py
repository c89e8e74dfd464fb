"""Every package says what it offers, and offers what it says."""

import importlib
import pkgutil

import pytest

import dishboard


def packages():
    found = pkgutil.walk_packages(dishboard.__path__, "dishboard.")
    return ["dishboard", *(one.name for one in found if one.ispkg)]


@pytest.mark.parametrize("name", packages())
def test_what_a_package_offers_is_there(name):
    package = importlib.import_module(name)
    offered = getattr(package, "__all__", None)
    assert offered is not None, f"{name} has no __all__"
    assert len(set(offered)) == len(offered)
    assert [one for one in offered if not hasattr(package, one)] == []
