"""Where an index lies in a Milvus: milvus://[user:password@|token@]host[:port][/database][?prefix=…&tls=true]."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from indexer.core.errors import SettingError

SCHEME = "milvus://"
_PORT = 19530
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}", re.ASCII)
_FORM = "Write milvus://HOST:PORT, or milvus://USER:PASSWORD@HOST:PORT/DATABASE?prefix=NAME&tls=true."


@dataclass(frozen=True, slots=True)
class Address:
    """One index of a Milvus."""

    host: str
    port: int = _PORT
    token: str = ""
    """"user:password" or a key; empty where the server asks nobody."""
    database: str = ""
    """Empty for the server's default."""
    prefix: str = "xunwen"
    """With which the names of the index's collections begin: a database may hold several indexes."""
    tls: bool = False

    @property
    def uri(self) -> str:
        """As Milvus's own client takes it."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    @property
    def shown(self) -> str:
        """The address without its token, for messages, logs and responses."""
        query = "&".join(
            part
            for part in (f"prefix={self.prefix}" if self.prefix != "xunwen" else "", "tls=true" if self.tls else "")
            if part
        )
        return f"{SCHEME}{self.host}:{self.port}{'/' + self.database if self.database else ''}{'?' + query if query else ''}"


_AS_PATH = SCHEME.replace("//", "/")
"""What a path leaves of it."""
_FOLDER = "Name a folder with --index; xunwen publish brings what is built there to the Milvus, lists it and goes back."


def is_milvus(location: str | Path) -> bool:
    """Whether an index's location names a Milvus, and not a folder."""
    return str(location).lower().startswith((SCHEME, _AS_PATH))


def beside(location: Path, name: str) -> Path | None:
    """The file of this name in the folder of an index; None of one that lies in a Milvus."""
    return None if is_milvus(location) else location / name


def in_folder(location: Path, *, next_step: str = _FOLDER) -> Path:
    """The location of what has to lie in a folder.

    Args:
        location: As it was given.
        next_step: What to do instead.

    Raises:
        SettingError: It names a Milvus, for which a folder of that name would be made.
    """
    if is_milvus(location):
        raise SettingError(f"This needs a folder, and {read_address(location).shown} is a Milvus.", next_step=next_step)
    return location


def read_address(location: str | Path) -> Address:
    """The address that a text gives, or a path that one was taken for.

    >>> read_address("milvus://root:Milvus@10.0.0.7/news?prefix=archive").shown
    'milvus://10.0.0.7:19530/news?prefix=archive'

    Raises:
        SettingError: It is none.
    """
    text = str(location)
    if isinstance(location, Path) and is_milvus(location):
        text = SCHEME + text[len(_AS_PATH) :]
    if not text.lower().startswith(SCHEME):
        raise SettingError("This is no address of a Milvus: it does not begin with milvus://.", next_step=_FORM)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SettingError(f"The address of the Milvus can't be read: {error}.", next_step=_FORM) from None
    if not host:
        raise SettingError("The address of the Milvus names no host.", next_step=_FORM)
    database = unquote(parts.path.strip("/"))
    if database and not _PREFIX.fullmatch(database):
        raise SettingError(f"A Milvus has no database {database!r}: letters, digits and _ alone.", next_step=_FORM)
    if parts.fragment:
        raise SettingError("The address of a Milvus has no part after #.", next_step="Write # in a password as %23.")
    prefix, tls = _options(parts.query)
    token = unquote(parts.netloc.rpartition("@")[0])
    return Address(f"[{host}]" if ":" in host else host, port or _PORT, token, database, prefix, tls)


def _options(query: str) -> tuple[str, bool]:
    """The prefix, and whether the connection is encrypted."""
    options = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := sorted(options.keys() - {"prefix", "tls"}):
        raise SettingError(f"The address of a Milvus has no option {unknown[0]!r}.", next_step="It has prefix and tls.")
    prefix, tls = options.get("prefix", "xunwen"), options.get("tls", "false").lower()
    if not _PREFIX.fullmatch(prefix):
        raise SettingError(
            f"The collections of a Milvus can't begin with {prefix!r}.",
            next_step="Choose a prefix of up to 40 letters, digits and _, a letter first.",
        )
    if tls not in {"true", "false"}:
        raise SettingError(f"tls can't be {tls!r}.", next_step="Write tls=true or tls=false.")
    return prefix, tls == "true"
