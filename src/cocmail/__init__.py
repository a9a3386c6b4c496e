"""cocmail turns a code-of-conduct alias into tracked cases that nobody forgets."""

import os

__version__ = "0.1.0"

# The products that numpy makes here are small: more threads would only wait for each other. It reads this when it is
# loaded, so that it has to stand here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
