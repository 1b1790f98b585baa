"""Where requests come in: HTTP to Django, `/ws` to the one socket consumer."""

import os
from typing import Any, cast

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()  # fills the app registry: what follows imports models

from realtime import consumer  # noqa: E402
from realtime.origin import ExactOriginMiddleware  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": django_application,
        # The origin is asked first: a foreign page learns nothing, not even whether it carried a session.
        "websocket": ExactOriginMiddleware(
            # Channels' routes lead to ASGI applications where Django's types expect views
            URLRouter([path("ws", cast("Any", consumer.application)), re_path("", WebsocketDenier.as_asgi())])
        ),
    }
)
