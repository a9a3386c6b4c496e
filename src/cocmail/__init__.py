"""cocmail turns a code-of-conduct alias into tracked cases that nobody forgets."""

__version__ = "0.1.0"
