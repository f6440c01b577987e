"""What holds for every test: how Hypothesis searches."""

import os

from hypothesis import settings

# Compiling a kernel on its first call takes seconds: a deadline an example would only flicker.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
