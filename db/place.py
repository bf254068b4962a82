"""Where the live database may lie: on a disk of this machine, and in no folder that a cloud service carries about.

SQLite's journal needs one machine, and a service that copies the file while it is open copies half of it
(https://sqlite.org/howtocorrupt.html, section 2.1; https://sqlite.org/wal.html). The rules below are plain functions
of tables and paths, so that those of every platform are tested on each.
"""

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath

from screening.errors import StoreUnavailable

NETWORK_FILE_SYSTEMS = frozenset(
    [
        "nfs",
        "nfs3",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "smb2",
        "afs",
        "afpfs",
        "ncpfs",
        "webdav",
        "davfs",
        "ceph",
        "lustre",
        "beegfs",
        "gfs2",
        "ocfs2",
        "glusterfs",
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.ceph",
        "fuse.s3fs",
        "fuse.gvfsd-fuse",
        "fuse.smbnetfs",
        "fuse.curlftpfs",
        "fuse.vmhgfs-fuse",
        "vboxsf",
        "prl_fs",
    ]
)
CLOUD_FILE_SYSTEMS = {
    "fuse.google-drive-ocamlfuse": "Google Drive",
    "fuse.onedriver": "OneDrive",
    "fuse.dbxfs": "Dropbox",
    "fuse.pcloudfs": "pCloud",
    "fuse.insync": "Google Drive",
}

_CLOUD_NAMES = (
    ("OneDrive", re.compile(r"onedrive( ?[-–] .+)?$", re.I)),
    ("Dropbox", re.compile(r"dropbox( ?\(.+\))?$", re.I)),
    ("Google Drive", re.compile(r"(google ?drive|googledrive-.+|google диск)$", re.I)),
    ("iCloud", re.compile(r"(icloud ?drive|com~apple~clouddocs|mobile documents)$", re.I)),
    ("Yandex.Disk", re.compile(r"(yandex[. ]?disk([._-].+)?|яндекс[. ]?диск)$", re.I)),
    ("Cloud Mail.ru", re.compile(r"(облако mail\.ru|cloud mail\.ru|mail\.ru cloud)$", re.I)),
    ("Nextcloud", re.compile(r"(nextcloud|owncloud)\d*$", re.I)),
    ("MEGA", re.compile(r"mega ?sync$", re.I)),
    ("pCloud", re.compile(r"p ?cloud ?drive$", re.I)),
    ("Box", re.compile(r"(box sync|box-box)$", re.I)),
)
_DRIVE_ROOTS = ("my drive", "мой диск", "shared drives", "общие диски", "менің дискім")
"""What Google Drive calls its folder at the root of the drive letter that it makes on Windows."""

_ONEDRIVE_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_MARKS = ((".dropbox.cache", "Dropbox"), (".stfolder", "Syncthing"), (".sync.ffs_db", "FreeFileSync"),
          (".owncloudsync.log", "Nextcloud"), (".tmp.drivedownload", "Google Drive"))  # fmt: skip

DRIVE_REMOTE = 4
"""What GetDriveTypeW of Windows says of a network drive."""
MNT_LOCAL = 0x1000
"""The flag of statfs on macOS without which a file system is not of this machine."""


def check_place(folder: Path) -> None:
    """Raise StoreUnavailable("store_on_network" | "store_in_cloud") where no live database may lie."""
    folder = Path(os.path.realpath(folder))
    service = cloud_service(folder, os.environ, _dropbox_folders()) or marked_by_cloud(folder)
    network = ""
    if sys.platform == "win32":
        network = _windows_network(folder)
    elif sys.platform == "darwin":
        network = _macos_network(folder)
    else:
        try:
            mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            mounts = ""
        kind = file_system(folder, parse_mounts(mounts))
        service = service or CLOUD_FILE_SYSTEMS.get(kind, "")
        network = kind if kind in NETWORK_FILE_SYSTEMS else ""
    if service:
        raise StoreUnavailable("store_in_cloud", file=str(folder), service=service)
    if network:
        raise StoreUnavailable("store_on_network", file=str(folder), kind=network)


