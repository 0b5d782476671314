# One image for every role; docker-compose.yml says which command each container runs.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/sightline
WORKDIR /src
# Hashes are checked here, for everything; what only tests and benchmarks need stays behind.
COPY constraints.txt ./
RUN pip wheel --quiet --require-hashes --requirement constraints.txt --wheel-dir /wheels
COPY pyproject.toml LICENSE README.md ./
COPY domain domain
COPY events events
COPY projections projections
COPY runtime runtime
COPY workers workers
COPY api api
RUN /opt/sightline/bin/pip install --quiet --no-index --find-links /wheels .

FROM python:3.13-slim
RUN useradd --system --create-home --uid 10001 sightline
COPY --from=build /opt/sightline /opt/sightline
ENV PATH=/opt/sightline/bin:$PATH PYTHONUNBUFFERED=1 SIGHTLINE_LOG_FORMAT=json
USER sightline
WORKDIR /home/sightline
EXPOSE 8000
ENTRYPOINT ["sightline"]
CMD ["serve"]
