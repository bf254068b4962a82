"""The sealed package of a case: all that a regulator needs, in one file that shows every change.

A zip of the Excel, the PDF and the JSON, the sender's file as it came, the hashes of the lists, the records of the audit
trail that speak of the case, each with the proof that it stands in the trail of the signed checkpoint (the other records
are not in it), the public key and a verifier that needs nothing but Python. Its comment, the last bytes of the file, is
a seal: the SHA-256 of every byte before it, signed with the store's Ed25519 key.
"""

import base64
import csv
import hashlib
import importlib.util
import io
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from screening.audit.checkpoints import Signer, VerifyKey
from screening.audit.guard import told_if_altered
from screening.audit.outside import SHORT
from screening.audit.seal import VERIFIER, checkpoint, needed_signer
from screening.errors import InternalFault, UserError
from screening.model.decisions import Attachment
from screening.model.hits import RunInfo
from screening.model.lists import ListInfo
from screening.ports import Store
from screening.progress import Progress
from screening.resources import resource_path
from screening.version import VERSION
from ui.report.collect import AuditReport, collect
from ui.report.excel import write_report
from ui.report.machine import write_json
from ui.report.package_trail import trail_part
from ui.report.pdf import write_pdf
from ui.report.safe_file import new_file
from ui.words import _, in_language

PACKAGE = "tekser-package 1"
SUMS, PART, CHECKPOINT, HASHES, KEY, LISTS, README = (
    "sha256sums.txt", "trail-part.jsonl", "checkpoint.txt", "trail-hashes.bin", "public-key.txt", "lists.csv",
    "README.txt",
)  # fmt: skip
VERIFY = "verify.py"
_EM = "\N{EM DASH}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What the check of a package found."""

    fault: str
    """What is wrong, in English as the verifier tells it; empty when all holds."""
    told: tuple[str, ...]
    outside_key: bool
    """Whether the key was given, and not the one in the package."""


def write_package(
    path: Path,
    store: Store,
    run: RunInfo,
    *,
    language: str = "en",
    user: str = "",
    passphrase: str = "",
    progress: Progress | None = None,
) -> Path:
    """Write the package of a screening, whole or not at all; the package itself is recorded in the trail first.

    Raises UserError("no_signing_key" | "key_passphrase_wrong" | "original_missing" | "cannot_write").
    """
    with told_if_altered(store, progress):
        signer = needed_signer(store, passphrase)
        _write(path, store, run, signer, language, user, passphrase, progress)
    return path


def _write(
    path: Path,
    store: Store,
    run: RunInfo,
    signer: Signer,
    language: str,
    user: str,
    passphrase: str,
    progress: Progress | None,
) -> None:
    told = {"manifest": run.manifest_id, "run": run.run_id, "file": path.name}
    store.record_consequence("package_made", told, user)
    sealed = checkpoint(store, passphrase)
    report = collect(store, run, passphrase=passphrase)
    with tempfile.TemporaryDirectory(prefix="tekser-package-") as name, new_file(path) as temporary:
        folder = Path(name)
        write_report(folder / "report.xlsx", report, language, progress)
        write_pdf(folder / "report.pdf", report, language, progress)
        write_json(folder / "screening.json", report, language)
        (folder / PART).write_bytes(b"".join(trail_part(store, report, sealed)))
        (folder / CHECKPOINT).write_text(sealed.note, encoding="utf-8", newline="\n")
        (folder / HASHES).write_bytes(store.record_hashes(sealed.size, SHORT))
        (folder / KEY).write_text(signer.public.text() + "\n", encoding="utf-8", newline="\n")
        (folder / LISTS).write_text(_lists(report), encoding="utf-8", newline="\n")
        (folder / README).write_text(_readme(report, language), encoding="utf-8", newline="\n")
        (folder / VERIFY).write_bytes(resource_path("verifier", VERIFIER).read_bytes())
        files = {entry.name: entry for entry in sorted(folder.iterdir())}
        files[f"original/{_plain_name(report.manifest.info.name)}"] = _original(store, report, folder)
        for attachment in _attachments(report):
            file = folder / f"attachment-{attachment.sha256}"
            try:
                file.write_bytes(store.read_attachment(attachment))
            except InternalFault as error:
                raise UserError("attachment_changed", file=attachment.name) from error
            files[f"attachments/{attachment.sha256[:16]} {_plain_name(attachment.name)}"] = file
        _seal(temporary, files, signer, store.origin())


def check_package(path: Path, key: str = "") -> Verified:
    """Verify a package with the verifier that is put into packages; ``key`` as it was told out of band."""
    if not path.is_file():
        raise UserError("no_such_file", file=str(path))
    if key:
        key = VerifyKey.read(key).text()
    verifier = _verifier()
    try:
        fault, told = verifier.verify_package(str(path), key)
    except Exception as error:  # whatever a changed byte leads to, the package is refused
        fault, told = f"it cannot be read ({error})", []
    return Verified(fault, tuple(told), bool(key))


