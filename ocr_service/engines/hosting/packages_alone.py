"""Run a host's module where named packages alone can be imported, and nothing that lies beside them.

    python -I -S packages_alone.py MODULE PACKAGE=FOLDER…

tesserocr imports Pillow wherever it finds it, for pictures in a form that no host hands over: with that a host
takes 2 MB more, and 25 ms more to start.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import PathFinder

# Not typing.TYPE_CHECKING: importing it takes longer than this module.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


class PackagesAlone:
    """Finds packages, each in its folder."""

    def __init__(self, folders: Mapping[str, str]) -> None:
        self._folders = folders

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """As the import system asks it; what lies within a package is found by Python itself."""
        folder = self._folders.get(name)
        return PathFinder.find_spec(name, [folder], target) if folder is not None else None


def main() -> None:
    """Run the module's own ``main``."""
    module, *packages = sys.argv[1:]
    sys.meta_path.append(PackagesAlone(dict(package.split("=", 1) for package in packages)))
    import_module(module).main()


if __name__ == "__main__":
    main()
