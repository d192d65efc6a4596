"""Compiles the translations into the wheel. A checkout compiles them when it runs, so nothing is done for one."""

import importlib.util
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TranslationsHook(BuildHookInterface):
    """A translation that is broken as a whole stops the build; sentences that do not fit are told and left out."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        compiling = _compiling(Path(self.root))
        self._folder = TemporaryDirectory()
        for source in sorted(Path(self.root).glob("resources/translations/*/LC_MESSAGES/cityplanner.po")):
            language = source.parents[1].name
            content = source.read_bytes()
            compiled = compiling.compile_translation(content, language)
            for sentence in compiled.left_out:
                self.app.display_warning(f"{language}: the translation of {sentence!r} does not fit and is left out.")
            target = Path(self._folder.name) / language / compiling.compiled_name(content)
            target.parent.mkdir()
            target.write_bytes(compiled.content)
            inside = source.parent.relative_to(self.root).as_posix()
            build_data["force_include"][str(target)] = f"cityplanner/data/{inside}/{target.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._folder.cleanup()


def _compiling(root: Path) -> ModuleType:
    """The program's own module, without the program: a build has Babel and nothing else."""
    spec = importlib.util.spec_from_file_location("compiling", root / "src/cityplanner/i18n/compiling.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
