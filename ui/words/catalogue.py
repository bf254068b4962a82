"""Keeping the catalogue with Babel: ``python -m ui.words.catalogue update`` and ``... compile``.

``update`` collects the texts of the program into resources/i18n/tekser.pot and brings each language's .po file up to
it; ``compile`` makes the .mo files that the program reads. Untranslated texts are listed, never guessed.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from screening.resources import resource_path

LANGUAGES = ("ru", "kk")
ROOT = Path(__file__).parents[2]
_KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def sources() -> Iterator[Path]:
    """Yield the files that hold texts."""
    yield ROOT / "main.py"
    yield from sorted((ROOT / "ui").rglob("*.py"))


def template() -> Catalog:
    """Return the catalogue of all texts of the program."""
    catalogue = Catalog(project="Tekser", charset="utf-8", fuzzy=False)
    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        for line, message, comments, _context in extract_from_file("python", path, keywords=_KEYWORDS):
            catalogue.add(message, locations=[(place, line)], auto_comments=comments)
    return catalogue


def po_path(language: str) -> Path:
    """Return where the texts of a language are kept."""
    return resource_path("i18n", language, "LC_MESSAGES", "tekser.po")


def mo_path(language: str) -> Path:
    """Return where the compiled texts of a language are."""
    return po_path(language).with_suffix(".mo")


def read(language: str) -> Catalog:
    """Return the catalogue of a language."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Tekser", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(language: str) -> bytes:
    """Return the bytes of a language's .mo file."""
    target = BytesIO()
    write_mo(target, read(language))
    return target.getvalue()


def untranslated(language: str) -> list[str]:
    """Return the texts of the program that a language has no words for."""
    catalogue = read(language)
    missing = []
    for message in template():
        if not message.id:
            continue
        found = catalogue.get(message.id[0] if isinstance(message.id, tuple | list) else message.id)
        strings = found.string if found is not None else ""
        complete = all(strings) if isinstance(strings, tuple | list) else bool(strings)
        if found is None or not complete:
            missing.append(str(message.id))
    return missing


def update() -> None:
    """Collect the texts and bring every language up to them.

    Places in the code are left out: they change with every edit and would bury the texts that did.
    """
    fresh = template()
    with resource_path("i18n", "tekser.pot").open("wb") as file:
        write_po(file, fresh, width=120, sort_output=True, no_location=True)
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(fresh, no_fuzzy_matching=True)
        po_path(language).parent.mkdir(parents=True, exist_ok=True)
        with po_path(language).open("wb") as file:
            write_po(file, catalogue, width=120, sort_output=True, ignore_obsolete=True, no_location=True)


def compile_all() -> None:
    """Make the .mo files."""
    for language in LANGUAGES:
        mo_path(language).write_bytes(compiled(language))


def main(arguments: list[str]) -> int:
    """Run one of the two commands."""
    if arguments == ["update"]:
        update()
    elif arguments == ["compile"]:
        compile_all()
    else:
        sys.stderr.write("usage: python -m ui.words.catalogue update|compile\n")
        return 2
    for language in LANGUAGES:
        missing = untranslated(language)
        sys.stderr.write(f"{language}: {len(missing)} untranslated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
