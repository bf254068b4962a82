"""Network and cloud folders are refused for the live database, by the rules of every platform."""

import os
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from db import place
from db.store import DataFolder
from screening.errors import StoreUnavailable

MOUNTS = """\
/dev/vda / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
server:/export /home/aigul nfs4 rw,vers=4.2 0 0
//office/share /mnt/office\\040drive cifs rw 0 0
C:\\134 /mnt/c 9p rw,dirsync,aname=drvfs;path=C:\\ 0 0
none /sandbox 9p rw,trans=fd 0 0
sshfs /home/aigul/far fuse.sshfs rw 0 0
/dev/vdb /home/aigul/disk ext4 rw 0 0
gdrive /cloud fuse.google-drive-ocamlfuse rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/tekser", "ext4"),
        ("/home/aigul/.local/share/Tekser", "nfs4"),
        ("/home/aigul", "nfs4"),
        ("/home/aigulya", "ext4"),
        ("/home/aigul/far/away", "fuse.sshfs"),
        ("/home/aigul/disk/Tekser", "ext4"),
        ("/mnt/office drive/Tekser", "cifs"),
        ("/mnt/c/Users/a", "nfs"),
        ("/sandbox/x", "9p"),
        ("/cloud/x", "fuse.google-drive-ocamlfuse"),
    ],
)
def test_the_deepest_mount_tells_the_kind(folder: str, kind: str) -> None:
    assert place.file_system(PurePosixPath(folder), place.parse_mounts(MOUNTS)) == kind


def test_a_disk_of_this_machine_and_a_sandbox_are_no_network() -> None:
    assert not {"ext4", "xfs", "btrfs", "zfs", "apfs", "9p", "overlay", "tmpfs"} & place.NETWORK_FILE_SYSTEMS


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        (PureWindowsPath(r"C:\Users\a\OneDrive - TOO Alma\Tekser"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\a\OneDrive\Документы\Tekser"), "OneDrive"),
        (PureWindowsPath(r"D:\Dropbox (Alma)\x"), "Dropbox"),
        (PureWindowsPath(r"G:\Мой диск\Tekser"), "Google Drive"),
        (PureWindowsPath(r"G:\My Drive\Tekser"), "Google Drive"),
        (PureWindowsPath(r"C:\Users\a\YandexDisk\Tekser"), "Yandex.Disk"),
        (PureWindowsPath(r"C:\Users\a\Яндекс.Диск\Tekser"), "Yandex.Disk"),
        (PureWindowsPath(r"C:\Users\a\iCloudDrive\x"), "iCloud"),
        (PurePosixPath("/Users/a/Library/Mobile Documents/com~apple~CloudDocs/Tekser"), "iCloud"),
        (PurePosixPath("/Users/a/Library/CloudStorage/GoogleDrive-a@b.kz/My Drive/x"), "GoogleDrive"),
        (PurePosixPath("/Users/a/Library/CloudStorage/OneDrive-Alma/x"), "OneDrive"),
        (PurePosixPath("/home/a/Yandex.Disk/x"), "Yandex.Disk"),
        (PurePosixPath("/home/a/Nextcloud2/x"), "Nextcloud"),
        (PurePosixPath("/home/a/Dropbox/x"), "Dropbox"),
        (PureWindowsPath(r"C:\Users\a\AppData\Local\Tekser"), ""),
        (PureWindowsPath(r"C:\My Drive tests\x"), ""),
        (PurePosixPath("/home/a/.local/share/Tekser"), ""),
        (PurePosixPath("/srv/dropbox-letters/x"), ""),
        (PurePosixPath("/home/a/onedriveless"), ""),
    ],
)
def test_folders_of_cloud_services_are_known_by_their_path(folder: PurePath, service: str) -> None:
    assert place.cloud_service(folder, {}) == service


def test_onedrive_and_dropbox_tell_their_folders_themselves() -> None:
    folder = PureWindowsPath(r"D:\Arbeit\Alma\Tekser")
    assert place.cloud_service(folder, {"OneDriveCommercial": r"D:\arbeit\alma"}) == "OneDrive"
    assert place.cloud_service(folder, {"OneDrive": r"D:\Arbeit\Alm"}) == ""
    assert place.cloud_service(folder, {}, {r"D:\Arbeit": "Dropbox"}) == "Dropbox"


@pytest.mark.parametrize(
    ("drive", "kind", "answer"),
    [("C:", 3, ""), ("Z:", 4, "network drive"), (r"\\server\share", 1, "UNC"), (r"\\?\UNC\server\share", 1, "UNC"),
     (r"\\?\C:", 3, "")],
)  # fmt: skip
def test_windows_tells_a_network_drive(drive: str, kind: int, answer: str) -> None:
    assert place.windows_network(drive, kind) == answer


def test_macos_tells_a_volume_of_another_machine() -> None:
    assert place.macos_network(0x1000 | 0x4000, "apfs") == ""
    assert place.macos_network(0x4000, "smbfs") == "smbfs"
    assert place.macos_network(0x4000, "macfuse") == "macfuse"


def test_a_data_folder_in_a_cloud_folder_is_refused_and_nothing_is_made_there(tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox" / "Tekser"
    with pytest.raises(StoreUnavailable) as caught, DataFolder(folder):
        pass
    assert caught.value.code == "store_in_cloud"
    assert caught.value.data["service"] == "Dropbox"
    assert not folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_a_link_into_a_cloud_folder_does_not_hide_it(tmp_path: Path) -> None:
    (tmp_path / "Yandex.Disk").mkdir()
    (tmp_path / "here").symlink_to(tmp_path / "Yandex.Disk")
    with pytest.raises(StoreUnavailable) as caught, DataFolder(tmp_path / "here" / "data"):
        pass
    assert caught.value.data["service"] == "Yandex.Disk"


def test_the_own_files_of_a_service_give_its_folder_away(tmp_path: Path) -> None:
    (tmp_path / "shared" / ".stfolder").mkdir(parents=True)
    with pytest.raises(StoreUnavailable) as caught, DataFolder(tmp_path / "shared" / "data"):
        pass
    assert caught.value.data["service"] == "Syncthing"
