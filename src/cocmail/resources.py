"""Where the files are that come with the program: inside an installed package, or beside `src/` in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """The folder `templates` or `migrations`. Raises FileNotFoundError for a broken installation."""
    return _shipped(name, f"{name}/")


def example_configuration() -> str:
    """The text of `config.example.toml`. Raises FileNotFoundError for a broken installation."""
    name = "config.example.toml"
    return _shipped(name, name).read_text("utf-8")


def _shipped(name: str, called: str) -> Path:
    inside = _PACKAGE / f"_{name}"
    if inside.exists():
        return inside
    root = _PACKAGE.parents[1]
    if (root / "pyproject.toml").is_file() and (root / name).exists():
        return root / name
    raise FileNotFoundError(f"{called} is missing from this installation of cocmail")
