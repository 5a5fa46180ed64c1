"""The addresses of the API and what each does: parse, read, answer."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from glassnet.ink import Rendering
from glassnet.models import Reading
from glassnet.serve import published
from glassnet.serve.bodies import read_body
from glassnet.serve.descriptions import ModelDescription, ModelList, description, summary
from glassnet.serve.errors import ApiError
from glassnet.serve.metrics import CONTENT_TYPE
from glassnet.serve.options import options_of
from glassnet.serve.reading import Seen, read, render, render_grey, render_image
from glassnet.serve.replies import Answer, Answers, SampleReply, answer, encoded, numbers
from glassnet.serve.requests import BATCH, DRAWING, StrokesDrawing, grey_levels, parse
from glassnet.serve.service import Service, chosen
from glassnet.serve.shelf import Shelved
from glassnet.serve.uploads import FORM_TYPE, IMAGE_TYPES, image_in_form

PREDICT: Final = "/api/predict"
router = APIRouter(responses=published.REFUSALS)


@router.post(PREDICT, responses={200: {"model": Answer}}, openapi_extra=published.PREDICT)
async def predict(request: Request) -> Response:
    """Read one drawing: strokes, pixels, or a picture file."""
    options, service = options_of(request), service_of(request)
    shelved = service.find(options.model)
    rendering = await _rendering(request, stages=options.stages)
    shows_layers = options.activations is not None
    seen = await _read(service, shelved, rendering, layers=shows_layers)
    service.count(shelved, [seen.reading])
    return _json(answer(shelved, seen, stages=options.stages, activations=options.activations))


@router.post("/api/compare", responses={200: {"model": Answers}}, openapi_extra=published.COMPARE)
async def compare(
    request: Request,
    model: Annotated[
        list[str] | None, Query(description="The models to ask; left out: all.", max_length=32)
    ] = None,
) -> Response:
    """Read one drawing with several models."""
    service = service_of(request)
    offered = service.shelf.models
    asked = [chosen(offered, name) for name in model or offered]
    rendering = await _rendering(request, stages=False)

    def read_all() -> list[Seen]:
        return [read(each.model, rendering) for each in asked]

    seen = await service.worker.run(read_all)
    for shelved, one in zip(asked, seen, strict=True):
        service.count(shelved, [one.reading])
    return _json({"answers": list(map(answer, asked, seen))})


@router.post(
    "/api/predict/batch", responses={200: {"model": Answers}}, openapi_extra=published.BATCH
)
async def predict_batch(request: Request) -> Response:
    """Read many drawings at once."""
    options, service = options_of(request), service_of(request)
    shelved = service.find(options.model)
    _expect_type(request, "application/json")
    body = await read_body(request, service.settings.limits.batch_bytes)

    def answers() -> tuple[list[Reading], bytes]:
        renderings = [render(each) for each in parse(BATCH, body).drawings]
        readings = shelved.model.read(renderings)
        return readings, encoded({"answers": [answer(shelved, Seen(each)) for each in readings]})

    readings, content = await service.worker.run(answers)
    service.count(shelved, readings)
    return _raw_json(content)


@router.get("/api/models", responses={200: {"model": ModelList}})
async def models(request: Request) -> Response:
    """The models that this service offers."""
    offered = service_of(request).shelf.models.values()
    return _json({"models": [summary(each, default=i == 0) for i, each in enumerate(offered)]})


@router.get(
    "/api/models/{name}",
    responses={200: {"model": ModelDescription}},
    openapi_extra=published.NOT_MODIFIED,
)
async def one_model(
    request: Request,
    name: str,
    parameters: Annotated[bool, Query(description="With every weight and bias.")] = False,
) -> Response:
    """One model: its architecture, figures, and on request its parameters."""
    service = service_of(request)
    offered = service.shelf.models
    shelved = chosen(offered, name)
    tag = f'"{shelved.digest[:32]}-{int(parameters)}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    default = shelved is chosen(offered, None)
    plain = await service.worker.run(
        lambda: encoded(description(shelved, default=default, parameters=parameters))
    )
    return Response(plain, media_type="application/json", headers=headers)


@router.get("/api/digits/random", responses={200: {"model": SampleReply}})
async def random_digit(request: Request) -> Response:
    """A digit to try: of MNIST's test set where it is here, else simulated."""
    service = service_of(request)
    sample = await service.worker.run(service.samples.draw)
    image = numbers(sample.image, "base64")
    return _json({"label": sample.label, "set": sample.set, "image": image})


@router.get("/api/health")
async def health() -> Response:
    """Whether the process answers."""
    return _raw_json(b'{"status":"ok"}')


@router.get("/api/ready")
async def ready(request: Request) -> Response:
    """Whether it should be sent requests: 503 while it stops or has too much to do."""
    service = service_of(request)
    if not service.is_ready:
        raise ApiError(
            503, "The service: expected to be ready, it is stopping or full. Ask another."
        )
    return _raw_json(b'{"status":"ready"}')


@router.get("/metrics", responses={200: {"content": {"text/plain": {}}}})
async def metrics(request: Request) -> Response:
    """Counts and times, for Prometheus."""
    text = service_of(request).metrics.text()
    return Response(text, headers={"content-type": CONTENT_TYPE.decode()})


def service_of(request: Request) -> Service:
    """The service that this request came to."""
    return request.app.state.service


async def _rendering(request: Request, *, stages: bool) -> Rendering:
    service = service_of(request)
    limits = service.settings.limits
    kind = _media_type(request)
    if kind == "application/json":
        body = await read_body(request, limits.drawing_bytes)
        levels = grey_levels(body)
        if levels is not None:
            return render_grey(levels)
        drawing = parse(DRAWING, body)
        if isinstance(drawing, StrokesDrawing):
            return await service.worker.run(render, drawing, stages=stages)
        return render(drawing)
    if kind not in (*IMAGE_TYPES, FORM_TYPE):
        raise published.unknown_type(kind)
    body = await read_body(request, limits.image_bytes)
    if kind == FORM_TYPE:
        body = image_in_form(request.headers["content-type"], body)
    return await service.worker.run(render_image, body, limits.image_pixels)


async def _read(service: Service, shelved: Shelved, rendering: Rendering, *, layers: bool) -> Seen:
    if shelved.quick:
        return read(shelved.model, rendering, layers=layers)
    return await service.worker.run(read, shelved.model, rendering, layers=layers)


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _expect_type(request: Request, kind: str) -> None:
    if _media_type(request) != kind:
        raise published.unknown_type(_media_type(request), (kind,))


def _json(plain: dict[str, Any]) -> Response:
    return _raw_json(encoded(plain))


def _raw_json(content: bytes) -> Response:
    return Response(content, media_type="application/json")
