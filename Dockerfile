# syntax=docker/dockerfile:1
# CPU only. Build: docker build -t xunwen .    Run: docker run -p 127.0.0.1:8000:8000 -e XUNWEN_ANONYMOUS='["search", "ask", "articles"]' -v "$PWD/data/index:/index:ro" xunwen
# Where pip would bring the CUDA build of torch, name an index that has the CPU build:
#   docker build --build-arg PIP_EXTRA_INDEX_URL=... -t xunwen .

FROM python:3.11-slim-bookworm AS build
ARG PIP_EXTRA_INDEX_URL=""
# Extras of the package: "[milvus]", say.
ARG EXTRAS=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/xunwen
# Dependencies before code: an edit of the code installs nothing again. The empty packages let pip read the
# project's own list of dependencies instead of a copy of it.
COPY pyproject.toml constraints.txt README.md LICENSE LICENSE-DATA ./
COPY LICENSES LICENSES
RUN mkdir indexer service xunwen && touch indexer/__init__.py service/__init__.py xunwen/__init__.py \
    && /opt/xunwen/bin/pip install --constraint constraints.txt ".${EXTRAS}" \
    && /opt/xunwen/bin/pip uninstall --yes xunwen
COPY indexer indexer
COPY service service
COPY xunwen xunwen
RUN /opt/xunwen/bin/pip install --no-deps .
# The model is prepared here, so that a container is ready in seconds and needs no network.
ENV XUNWEN_CACHE_DIR=/opt/xunwen/cache
RUN /opt/xunwen/bin/xunwen prepare

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --create-home xunwen && install -d -o xunwen /state
COPY --from=build --chown=xunwen:xunwen /opt/xunwen /opt/xunwen
ENV PATH=/opt/xunwen/bin:$PATH XUNWEN_CACHE_DIR=/opt/xunwen/cache XUNWEN_INDEX=/index XUNWEN_KEYS_FILE=/state/keys.json PYTHONUNBUFFERED=1
# By number, so that a host that forbids root can tell.
USER 10001
VOLUME ["/index", "/state"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=120s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["xunwen", "serve", "--host", "0.0.0.0", "--port", "8000"]
