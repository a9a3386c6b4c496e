# cocmail in a container: python3, cocmail and the packages it needs, run by an ordinary user (10001).
#
#   /etc/cocmail       cocmail.toml, and the key and the passwords beside it, which belong to user 10001 with mode 600
#   /var/lib/cocmail   the volume for the database: url = "sqlite:////var/lib/cocmail/cocmail.db"
#
# `init` (with -it: it asks) makes all of that and needs /etc/cocmail writable, as `key new` does; everything else only
# reads there. Run `migrate` after each upgrade. `check` says what is amiss.
ARG BASE=docker.io/library/debian:trixie-slim

FROM ${BASE} AS python
# Certificates that the base image names are kept: Debian's own would be written over them.
RUN set -eu; \
    if [ -s "${SSL_CERT_FILE:-}" ]; then \
        install -D -m 644 "$SSL_CERT_FILE" /usr/local/share/ca-certificates/base-image.crt; \
    fi; \
    apt-get update -q; \
    DEBIAN_FRONTEND=noninteractive apt-get install -q --yes --no-install-recommends ca-certificates python3; \
    apt-get clean; \
    rm -rf /var/lib/apt/lists/*

FROM python AS build
RUN set -eu; \
    apt-get update -q; \
    DEBIAN_FRONTEND=noninteractive apt-get install -q --yes --no-install-recommends python3-venv
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY requirements.txt ./
RUN python3 -m venv /opt/cocmail && /opt/cocmail/bin/pip install -q --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE config.example.toml ./
COPY src src
COPY migrations migrations
COPY templates templates
RUN set -eu; \
    /opt/cocmail/bin/pip install -q --no-deps --no-build-isolation .; \
    /opt/cocmail/bin/pip uninstall -q --yes hatchling editables trove-classifiers pip

FROM python
RUN set -eu; \
    groupadd --gid 10001 cocmail; \
    useradd --uid 10001 --gid cocmail --no-log-init --no-create-home --home-dir /var/lib/cocmail \
        --shell /usr/sbin/nologin cocmail; \
    install -d -m 755 /etc/cocmail; \
    install -d -m 700 -o cocmail -g cocmail /var/lib/cocmail
COPY --from=build /opt/cocmail /opt/cocmail
# The packages are compiled already, and their folder is not the user's to write to.
ENV PATH=/opt/cocmail/bin:/usr/local/bin:/usr/bin:/bin \
    COCMAIL_CONFIG=/etc/cocmail/cocmail.toml \
    PYTHONDONTWRITEBYTECODE=1 \
    LANG=C.UTF-8
USER 10001:10001
WORKDIR /var/lib/cocmail
VOLUME /var/lib/cocmail
# `status` reads the database alone. The first look at a full mailbox may take a while.
HEALTHCHECK --interval=1m --timeout=30s --start-period=5m --retries=3 CMD ["cocmail", "status"]
# A core dump would hold what people reported: none is ever written.
ENTRYPOINT ["prlimit", "--core=1:1", "cocmail"]
CMD ["run"]
