# One image for api, worker and migrations; docker-compose.yml says which one runs.
FROM node:24-bookworm-slim AS build
WORKDIR /app
ENV CI=true
COPY . .
RUN npx -y pnpm@12.21.0 install --frozen-lockfile && node scripts/build.ts
# Only what runs stays: no compilers, no test browser.
RUN rm -rf node_modules packages/*/node_modules apps/*/node_modules bench/node_modules \
  && npx -y pnpm@12.21.0 install --frozen-lockfile --prod --ignore-scripts \
    --filter '@tidemark/api...' --filter '@tidemark/worker...' --filter '@tidemark/cli...' --filter @tidemark/web

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build --chown=node:node /app /app
USER node
EXPOSE 3000
CMD ["node", "apps/api/src/main.ts"]