def _verifier() -> ModuleType:
    place = resource_path("verifier", VERIFIER)
    spec = importlib.util.spec_from_file_location("tekser_verifier", place)
    if spec is None or spec.loader is None:
        raise InternalFault("no_verifier", file=str(place))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _original(store: Store, report: AuditReport, folder: Path) -> Path:
    """Lay the sender's file out as it came: in the data folder it may be encrypted."""
    info = report.manifest.info
    if not store.original(report.manifest.manifest_id).exists():
        raise UserError("original_missing", file=info.name)
    try:
        content = store.read_original(info)
    except InternalFault as error:
        raise UserError("original_changed", file=info.name) from error
    path = folder / "original"
    path.write_bytes(content)
    return path


def _attachments(report: AuditReport) -> list[Attachment]:
    """Return the files that the decisions of the case rest on, each content once."""
    told = {a.sha256: a for row in report.decisions for a in row.attachments}
    return [told[sha256] for sha256 in sorted(told)]


def _plain_name(name: str) -> str:
    """Return a name that no archive program takes for a path."""
    return "".join("_" if c in '/\\:*?"<>|' or c < " " else c for c in name).strip(". ") or "original"


def _lists_used(report: AuditReport) -> Iterator[tuple[str, ListInfo]]:
    """Yield every list that judged the case, with the number of the re-screening it was used by; empty: the screening."""
    for info in report.lists:
        yield "", info
    for later in report.later:
        for info in later.lists:
            yield str(later.rescreening_id), info


def _lists(report: AuditReport) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([
        "list", "version", "title", "published_on", "imported_at", "entries", "sha256", "source", "rescreening",
    ])  # fmt: skip
    for rescreening, info in _lists_used(report):
        imported = info.imported_at.astimezone(UTC).isoformat()
        writer.writerow([
            info.list_id, info.version_id, info.title, info.published_on, imported, info.entries, info.sha256, info.source,
            rescreening,
        ])  # fmt: skip
    return text.getvalue()


def _readme(report: AuditReport, language: str) -> str:
    with in_language(language):
        return "\n\n".join([
            _("Sealed package of the screening {run} of {file}.").format(run=report.run.run_id, file=report.manifest.info.name),
            _("To check it, with Python 3.8 or newer and nothing else: take verify.py out of it (better: from another source"
              " that you trust), and run: python3 -I verify.py PACKAGE.zip --key KEY (on Windows: py -I verify.py PACKAGE.zip"
              " --key KEY). KEY is the public key as the office told it to you by telephone or on paper; the one in"
              " public-key.txt proves only that nothing was changed."),
            _("verify.py speaks English. OK: the package is as it was sealed. BAD: it is not, or the key is another one; do not"
              " rely on anything in it, and ask the office for the package once more."),
            _("report.xlsx and report.pdf are for people, screening.json is for programs, original/ holds the sender's file as it"
              " came, attachments/ the files that decisions rest on, lists.csv the hashes of the lists, trail-part.jsonl the records of the audit trail that speak of this"
              " case, each with the proof that it stands in the trail of checkpoint.txt."),
            _("trail-hashes.bin is for the office that sealed it: with it, tekser audit verify --against PACKAGE.zip names the"
              " first record that was changed later."),
            _("It cannot show what was never recorded, nor false statements that were recorded as such."),
        ]) + "\n"  # fmt: skip


def _seal(path: Path, files: dict[str, Path], signer: Signer, origin: str) -> None:
    """Write the zip with its seal as the comment."""
    now = datetime.now(UTC)
    sums = "".join(f"{_sha256(file)}  {name}\n" for name, file in files.items())
    # The seal has the same length whatever it seals: it is written as zeros first, then over them.
    empty = _seal_text(bytes(32), bytes(68), signer.public, origin, now).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, file in files.items():
            info = zipfile.ZipInfo(name, now.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.file_size = file.stat().st_size
            with package.open(info, "w") as target, file.open("rb") as source:
                while block := source.read(1 << 20):
                    target.write(block)
        package.writestr(zipfile.ZipInfo(SUMS, now.timetuple()[:6]), sums, zipfile.ZIP_DEFLATED)
        package.comment = empty
    digest = hashlib.sha256()
    left = path.stat().st_size - len(empty)
    with path.open("rb+") as whole:
        while left:
            block = whole.read(min(left, 1 << 20))
            digest.update(block)
            left -= len(block)
        body = _seal_text(digest.digest(), b"", signer.public, origin, now).partition("\n\n")[0] + "\n"
        signature = signer.public.key_id + signer.sign(body.encode())
        seal = _seal_text(digest.digest(), signature, signer.public, origin, now).encode()
        if len(seal) != len(empty):
            raise InternalFault("seal_length", length=len(seal))
        whole.seek(-len(empty), 2)
        whole.write(seal)


def _seal_text(digest: bytes, signature: bytes, key: VerifyKey, origin: str, now: datetime) -> str:
    return (
        f"{PACKAGE}\n{origin}\n{base64.b64encode(digest).decode()}\nkey {key.text()}\ntime {now.isoformat()}\n"
        f"program {VERSION}\n\n{_EM} {key.name} {base64.b64encode(signature).decode()}\n"
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
