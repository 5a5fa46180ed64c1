"""The handlers of the API: parse a request, ask the models, encode the reply."""

from __future__ import annotations

from typing import Any, Final, cast

from starlette.requests import Request
from starlette.responses import Response

from glassnet.errors import SettingError
from glassnet.explain import trace as trace_pass
from glassnet.models import PageReading, Reading
from glassnet.models.structure import Structure
from glassnet.serve.api.descriptions import summarize_model
from glassnet.serve.api.drawings import Drawing, find_mismatch, read_page, render
from glassnet.serve.api.many import describe_page, parse_structure, parse_symbols
from glassnet.serve.api.predictions import ImageScorer, read, read_batch, read_with_layers
from glassnet.serve.api.query import BOOLEAN, Parameter, Query
from glassnet.serve.api.registry import LoadedModel
from glassnet.serve.api.replies import (
    ENCODINGS,
    Encoding,
    describe_layers,
    describe_reading,
    describe_stages,
    describe_trace,
    encode_array,
    encode_json,
)
from glassnet.serve.api.request_bodies import (
    JSON_TYPE,
    expect_type,
    media_type,
    read_drawing,
)
from glassnet.serve.api.requests import StrokesDrawing, parse_batch
from glassnet.serve.api.service import Service, select_model
from glassnet.serve.api.training_data import DataFile
from glassnet.serve.api.work import work
from glassnet.serve.http.bodies import read_body
from glassnet.serve.http.errors import ApiError
from glassnet.serve.http.metrics import CONTENT_TYPE
from glassnet.serve.http.worker import RETRY

BINARY_TYPE: Final = "application/octet-stream"
MODEL: Final = Parameter("model", "A model's name. Left out: the default model.")
MODELS: Final = Parameter(
    "model", "The models to ask. Left out: all that can read the drawing.", repeats=True
)
STAGES: Final = Parameter(
    "stages", "Reply with every step from the ink to the 28x28 (of at most 5,000 points).", BOOLEAN
)
ACTIVATIONS: Final = Parameter(
    "activations", "Reply with the output of every layer, in this encoding.", ENCODINGS
)
MANY: Final = Parameter(
    "many",
    "Find several digits on an image file or among strokes, predict each one, and group them into numbers: "
    "{predictions: [...], numbers: [...], turn: 0}.",
    BOOLEAN,
)
LABEL: Final = Parameter(
    "label", "The class whose loss is derived, by name. Left out: the predicted one."
)
PARAMETERS: Final = Parameter("parameters", "Reply with every weight and bias.", BOOLEAN)


async def predict(request: Request, service: Service, query: Query) -> Response:
    """Predict the class of one drawing."""
    loaded = service.find_model(query.get(MODEL))
    many = query.get_flag(MANY)
    structure, symbols = parse_structure(query, many), parse_symbols(query, many)
    drawing = await read_drawing(request, service)
    if many:
        return await _predict_many(request, drawing, loaded, service, structure, symbols)
    stages = query.get_flag(STAGES)
    encoding = cast(Encoding | None, query.get(ACTIVATIONS))

    def answer() -> tuple[Reading, dict[str, Any]]:
        scorer = ImageScorer(loaded)
        most = service.settings.limits.image_pixels
        rendering = render(drawing, loaded, most, stages=stages, shares=scorer.shares)
        if encoding is None:
            reading, layers = scorer.read(rendering), {}
        else:
            reading, outputs = read_with_layers(loaded, rendering)
            layers = describe_layers(reading, outputs, encoding)
        plain = describe_reading(loaded.name, reading, loaded.digest) | layers
        return reading, plain | (describe_stages(reading) if stages else {})

    is_short = loaded.runs_inline and not isinstance(drawing, bytes | StrokesDrawing)
    slow = isinstance(drawing, bytes)
    reading, plain = answer() if is_short else await work(request, service, answer, slow=slow)
    service.count(loaded, [reading])
    return reply_json(plain)


async def _predict_many(
    request: Request,
    drawing: Drawing,
    loaded: LoadedModel,
    service: Service,
    structure: Structure | None,
    symbols: bool,
) -> Response:
    def answer() -> PageReading:
        most = service.settings.limits.image_pixels
        return read_page(drawing, loaded, most, structure, symbols=symbols)

    page = await work(request, service, answer, slow=True)
    service.count(loaded, page.digits)
    return reply_json(describe_page(loaded, page))


