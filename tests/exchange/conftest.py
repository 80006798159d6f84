"""The same cast and seminar as in the tests of the argument."""

from tests.arguments.conftest import begin, people, reading, signed_in

__all__ = ["begin", "people", "reading", "signed_in"]
