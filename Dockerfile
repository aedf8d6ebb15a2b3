# The same steps as on any machine: locked packages, generated client, built pages, then the server as an ordinary user.
FROM node:24-bookworm-slim AS build
WORKDIR /app
# Packages first: they are installed again only when the lock file changes.
COPY package.json package-lock.json ./
COPY scripts/boot.mjs scripts/
RUN node scripts/boot.mjs install
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HEADROOM_DATA_DIR=/data HEADROOM_HOST=0.0.0.0
RUN useradd --system --create-home headroom && mkdir /data && chown headroom /data
COPY --from=build --chown=headroom /app /app
USER headroom
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD node -e "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
CMD ["node", "scripts/boot.mjs", "start"]
