# docker build -t auctionsite .                                         web, clock, season, bots
# docker build -t auctionsite-operations --target operations .          and what backups need besides
#
# ops/install.sh does the work, here as on a machine. pip stays behind: the end images only run what is installed.

FROM python:3.13-slim-trixie AS build
WORKDIR /srv/auctionsite
COPY ops/install.sh ops/
COPY requirements.txt requirements-s3.txt ./
RUN ops/install.sh packages
COPY . .
# Whatever modes the files had where they come from, the end image's user may read them.
RUN ops/install.sh static && .venv/bin/python -m pip uninstall --yes pip && chmod -R a+rX .

FROM build AS build-operations
RUN S3=1 ops/install.sh packages && .venv/bin/python -m pip uninstall --yes pip && chmod -R a+rX .venv

FROM python:3.13-slim-trixie AS base
RUN python -m pip uninstall --yes pip \
    && useradd --system --uid 10001 --home-dir /srv/auctionsite --shell /usr/sbin/nologin auctionsite \
    && install -d -o auctionsite -g auctionsite -m 700 /var/backups/auctionsite
WORKDIR /srv/auctionsite
ENV ENVIRONMENT=production HOST=0.0.0.0 PORT=8000 BACKUP_DIR=/var/backups/auctionsite
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

FROM base AS operations
# pg_dump and pg_restore of this Debian: for Postgres up to 17.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
COPY --from=build-operations /srv/auctionsite /srv/auctionsite
USER auctionsite
CMD ["ops/daily.sh"]

# The last one is built when no target is named.
FROM base AS site
COPY --from=build /srv/auctionsite /srv/auctionsite
USER auctionsite
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 CMD [".venv/bin/python", "ops/ready.py"]
# One process a container, and it is the first: SIGTERM reaches it, and it hands its sockets over within 8 s.
CMD [".venv/bin/python", "-m", "auctionsite.local", "web"]
