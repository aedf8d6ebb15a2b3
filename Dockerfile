# The same steps as on any machine: locked packages, generated client, built pages, then the server as an ordinary user.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
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
CMD ["npm", "start"]
