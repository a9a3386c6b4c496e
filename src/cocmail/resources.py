"""Where `templates/` and `migrations/` are: inside an installed package, or beside `src/` in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """The folder `templates` or `migrations`. Raises FileNotFoundError for a broken installation."""
    inside = _PACKAGE / f"_{name}"
    if inside.is_dir():
        return inside
    root = _PACKAGE.parents[1]
    if (root / "pyproject.toml").is_file() and (root / name).is_dir():
        return root / name
    raise FileNotFoundError(f"{name}/ is missing from this installation of cocmail")
