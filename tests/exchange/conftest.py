"""The same seminar as in the tests of the argument."""

from tests.arguments.conftest import begin, signed_in

__all__ = ["begin", "signed_in"]