def cloud_service(folder: PurePath, environment: Mapping[str, str], known: Mapping[str, str] | None = None) -> str:
    """Return the name of the cloud service whose folder this lies in by its path, or an empty text.

    ``environment`` is that of the process (OneDrive tells its folders there), ``known`` gives other folders to the
    names of their services.
    """
    folders = {environment[name]: "OneDrive" for name in _ONEDRIVE_VARIABLES if environment.get(name)}
    for place, service in {**folders, **(known or {})}.items():
        root = type(folder)(place)
        if folder == root or root in folder.parents:
            return service
    parts = [part for part in folder.parts if part != folder.anchor]
    for part, after in zip(parts, [*parts[1:], ""], strict=True):
        if part == "CloudStorage" and after:
            # macOS keeps every provider's folder below ~/Library/CloudStorage, as Provider-account.
            return after.split("-")[0]
        for service, pattern in _CLOUD_NAMES:
            if pattern.fullmatch(part):
                return service
    if parts and parts[0].lower() in _DRIVE_ROOTS and folder.drive:
        return "Google Drive"
    return ""


def marked_by_cloud(folder: Path) -> str:
    """Return the service that has left its own files in this folder or one above it, or an empty text."""
    for place in (folder, *folder.parents):
        for mark, service in _MARKS:
            try:
                if (place / mark).exists():
                    return service
            except OSError:
                continue
    return ""


def parse_mounts(text: str) -> list[tuple[str, str]]:
    """Return (mount point, kind) of the lines of /proc/mounts."""
    found = []
    for line in text.splitlines():
        fields = line.split(" ")
        if len(fields) >= 4:
            kind = fields[2]
            if kind == "9p" and "aname=drvfs" in fields[3]:
                # A drive of Windows seen from WSL: locks and shared memory do not reach across.
                kind = "nfs"
            found.append((re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), fields[1]), kind))
    return found


def file_system(folder: PurePath, mounts: Iterable[tuple[str, str]]) -> str:
    """Return the kind of the file system that holds a folder: of the deepest mount, and of two there the later."""
    best, kind = -1, ""
    for point, found in mounts:
        place = type(folder)(point)
        if (folder == place or place in folder.parents) and len(place.parts) >= best:
            best, kind = len(place.parts), found
    return kind


def windows_network(drive: str, drive_type: int) -> str:
    r"""Return "UNC" for a path on another machine (``\\server\share``), "network drive" for a letter of one, or ""."""
    if drive.startswith("\\\\") and not drive.startswith(("\\\\?\\", "\\\\.\\")):
        return "UNC"
    if drive.upper().startswith("\\\\?\\UNC\\"):
        return "UNC"
    return "network drive" if drive_type == DRIVE_REMOTE else ""


def macos_network(flags: int, kind: str) -> str:
    """Return the kind of a file system that statfs says is not of this machine, or an empty text."""
    return kind if not flags & MNT_LOCAL or kind in NETWORK_FILE_SYSTEMS else ""


def _windows_network(folder: Path) -> str:
    import ctypes

    root = folder.anchor
    kind = ctypes.windll.kernel32.GetDriveTypeW(root)  # type: ignore[attr-defined,unused-ignore]
    return windows_network(folder.drive, int(kind))


def _macos_network(folder: Path) -> str:
    import ctypes

    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    # struct statfs with 64-bit inodes, <sys/mount.h>: f_flags at 64, f_fstypename (16 bytes) at 72.
    buffer = ctypes.create_string_buffer(4096)
    library = ctypes.CDLL(None, use_errno=True)
    call = getattr(library, "statfs$INODE64", None) or library.statfs
    if call(os.fsencode(folder), buffer) != 0:
        return ""
    flags = int.from_bytes(buffer.raw[64:68], sys.byteorder)
    return macos_network(flags, buffer.raw[72:88].split(b"\0")[0].decode("ascii", "replace"))


def _dropbox_folders() -> dict[str, str]:
    """Return the folders that Dropbox itself says are its own."""
    places = [Path.home() / ".dropbox" / "info.json"]
    places += [Path(os.environ[v]) / "Dropbox" / "info.json" for v in ("APPDATA", "LOCALAPPDATA") if v in os.environ]
    found: dict[str, str] = {}
    for place in places:
        try:
            accounts = json.loads(place.read_text(encoding="utf-8"))
            found |= {str(account["path"]): "Dropbox" for account in accounts.values()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return found
