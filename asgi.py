"""Where requests come in: HTTP to Django, `/ws` to the one socket consumer."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()  # fills the app registry: what follows imports models

from realtime.consumer import Consumer  # noqa: E402
from realtime.origin import ExactOriginMiddleware  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": django_application,
        # The origin is asked first: a foreign page learns nothing, not even whether it carried a session.
        "websocket": ExactOriginMiddleware(AuthMiddlewareStack(URLRouter([path("ws", Consumer.as_asgi())]))),
    }
)
