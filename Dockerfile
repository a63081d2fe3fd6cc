# Bellhop with its embedded PostgreSQL, for amd64 and arm64. deploy/try-image.ts runs each step of this file without a container engine.
#   docker build -t bellhop .

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# As in every installation: Node itself is the one that package-lock.json pins. Types, maps and texts are for people who develop.
RUN npm install --omit=dev \
 && cp -L node_modules/node/bin/node /usr/local/bin/bellhop-node \
 && rm -rf node_modules/node node_modules/.bin/node node_modules/@types \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -iname 'readme*.md' -o -iname 'changelog*.md' \) -delete
COPY . .
# What would be written at a start is made here, since nothing can be written where the image runs: the Desk's files, compressed.
RUN bellhop-node web/build.ts \
 && rm -rf web/api web/desk web/kit web/build.ts package-lock.json
# And what Node has compiled, which takes a third off a start. The cache belongs to a user by number: Bellhop's, below.
RUN install -d -o 1000 node_modules/.cache/bellhop \
 && setpriv --reuid=1000 --regid=1000 --clear-groups \
    bellhop-node --max-semi-space-size=8 --import ./server/compile-cache.ts --eval 'import("./server/main.ts")' \
 && chmod -R a+rX node_modules/.cache

FROM debian:bookworm-slim AS bellhop
COPY --from=build /usr/local/bin/bellhop-node /usr/local/bin/node
# PostgreSQL asks for the name of its user.
RUN useradd --uid 1000 --home-dir /data --no-create-home --shell /usr/sbin/nologin bellhop \
 && install -d -o bellhop -g bellhop -m 700 /data \
 && ln -s /app/bin/bellhop.js /usr/local/bin/bellhop
WORKDIR /app
COPY --from=build /app ./
ENV HOST=0.0.0.0 PORT=3000 METRICS_HOST=0.0.0.0 DATA_DIR=/data
USER bellhop
VOLUME /data
EXPOSE 3000 1883
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "deploy/health-check.ts"]
CMD ["node", "--max-semi-space-size=8", "--import", "./server/compile-cache.ts", "server/main.ts"]

# For hosts that hand over volumes as root's, such as Fly.io: gives /data to Bellhop's user, and goes on as that user.
FROM bellhop AS root-volumes
USER root
ENTRYPOINT ["deploy/as-bellhop.sh"]

FROM bellhop
