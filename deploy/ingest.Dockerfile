# nginx with the RTMP module and ffmpeg, all from Debian
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends nginx-light libnginx-mod-rtmp ffmpeg gettext-base \
    && rm -rf /var/lib/apt/lists/*
COPY ingest.conf /etc/ingest.conf.template
ENV WEB=web:8000 HLS_DIR=/srv/live RTMP_PORT=1935 HTTP_PORT=8080 ASK_PORT=8081
RUN mkdir -p /srv/live && chown www-data /srv/live
CMD ["sh", "-c", "envsubst '$WEB $CONGRESS_HOST $HLS_DIR $RTMP_PORT $HTTP_PORT $ASK_PORT' </etc/ingest.conf.template >/run/ingest.conf && exec nginx -c /run/ingest.conf -g 'daemon off; user www-data;'"]
