"""Laws are tried without a clock: how fast a busy machine is, is no property of the code."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
