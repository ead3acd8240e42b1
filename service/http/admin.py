"""Who may change the index over HTTP: whoever sends the key that the settings name."""

import hmac

from starlette.exceptions import HTTPException
from starlette.requests import Request

from service.settings import ServiceSettings


async def require_admin(request: Request) -> None:
    """Refuse a request without the admin key, before its body is read.

    Raises:
        HTTPException: 403 where no key is configured, 401 where another or none was sent.
    """
    settings: ServiceSettings = request.app.state.settings
    if settings.admin_key is None:
        raise HTTPException(
            403,
            "This service has no admin key, so nobody may change its index. "
            "Set XUNWEN_ADMIN_KEY to 16 characters or more and start it again.",
        )
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    # As bytes, in a time that does not tell how much of the key was right.
    same = hmac.compare_digest(key.strip().encode(), settings.admin_key.get_secret_value().encode())
    if scheme.lower() != "bearer" or not same:
        raise HTTPException(
            401,
            "Send the admin key as Authorization: Bearer KEY.",
            headers={"WWW-Authenticate": 'Bearer realm="xunwen"'},
        )
