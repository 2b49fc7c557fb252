"""Makes the released wechaty 0.10.7 importable on a current Python with current libraries.

Import this before anything of wechaty. Each repair names what is missing; each is harmless where nothing is.
"""

from __future__ import annotations

import importlib
import logging
import os
import socket
import sys
import tempfile
import types
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any


def _keep_out_of_the_working_directory() -> None:
    """Importing wechaty makes `.wechaty/` in the working directory unless CACHE_DIR names another place."""
    os.environ.setdefault("CACHE_DIR", str(Path(tempfile.gettempdir()) / f"linli-wechaty-{os.getuid()}"))


def _restore_event_emitter() -> None:
    """pyee 12 moved AsyncIOEventEmitter out of the package's top level."""
    pyee: Any = importlib.import_module("pyee")
    if not hasattr(pyee, "AsyncIOEventEmitter"):
        pyee.AsyncIOEventEmitter = importlib.import_module("pyee.asyncio").AsyncIOEventEmitter


def _restore_get_host() -> None:
    """urllib3 2 dropped get_host, which wechaty's link previews import."""
    urllib3: Any = importlib.import_module("urllib3")
    if hasattr(urllib3, "get_host"):
        return

    def get_host(url: str) -> tuple[str, str | None, int | None]:
        parts = urllib3.util.parse_url(url)
        return parts.scheme or "http", parts.hostname, parts.port

    urllib3.get_host = get_host


def _restore_telnetlib() -> None:
    """Python 3.13 dropped telnetlib; wechaty asks it only whether a port answers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            importlib.import_module("telnetlib")
        except ModuleNotFoundError:
            stand_in: Any = types.ModuleType("telnetlib")
            stand_in.Telnet = _Telnet
            sys.modules["telnetlib"] = stand_in


class _Telnet:
    def open(self, host: str, port: int = 0, timeout: float = 3) -> None:
        """Raises: OSError where nothing answers."""
        socket.create_connection((host, port), timeout).close()


def _make_options_hashable() -> None:
    """Since Python 3.11 the default of a dataclass field must be hashable; wechaty uses PuppetOptions() as one."""
    schemas: Any = importlib.import_module("wechaty_puppet.schemas.puppet")
    if schemas.PuppetOptions.__hash__ is None:
        schemas.PuppetOptions.__hash__ = object.__hash__


NOISY = ("Wechaty", "wechaty", "Puppet", "File", "Scheduler")


def _give_logging_back() -> None:
    """Each of wechaty's loggers prints by itself, tokens among it; let the program decide what is printed."""
    for logger in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger) and logger.name.startswith(NOISY):
            logger.handlers.clear()
            logger.propagate = True
            logger.setLevel(logging.ERROR)


def import_wechaty() -> ModuleType:
    """The wechaty package, imported with all repairs. Raises: ImportError where it is not installed."""
    _keep_out_of_the_working_directory()
    _restore_event_emitter()
    _restore_get_host()
    _restore_telnetlib()
    _make_options_hashable()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wechaty = importlib.import_module("wechaty")
        importlib.import_module("wechaty_puppet_service")
    _give_logging_back()
    return wechaty
