# The service in a container: the libraries of uv.lock and the wheel of this checkout, run by a user without rights.
# How to run it, and with which settings: docs/operations.md.

FROM python:3.11-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PROJECT_ENVIRONMENT=/opt/mandaatwijzer \
    UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /build
# The libraries first: they change less often than the code.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --extra traces --no-install-project
COPY README.md LICENSE ./
COPY graph graph
COPY schema schema
COPY service service
COPY seed_data seed_data
COPY examples examples
RUN uv sync --frozen --no-dev --extra traces --no-editable

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin mandaatwijzer \
    && install --directory --owner mandaatwijzer --mode 0700 /data
COPY --from=build /opt/mandaatwijzer /opt/mandaatwijzer
ENV PATH=/opt/mandaatwijzer/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MANDAATWIJZER_STORE=sqlite:////data/store.db
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8450
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8450/healthz', timeout=2)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["mandaatwijzer"]
CMD ["serve"]
