# One image for web and worker. Nothing is baked in: places and secrets come from the environment when it runs.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 UV_SYSTEM_CERTS=1
WORKDIR /app
COPY requirements/uv.txt requirements/run.txt requirements/
RUN python -m venv --without-pip /venv \
 && python -m pip --python /venv/bin/python install --no-cache-dir --require-hashes -r requirements/uv.txt \
 && VIRTUAL_ENV=/venv /venv/bin/uv pip sync --no-cache --require-hashes requirements/run.txt
COPY . .
# The hashed static files depend on nothing secret: a throw-away key, used for this one command.
RUN SECRET_KEY=collecting-static-files DJANGO_SETTINGS_MODULE=carejourneys.settings.local \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
 && mv var/static /app/staticfiles && rm -rf var

FROM python:3.11-slim-bookworm
RUN useradd --create-home --uid 10001 journeys && install -d -o journeys /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=carejourneys.settings.production DATA_DIR=/data
USER journeys
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=4s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["uvicorn", "carejourneys.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--ws-max-size", "1000000", "--proxy-headers", "--no-access-log"]
