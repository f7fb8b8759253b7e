"""What every answer tells browsers: to trust nothing in it that it does not need."""

from flask import Flask, Response

NOTHING = "default-src 'none'; frame-ancestors 'none'"
UNUSED = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
TWO_YEARS = "max-age=63072000; includeSubDomains"


def install(app: Flask, *, encrypted: bool) -> None:
    """Pages bring a Content-Security-Policy of their own. `encrypted`: the public reaches us by https."""

    @app.after_request
    def harden(response: Response) -> Response:
        headers = response.headers
        policy = headers.setdefault("Content-Security-Policy", NOTHING)
        if "frame-ancestors 'none'" in policy:  # for browsers that do not know the policy
            headers["X-Frame-Options"] = "DENY"
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers.setdefault("Permissions-Policy", UNUSED)
        if encrypted:
            headers.setdefault("Strict-Transport-Security", TWO_YEARS)
        return response
