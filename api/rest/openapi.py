"""The published REST contract: generated from the code, finished here, committed as openapi.yaml."""

from typing import Any

import yaml
from flask_smorest import Api

CONFIG: dict[str, Any] = {
    "API_TITLE": "Plik",
    "API_VERSION": "1.0.0",
    "OPENAPI_VERSION": "3.1.0",
    "API_SPEC_OPTIONS": {
        "info": {
            "description": "Civic crowdsourcing: citizens' ideas enter a call, experts judge, the best are funded.",
        },
        "servers": [{"url": "/"}],
        "components": {
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An access token of an account or of a client, or a client's secret.",
                }
            }
        },
    },
}


def finished(api: Api) -> None:
    """Errors are problems everywhere, whatever flask-smorest writes."""
    written = api.spec.to_dict

    def to_dict() -> dict[str, Any]:
        return _with_problems(written())

    api.spec.to_dict = to_dict


def published(api: Api) -> str:
    """As `openapi.yaml` has it."""
    return yaml.safe_dump(api.spec.to_dict(), allow_unicode=True, sort_keys=False, width=110)


def _with_problems(spec: dict[str, Any]) -> dict[str, Any]:
    for response in spec.get("components", {}).get("responses", {}).values():
        content = response.get("content", {})
        if "application/json" in content:
            content["application/problem+json"] = content.pop("application/json")
    return spec
