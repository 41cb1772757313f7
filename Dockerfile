# The service in a container. What is installed and fetched is decided by scripts/setup and scripts/fetch-models, the
# same that `make demo` runs; here is only the order. No key, client or password is in the image: `serve` refuses to
# start until it is given its own.
#
#   docker build -t ahlan .
#   docker run --rm ahlan keys init > keys.env          # once; keep a copy in a safe place
#   docker run -p 127.0.0.1:8080:8080 -v ahlan:/var/lib/ahlan --env-file keys.env ahlan
#   docker run --rm -v ahlan:/var/lib/ahlan ahlan client add mobile-app
#
# What the service writes goes to the volume and nowhere else. An environment variable stands above a configuration
# file: to use another database or listen elsewhere, set the variables below, not the file's keys.

ARG RUST=rust:1.95-bookworm
ARG DEBIAN=debian:12-slim

FROM ${RUST} AS build
WORKDIR /src
# System packages and models first: they change more rarely than the code.
COPY Cargo.toml Makefile ./
COPY scripts scripts
COPY models models
COPY web web
RUN make setup
COPY . .
RUN cargo build --release --locked

FROM ${DEBIAN} AS service
WORKDIR /opt/ahlan
COPY scripts/setup scripts/
RUN scripts/setup --runtime && rm -rf scripts /var/lib/apt/lists/* \
    && useradd --system --user-group --home-dir /var/lib/ahlan --create-home --shell /usr/sbin/nologin ahlan \
    && chmod 0700 /var/lib/ahlan
COPY --from=build /src/target/release/ahlan /usr/local/bin/ahlan
COPY --from=build /src/models/mrz/mrz.onnx models/mrz/mrz.onnx
COPY --from=build /src/models/digits/digits.onnx models/digits/digits.onnx
COPY --from=build /src/models/manifest.toml /src/models/descriptor.toml models/
COPY --from=build /src/models/cards models/cards
COPY --from=build /src/models/cache/onnxruntime models/cache/onnxruntime
COPY --from=build /src/models/cache/*.onnx models/cache/
COPY --from=build /src/fixtures fixtures
COPY --from=build /src/LICENSE /src/NOTICE ./
USER ahlan
# The defaults point below the working folder, where this user may not write.
ENV DATABASE_URL=sqlite:/var/lib/ahlan/ahlan.db?mode=rwc
ENV OBJECT_STORE=/var/lib/ahlan/objects
# Loopback is the container's own: a published port (-p) only reaches what listens on every address of it.
ENV AHLAN_HTTP__LISTEN=0.0.0.0:8080
# Tesseract's threads would fight with the service's own workers.
ENV OMP_THREAD_LIMIT=1
VOLUME /var/lib/ahlan
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["ahlan", "health"]
ENTRYPOINT ["ahlan"]
CMD ["serve"]
