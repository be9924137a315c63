# The image of API, worker, notifier, watcher and poller under supervisord; with `api`, `worker`, `notifier`, `watch`, `janitor` or `sources` as its command it runs one alone.
#
#   docker build -f docker/ocr.dockerfile -t docvault-ocr .
#
# A release names its version: --build-arg VERSION=0.2.0 -t docvault-ocr:0.2.0
#
# For a NAS whose kernel has pages of 32 KiB: --build-arg BASE=python:3.11-slim-bullseye. Debian 11 has ended, so its packages come
# from a snapshot (docker/apt-sources.sh); nobody has built or run it yet, see docs/operations.md.
ARG BASE=python:3.11-slim-bookworm

# --- the virtual environment; the compiler that 32-bit ARM needs for Pillow and hiredis stays behind here ---
FROM ${BASE} AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
COPY --chmod=755 docker/apt-sources.sh /tmp/
# hadolint ignore=DL3008
RUN /tmp/apt-sources.sh; if [ "$(dpkg --print-architecture)" = armhf ]; then \
      apt-get update; \
      apt-get install -y --no-install-recommends gcc libc6-dev zlib1g-dev libjpeg62-turbo-dev libtiff-dev libwebp-dev libfreetype-dev; \
      rm -rf /var/lib/apt/lists/*; \
    fi
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/ocr && /opt/ocr/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY supervisord.conf ./
COPY docker/redis.conf docker/
COPY ocr_service ocr_service
RUN /opt/ocr/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

# --- what runs ---
FROM ${BASE}
ARG VERSION=unreleased
LABEL org.opencontainers.image.title="DocVault OCR" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}"
COPY --chmod=755 docker/apt-sources.sh /usr/local/sbin/
# hadolint ignore=DL3008
RUN apt-sources.sh && apt-get update \
 && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-eng tesseract-ocr-osd tesseract-ocr-deu \
      tesseract-ocr-fra tesseract-ocr-spa tesseract-ocr-ita poppler-utils qpdf webp ghostscript libwebpdemux2 ca-certificates tini \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/ocr /opt/ocr
COPY supervisord.conf /opt/ocr/share/
COPY --chmod=755 docker/entrypoint.sh docker/healthcheck.sh /opt/ocr/bin/

# A volume takes over the owner of the folder it is first mounted on. /tmp/memory holds what feedback taught.
RUN useradd --uid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin ocr \
 && mkdir -p /app/logs /run/ocr /tmp/ocr-uploads /tmp/memory \
 && chown -R ocr /app /run/ocr /tmp/ocr-uploads /tmp/memory \
 && ln -s /run/ocr/supervisord.conf /etc/supervisord.conf

ENV PATH=/opt/ocr/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OMP_THREAD_LIMIT=1 \
    API_HOST=0.0.0.0 \
    UPLOAD_DIR=/tmp/ocr-uploads \
    VAR_DIR=/app/var \
    LOG_DIR=/app/logs \
    RUN_DIR=/run/ocr
USER 10001
WORKDIR /app
VOLUME /tmp/ocr-uploads /tmp/memory
EXPOSE 8001
# the document in hand is finished first, see docs/operations.md; let the engine wait for it (docker stop -t, stop_grace_period)
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 CMD ["healthcheck.sh"]
ENTRYPOINT ["tini", "--", "entrypoint.sh"]
CMD ["all"]
