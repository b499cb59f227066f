"""The proxy that a person set up in QGIS, as the variables that pip and other programs read."""

from __future__ import annotations

import re
from typing import Dict, Iterable
from urllib.parse import quote, urlsplit

_SCHEMES = {"HttpProxy": "http", "HttpCachingProxy": "http", "Socks5Proxy": "socks5h"}
_LOCAL = ("localhost", "127.0.0.1", "::1")


def proxy_environment(  # nosec B107 - an empty password is none
    host: str, port: int, user: str = "", password: str = "", type: str = "HttpProxy", excludes: Iterable[str] = (),  # noqa: A002
) -> Dict[str, str]:  # fmt: skip
    """Variables for a child process. `type` as QGIS names it: DefaultProxy (inherit ours), NoProxy, HttpProxy, Socks5Proxy ...

    `excludes` are QGIS's URL prefixes that go direct. The values may hold a password: hand them on, never log them.
    """
    if type == "NoProxy":
        return {"NO_PROXY": "*", "no_proxy": "*"}
    if type not in _SCHEMES or not host:
        return {}
    name = f"[{host}]" if ":" in host and not host.startswith("[") else host
    secret = f":{quote(password, safe='')}" if password else ""
    login = f"{quote(user, safe='')}{secret}@" if user else ""
    url = f"{_SCHEMES[type]}://{login}{name}:{int(port)}" if port else f"{_SCHEMES[type]}://{login}{name}"
    direct = ",".join(dict.fromkeys([*_LOCAL, *filter(None, map(_host_of, excludes))]))
    pairs = {"HTTP_PROXY": url, "HTTPS_PROXY": url, "ALL_PROXY": url, "NO_PROXY": direct}
    return {**pairs, **{key.lower(): value for key, value in pairs.items()}}


def _host_of(prefix: str) -> str:
    prefix = prefix.strip().rstrip("|")
    return urlsplit(prefix if "//" in prefix else f"//{prefix}").hostname or ""


def without_passwords(text: str) -> str:
    """`text` with the login part of every URL hidden, for logs and messages."""
    return re.sub(r"(?<=//)[^/@\s'\"]+@", "***@", text)
