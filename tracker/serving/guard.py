"""Who may come in: a browser on this machine that was given the address, and no page from elsewhere.

The port is open to every user of the machine, and to every page in the browser: so the address holds a secret,
and what a browser says of where it is and where it comes from must fit.
"""

import hmac
import secrets

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

LOOPBACK = "127.0.0.1"
"""Where the server listens, and nowhere else."""
NAMES = frozenset({LOOPBACK, "localhost"})
"""What a browser may call it. Any other name is one that somebody pointed here (DNS rebinding)."""


def new_token() -> str:
    """Return a secret of 256 bits that may stand in an address."""
    return secrets.token_urlsafe(32)


def guard(token: str) -> Middleware:
    """Return what refuses a request, with a sentence: without the token, by another name, from another page."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.host.partition(":")[0] not in NAMES:
            raise web.HTTPForbidden(text="Tracker answers to this machine's own name only.\n")
        given = request.path.split("/")[1]
        if not hmac.compare_digest(given.encode(), token.encode()):
            raise web.HTTPForbidden(text="Open the whole address that tracker serve printed.\n")
        # A browser names the page that opens a websocket (RFC 6455, section 10.2) or sends anything across pages.
        origin = request.headers.get("Origin")
        if origin != f"http://{request.host}" and (origin is not None or _is_websocket(request)):
            raise web.HTTPForbidden(text="Another page may not use Tracker.\n")
        return await handler(request)

    return guarded


def _is_websocket(request: web.Request) -> bool:
    """Whether a request asks for a websocket."""
    return request.headers.get("Upgrade", "").lower() == "websocket"


async def forbid_the_rest(request: web.Request, response: web.StreamResponse) -> None:
    """Have the browser itself refuse fonts, scripts and connections from elsewhere, and keep the address to itself."""
    response.headers.update(
        {
            "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            f" font-src 'self'; img-src data:; connect-src ws://{request.host}; form-action 'self';"
            " base-uri 'none'; frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }
    )
