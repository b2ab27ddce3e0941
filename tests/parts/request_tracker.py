"""A real Request Tracker, from Debian's packages, with a configuration and a database of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.parts.patience import PATIENCE

SERVER = Path("/usr/share/request-tracker5/libexec/standalone_httpd")
LIBRARY = Path("/usr/share/request-tracker5/lib")
DATABASE = Path("/var/lib/dbconfig-common/sqlite3/request-tracker5/rtdb")
"""What the package makes when it is installed: a schema with RT's own first rows."""
QUEUE = "IT"
_RIGHTS = "SeeQueue ShowTicket CreateTicket ModifyTicket CommentOnTicket ReplyToTicket SeeCustomField"
_CONFIGURATION = """
Set($rtname, 'upmentor.test');
Set($Organization, 'upmentor.test');
Set($WebPath, '');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/rtdb');
Set($MasonDataDir, '{folder}/mason');
Set($MasonSessionDir, '{folder}/session');
Set($MailCommand, 'testfile');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'error');
1;
"""
_MAKE_ACCOUNT = """
use RT -init;
sub need {{ my ($id, $said) = @_; die "$said\\n" unless $id; return $id }}
my $queue = RT::Queue->new(RT->SystemUser);
need($queue->Create(Name => '{queue}'));
sub account {{
    my ($name, @rights) = @_;
    my $user = RT::User->new(RT->SystemUser);
    need($user->Create(Name => $name, Privileged => 1));
    need($user->PrincipalObj->GrantRight(Right => $_, Object => $queue)) for @rights;
    my ($id, $said, $token) = RT::AuthToken->new(RT->SystemUser)->Create(Owner => $user->Id, Description => 'tests');
    need($id, $said);
    return ($user, $token);
}}
my ($user, $token) = account('upmentor', qw({rights}));
my ($agent, $agents) = account('agent', qw({rights} ShowTicketComments));
my $field = RT::CustomField->new(RT->SystemUser);
need($field->Create(Name => 'Asked by', Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket'));
need($field->AddToObject($queue));
need($user->PrincipalObj->GrantRight(Right => 'ModifyCustomField', Object => $field));
print "$token $agents";
"""


@dataclass(frozen=True)
class Tracker:
    """A server that runs, the token of an account with the rights that docs/desk.md asks for, and an agent's in IT."""

    url: str
    token: str
    agents_token: str
    port: int


def is_there() -> bool:
    return SERVER.exists() and os.access(DATABASE, os.R_OK)


@contextmanager
def running_tracker() -> Iterator[Tracker]:
    folder = Path(tempfile.mkdtemp(prefix="upmentor-tracker-"))
    try:
        port = _free_port()
        environment = _configured(folder, port)
        tokens = _perl(_MAKE_ACCOUNT.format(queue=QUEUE, rights=_RIGHTS), environment)
        output = folder / "log"
        with output.open("wb") as log:
            command = [str(SERVER), "--host", "127.0.0.1", "--port", str(port)]
            with subprocess.Popen(command, env=environment, stdout=log, stderr=log) as server:
                try:
                    url = f"http://127.0.0.1:{port}"
                    _wait_for(url, server, output)
                    token, agents = tokens.split()
                    yield Tracker(url, token, agents, port)
                finally:
                    server.terminate()
    finally:
        shutil.rmtree(folder)


def _configured(folder: Path, port: int) -> dict[str, str]:
    """The environment in which RT reads this folder and nothing of the machine's configuration."""
    for name in ("conf.d", "mason", "session"):
        (folder / name).mkdir()
    (folder / "conf.d/tests.pm").write_text(_CONFIGURATION.format(folder=folder, port=port))
    (folder / "empty.pm").write_text("1;\n")
    shutil.copyfile(DATABASE, folder / "rtdb")
    named = {"RT_SITE_CONFIG": str(folder / "empty.pm"), "RT_SITE_CONFIG_DIR": str(folder / "conf.d")}
    return {**os.environ, **named}


def _perl(script: str, environment: dict[str, str]) -> str:
    command = ["perl", f"-I{LIBRARY}", "-e", script]
    return subprocess.run(command, check=True, env=environment, capture_output=True, text=True).stdout


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/REST/2.0/rt", timeout=PATIENCE).status_code == 401:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"Request Tracker did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def request_tracker() -> Iterator[Tracker]:
    """A Request Tracker with an empty queue named IT."""
    with running_tracker() as tracker:
        yield tracker
