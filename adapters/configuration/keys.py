"""Opens the key ring: from a setting, from a named file, or from a file that is made for this user."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from adapters.configuration.settings import Settings, env_name
from bot.privacy.seal import KeyRing, KeyRingError, new_key_text


@dataclass(frozen=True, slots=True)
class KeyProblem:
    """Why there is no key ring, and how to fix that; never a key."""

    message: str


def open_ring(settings: Settings, *, may_make: bool) -> KeyRing | KeyProblem:
    """Opens the ring of the settings. With `may_make`, makes a missing file unless the settings name one."""
    if settings.secret_keys is not None:
        return _parsed(settings.secret_keys.get_secret_value(), env_name("secret_keys"))
    path = key_path(settings)
    if isinstance(path, KeyProblem):
        return path
    if not path.exists():
        return _make(path, settings, may_make=may_make and settings.key_file is None)
    return _read(path)


def key_path(settings: Settings) -> Path | KeyProblem:
    """The path of the settings' key file. It may not exist yet."""
    if settings.key_file is not None:
        return settings.key_file.expanduser()
    try:
        return _configuration_folder() / "upmentor" / "keys"
    except RuntimeError:  # no home folder
        return KeyProblem(f"This user has no home folder to keep keys in. Set {env_name('key_file')}")


def add_newest_key(path: Path) -> KeyProblem | None:
    """Puts a new key in front of the file's keys. Replaces the file atomically."""
    ring = _read(path)
    if isinstance(ring, KeyProblem):
        return ring
    try:
        _write(path, f"{new_key_text()}\n{path.read_text(encoding='ascii')}", replace=True)
    except OSError as wrong:
        return KeyProblem(f"The key file {path} cannot be written: {wrong.strerror}")
    return None


def _configuration_folder() -> Path:
    if (xdg := os.environ.get("XDG_CONFIG_HOME", "")).startswith("/"):
        return Path(xdg)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path.home() / ".config"


def _make(path: Path, settings: Settings, *, may_make: bool) -> KeyRing | KeyProblem:
    if not may_make:
        return KeyProblem(
            f"The key file {path} is missing, and what the database holds opens with no other. "
            f"Put it back, or name it with {env_name('key_file')}"
            if settings.key_file is None
            else f"{env_name('key_file')} names {path}, which does not exist. "
            f"Make it with: (umask 077; upmentor keys new > {path})"
        )
    if settings.sqlite_file is not None and _same_folder(path, settings.sqlite_file):
        return KeyProblem(f"Keys are not kept beside the data, in {path.parent}. Set {env_name('key_file')}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, f"{new_key_text()}\n", replace=False)
    except OSError as wrong:
        return KeyProblem(f"The key file {path} cannot be made: {wrong.strerror}. Set {env_name('key_file')}")
    return _read(path)


def _same_folder(one: Path, other: Path) -> bool:
    return one.absolute().parent.resolve() == other.absolute().parent.resolve()


def _write(path: Path, text: str, *, replace: bool) -> None:
    """Writes the file atomically, readable by this user only. Without `replace`, keeps an existing file."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            beside.replace(path)
        elif not path.exists():
            path.hardlink_to(beside)
    except FileExistsError:  # another process made the file at the same time, and its key is as good
        return
    finally:
        beside.unlink(missing_ok=True)


def _read(path: Path) -> KeyRing | KeyProblem:
    try:
        if _others_can_read(path.stat()):
            return KeyProblem(f"The key file {path} can be read by others. Run: chmod 600 {path}")
        return _parsed(path.read_text(encoding="ascii"), f"The key file {path}")
    except UnicodeDecodeError:
        return KeyProblem(f"The key file {path} is not a key ring: it is not plain text")
    except OSError as wrong:
        return KeyProblem(f"The key file {path} cannot be read: {wrong.strerror}")


def _others_can_read(file: os.stat_result) -> bool:
    """True if others can read the file. Its group may read one of another owner, as mounted secrets need."""
    may_not = stat.S_IRWXO | (stat.S_IRWXG if file.st_uid == os.geteuid() else stat.S_IWGRP)
    return bool(file.st_mode & may_not)


def _parsed(text: str, where: str) -> KeyRing | KeyProblem:
    try:
        return KeyRing.parse(text)
    except KeyRingError as wrong:
        return KeyProblem(f"{where}: {wrong}. `upmentor keys new` prints a fresh key")
