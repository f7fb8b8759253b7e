"""The pages: what this is, the reference, an explanation of every code."""

from flask import Flask, Response
from flask_smorest import Api

from api.graphql.schema import published as published_graph
from api.rest.openapi import published as published_rest


def install(app: Flask, api: Api) -> None:
    @app.get("/openapi.yaml")
    def openapi() -> Response:
        return Response(published_rest(api), content_type="application/yaml; charset=utf-8")

    @app.get("/schema.graphql")
    def graph() -> Response:
        return Response(published_graph(), content_type="text/plain; charset=utf-8")
