"""Folders of translations for tests."""

from collections.abc import Mapping
from pathlib import Path

TWO_FORMS = "nplurals=2; plural=(n != 1);"


def write_translation(
    resources: Path,
    tag: str,
    sentences: Mapping[str | tuple[str, str], str | tuple[str, ...]],
    plural_forms: str | None = TWO_FORMS,
) -> Path:
    """A ``.po`` file for the language ``tag`` among the translations of ``resources``."""
    file = resources / "translations" / tag / "LC_MESSAGES" / "cityplanner.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=utf-8\\n"', f'"Language: {tag}\\n"']
    if plural_forms is not None:
        lines.append(f'"Plural-Forms: {plural_forms}\\n"')
    for english, translated in sentences.items():
        lines.append("")
        if isinstance(english, str):
            lines += [f'msgid "{english}"', f'msgstr "{translated}"']
        else:
            lines += [f'msgid "{english[0]}"', f'msgid_plural "{english[1]}"']
            lines += [f'msgstr[{number}] "{form}"' for number, form in enumerate(translated)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
