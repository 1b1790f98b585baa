"""Static files from the ASGI process itself, so that one process is a whole installation."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware


class HashedStaticStorage(ManifestStaticFilesStorage):
    """Names with a hash of the content, in the import statements of our ES modules too: they may be cached for ever."""

    support_js_module_import_aggregation = True


class StaticMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # the library has no types
    """WhiteNoise for an async chain.

    The original answers with a file iterator, which Django under ASGI must pull through a thread with a warning,
    and, being sync only, takes the whole chain below it into a thread. Our files are small: they go out as bytes.
    """

    async_capable = True
    sync_capable = True

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        found: HttpResponseBase | Awaitable[HttpResponseBase]
        if iscoroutinefunction(self):
            return self._answer(request)
        found = super().__call__(request)
        return found

    async def _answer(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        file = self.find_file(path) if self.autorefresh else self.files.get(path)
        if file is not None:
            return self.serve(file, request)
        response: HttpResponseBase = await self.get_response(request)
        return response

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """Answer with the file's bytes, its validators and ranges as WhiteNoise worked them out."""
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file as opened:
                content = opened.read()
        response = HttpResponse(content, status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response
