"""Static files as web processes answer with them."""

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc] # whitenoise ships no types
    """WhiteNoise for asynchronous servers: a file goes out as one body.

    WhiteNoise answers with an iterator of 4 kB parts. Under ASGI, Django reads such a one whole in a thread, sends part
    after part, and warns of it; and all our files are small: the largest, of the API's pages, has 1.6 MB.
    """

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """Answer with the file, with a range of it, or with 304 where the browser has it."""
        source = static_file.get_response(request.method, request.META)
        answer = HttpResponse(status=int(source.status))
        del answer["Content-Type"]  # Django's guess; WhiteNoise tells the file's own
        for name, value in source.headers:
            answer[name] = value
        if source.file is not None:
            with source.file as file:
                answer.content = file.read()
        return answer
