"""After the language has changed, nothing is said in the one before."""

import os
import subprocess
import sys
from pathlib import Path

from pseudo_language import in_pseudo
from said_by_study import catalogued_project, said_by

import cityplanner

_SUPPORT = Path(__file__).resolve().parents[1] / "support"
_EVERYTHING_ONCE = """
from pseudo_language import in_pseudo
from kept_sentences import import_everything, kept_sentences

with in_pseudo():
    import_everything()
    from said_by_study import catalogued_project, said_by
    said = said_by(catalogued_project())
print(said.count("⟦"))
print(*kept_sentences("⟦"), sep="\\n")
"""


def test_a_study_says_everything_in_the_language_of_now() -> None:
    project = catalogued_project()
    english = said_by(project)
    assert "⟦" not in english
    with in_pseudo():
        pseudo = said_by(project)
    assert pseudo.count("⟦") > 300
    assert said_by(project) == english
    with in_pseudo():
        assert said_by(project) == pseudo


def test_no_module_and_no_cache_holds_a_sentence_of_another_language(tmp_path: Path) -> None:
    """Spoken from before the first import, the pseudo-language is gone when it is no longer spoken."""
    path = os.pathsep.join([str(Path(cityplanner.__file__).parents[1]), str(_SUPPORT)])
    done = subprocess.run(
        [sys.executable, "-c", _EVERYTHING_ONCE],
        env={**os.environ, "PYTHONPATH": path, "HOME": str(tmp_path), "PYTHONUTF8": "1"},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said, *kept = done.stdout.splitlines()
    assert int(said) > 300
    assert [line for line in kept if line] == []