async def compare(request: Request, service: Service, query: Query) -> Response:
    """Predict the class of one drawing with several models."""
    offered = service.registry.models
    named = [select_model(offered, name) for name in query.get_all(MODELS)]
    drawing = await read_drawing(request, service)
    asked = named or [each for each in offered.values() if find_mismatch(drawing, each) is None]
    if not asked:
        raise ApiError(422, "No model here reads drawings of this kind or size.")

    def answer() -> list[Reading]:
        max_pixels = service.settings.limits.image_pixels
        by_shape = {each.image_shape: render(drawing, each, max_pixels) for each in asked}
        return [read(each, by_shape[each.image_shape]) for each in asked]

    readings = await work(request, service, answer, slow=True)
    for loaded, reading in zip(asked, readings, strict=True):
        service.count(loaded, [reading])
    predictions = [
        describe_reading(each.name, reading, each.digest)
        for each, reading in zip(asked, readings, strict=True)
    ]
    return reply_json({"predictions": predictions})


async def trace(request: Request, service: Service, query: Query) -> Response:
    """Every number of one drawing's forward and backward pass, in double precision."""
    loaded = service.find_model(query.get(MODEL))
    drawing = await read_drawing(request, service)

    def answer() -> bytes:
        image = render(drawing, loaded, service.settings.limits.image_pixels).image
        if image is None:
            raise ApiError(422, "The drawing has no ink: there is nothing to trace.")
        try:
            traced = trace_pass(loaded.model, image, query.get(LABEL))
        except SettingError as error:
            raise ApiError(422, str(error)) from None
        return encode_json(describe_trace(loaded.name, traced))

    content = await work(request, service, answer, slow=True)
    return Response(content, media_type=JSON_TYPE)


async def predict_batch(request: Request, service: Service, query: Query) -> Response:
    """Predict the classes of many drawings."""
    loaded = service.find_model(query.get(MODEL))
    expect_type(media_type(request), (JSON_TYPE,))
    limits = service.settings.limits
    body = await read_body(request, limits.batch_bytes)

    def answer() -> tuple[list[Reading], bytes]:
        drawings = parse_batch(body)
        renderings = [render(each, loaded, limits.image_pixels) for each in drawings]
        readings = read_batch(loaded, renderings)
        predictions = [describe_reading(loaded.name, each, loaded.digest) for each in readings]
        return readings, encode_json({"predictions": predictions})

    readings, content = await work(request, service, answer, slow=True)
    service.count(loaded, readings)
    return Response(content, media_type=JSON_TYPE)


async def list_models(request: Request, service: Service, query: Query) -> Response:
    """List the models."""
    offered = service.registry.models.values()
    summaries = [summarize_model(each, default=i == 0) for i, each in enumerate(offered)]
    return reply_json({"models": summaries})


async def get_model(request: Request, service: Service, query: Query) -> Response:
    """Describe one model: architecture, accuracies, and on request its parameters."""
    offered = service.registry.models
    loaded = select_model(offered, request.path_params["name"])
    parameters = query.get_flag(PARAMETERS)
    tag = f'"{loaded.digest[:32]}-{int(parameters)}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    default = loaded is select_model(offered, None)
    content = await work(
        request,
        service,
        lambda: service.descriptions.encode(loaded, default=default, parameters=parameters),
        slow=True,
    )
    return Response(content, media_type=JSON_TYPE, headers=headers)


async def random_digit(request: Request, service: Service, query: Query) -> Response:
    """A sample digit: from MNIST's test set where that is on the machine, else simulated."""
    sample = await work(request, service, service.samples.draw)
    return reply_json(
        {"label": sample.label, "set": sample.set, "image": encode_array(sample.image)}
    )


async def mnist_file(request: Request, service: Service, query: Query) -> Response:
    """One of MNIST's IDX files, gzip or not: split train or test, part images or labels."""
    names = request.path_params
    file = await work(
        request, service, lambda: service.data.read_mnist(names["split"], names["part"]), slow=True
    )
    return _send_file(request, file)


async def simulated_digits(request: Request, service: Service, query: Query) -> Response:
    """12,000 simulated digits in one file, packed, for a page without MNIST."""
    return _send_file(request, await work(request, service, service.data.make_simulated, slow=True))


def _send_file(request: Request, file: DataFile) -> Response:
    headers = {"etag": file.tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == file.tag:
        return Response(status_code=304, headers=headers)
    return Response(file.content, media_type=BINARY_TYPE, headers=headers)


async def health(request: Request, service: Service, query: Query) -> Response:
    """Whether the process answers."""
    return reply_json({"status": "ok"})


async def ready(request: Request, service: Service, query: Query) -> Response:
    """Whether to send requests: 503 while the service stops or its queue is full."""
    if service.reasons_against:
        reasons = "; ".join(service.reasons_against)
        raise ApiError(503, f"The service is not ready: {reasons}.", RETRY)
    return reply_json({"status": "ready"})


async def metrics(request: Request, service: Service, query: Query) -> Response:
    """Counts and durations, for Prometheus."""
    return Response(service.metrics.render(), headers={"content-type": CONTENT_TYPE})


def reply_json(plain: dict[str, Any]) -> Response:
    """A reply of plain values."""
    return Response(encode_json(plain), media_type=JSON_TYPE)
