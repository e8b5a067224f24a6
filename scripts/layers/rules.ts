/** The packages and apps that each part may import; `types` only through `import type`. */
export type Part = { readonly folder: string; readonly imports: readonly string[]; readonly types?: readonly string[] }

const FOUNDATION = ['contracts', 'platform', 'db', 'backplane', 'jobs']
const ENGINE = [...FOUNDATION, 'packs', 'metrics', 'workspace', 'alerts']

/** Imports only go down. A part that is not listed may be imported by nobody. */
export const PARTS: Readonly<Record<string, Part>> = {
  contracts: { folder: 'packages/contracts', imports: [] },
  platform: { folder: 'packages/platform', imports: ['contracts'] },
  db: { folder: 'packages/db', imports: ['contracts', 'platform'] },
  packs: { folder: 'packages/packs', imports: ['contracts'] },
  backplane: { folder: 'packages/backplane', imports: ['contracts', 'platform', 'db'] },
  jobs: { folder: 'packages/jobs', imports: ['contracts', 'platform', 'backplane'] },
  metrics: { folder: 'packages/metrics', imports: FOUNDATION },
  workspace: { folder: 'packages/workspace', imports: ['contracts', 'platform', 'db'] },
  alerts: { folder: 'packages/alerts', imports: [...FOUNDATION, 'metrics', 'workspace'] },
  sdk: { folder: 'packages/sdk', imports: [], types: ['contracts', 'packs'] },
  testkit: { folder: 'packages/testkit', imports: ['contracts', 'platform', 'db'] },
  api: { folder: 'apps/api', imports: ENGINE },
  worker: { folder: 'apps/worker', imports: ENGINE },
  cli: { folder: 'apps/cli', imports: ENGINE },
  web: { folder: 'apps/web', imports: ['contracts'], types: ['api'] },
}

/** Tests of any part may use these on top of what the part itself may. */
export const TEST_IMPORTS = ['testkit', 'packs', 'contracts', 'platform', 'db']

/** Modules that only some parts may import; `module` matches the package name. */
export const GUARDED_MODULES: readonly { readonly module: RegExp; readonly parts: readonly string[] }[] = [
  { module: /^(@prisma\/|prisma$|pg$|pg-)/, parts: ['db'] },
  { module: /^bullmq$/, parts: ['jobs', 'backplane'] },
  { module: /^ioredis$/, parts: ['backplane'] },
  { module: /^pino$/, parts: ['platform'] },
]

/** Only this part may read `process.env`. */
export const ENVIRONMENT_PART = 'platform'

/** Folders that compute and nothing else: no input or output, and the time comes in as an argument. */
export const PURE = [
  /^packages\/metrics\/src\/(catalog|unit-day\/fold|cohort\/fold|calendar|fold|sketch|funnel\/fold|stall\/fold|scan\/unit-log|experiment\/(stats|readout)|privacy)[/.]/,
  /^packages\/metrics\/src\/sli\/(service-level|round|sli-window)[/.]/,
  /^packages\/alerts\/src\/evaluate\/(severity|transition|closed-until|sli-verdict)[/.]/,
  /^packages\/alerts\/src\/(route|message|deliver\/backoff|incident\/move-incident|channels\/judge-answer)[/.]/,
  /^apps\/web\/src\/lib\/[^/]+\/prepare[/.]/,
]

/** What pure code may not reach, directly or through what it imports. */
export const INPUT_OUTPUT =
  /^(node:)?(fs|net|http|https|http2|tls|dns|dgram|child_process|worker_threads|cluster|readline|timers|process|os)(\/|$)|^@tidemark\/(db|backplane|jobs)(\/|$)|^(pg|bullmq|ioredis|fastify|pino|socket\.io)$/

export const MAX_LINES = 300
