"""The documentation page, from assets of this server, so that it works without the internet."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response, Router, get
from litestar._openapi.plugin import OpenAPIPlugin  # the framework's own door to the document
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.openapi.spec import License
from litestar.response import File
from openapi_ui_bundles import rapidoc

from api.http.openapi import BEARER, COMPONENTS, DESCRIPTION, SESSION, TAGS

PATH = "/docs"
ASSETS = "/docs-assets"
_SCRIPT = "rapidoc-min.js"

PAGE = f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sightline API</title>
<link rel="icon" href="data:,">
<script type="module" src="{ASSETS}/{_SCRIPT}"></script>
</head>
<body>
<rapi-doc spec-url="{PATH}/openapi.json" heading-text="Sightline" render-style="read" theme="light"
 primary-color="#2456a6" load-fonts="false" regular-font="system-ui, sans-serif"
 mono-font="ui-monospace, monospace" show-method-in-nav-bar="as-colored-text"
 schema-style="table" default-schema-tab="example" allow-spec-url-load="false"
 allow-spec-file-load="false" persist-auth="false"></rapi-doc>
</body>
</html>
"""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class DocumentationPage(OpenAPIRenderPlugin):
    """RapiDoc, which gets everything else from the OpenAPI document."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 - the framework's
        return PAGE.encode()


@get("/", include_in_schema=False)
async def home() -> Response[None]:
    """Redirect a browser to the documentation."""
    return Response(None, status_code=307, headers={"Location": PATH})


def assets() -> Router:
    """What the page loads, by name: no address reaches anything else in the file system."""
    return Router(
        ASSETS, route_handlers=[_asset(name) for name in (_SCRIPT, f"{_SCRIPT}.LICENSE.txt")]
    )


def _asset(name: str) -> HTTPRouteHandler:
    path = Path(rapidoc.static_path, name)

    @get(f"/{name}", include_in_schema=False)
    async def asset() -> File:
        return File(path, filename=name, content_disposition_type="inline")

    return asset


def write(app: Litestar) -> None:
    """Put the OpenAPI document together beforehand, since it takes a second."""
    app.plugins.get(OpenAPIPlugin).provide_openapi_schema()


def openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Sightline",
        version=version("sightline"),
        description=DESCRIPTION,
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        tags=TAGS,
        components=COMPONENTS,
        security=[{BEARER: []}, {SESSION: []}],
        path=PATH,
        use_handler_docstrings=True,
        render_plugins=[DocumentationPage(path="/"), JsonRenderPlugin(path="/openapi.json")],
    )
