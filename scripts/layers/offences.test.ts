import { describe, expect, it } from 'vitest'
import { findCycles } from './cycles.ts'
import { findOffences } from './offences.ts'
import { parseSource } from './source-file.ts'

type Files = Record<string, string>

function offencesOf(files: Files): string[] {
  const parsed = Object.entries(files).map(([path, text]) => parseSource(path, text))
  return [...findOffences(parsed), ...findCycles(parsed)].map(({ path, line, rule }) => `${path}:${line} ${rule}`)
}

describe('findOffences', () => {
  const cases: { name: string; files: Files; expected: string[] }[] = [
    {
      name: 'downward imports are fine',
      files: { 'packages/metrics/src/a.ts': `import { db } from '@tidemark/db'\nimport { z } from 'zod'` },
      expected: [],
    },
    {
      name: 'upward import',
      files: { 'packages/db/src/a.ts': `import { z } from 'zod'\nimport { x } from '@tidemark/metrics/fold'` },
      expected: ['packages/db/src/a.ts:2 db may not import metrics'],
    },
    {
      name: 'metrics never imports packs, its tests may',
      files: {
        'packages/metrics/src/a.ts': `import { packs } from '@tidemark/packs'`,
        'packages/metrics/src/a.test.ts': `import { packs } from '@tidemark/packs'`,
      },
      expected: ['packages/metrics/src/a.ts:1 metrics may not import packs'],
    },
    {
      name: 'the page knows the api as types only',
      files: {
        'apps/web/src/a.ts': `import type { AppRouter } from '@tidemark/api'`,
        'apps/web/src/B.svelte': `<p>x</p>\n<script lang="ts">\n  import { router } from '@tidemark/api'\n</script>`,
      },
      expected: ['apps/web/src/B.svelte:3 web may not import api except as types'],
    },
    {
      name: 'a relative path into another package',
      files: { 'packages/jobs/src/a.ts': `export { q } from '../../backplane/src/queue.ts'` },
      expected: ['packages/jobs/src/a.ts:1 reach backplane as @tidemark/backplane, not by a relative path'],
    },
    {
      name: 'guarded modules',
      files: {
        'packages/db/src/a.ts': `import pg from 'pg'`,
        'packages/workspace/src/a.ts': `import { Pool } from 'pg'`,
        'apps/api/src/a.ts': `const { Queue } = await import('bullmq')\nimport pino from 'pino'`,
        'bench/a.ts': `import pg from 'pg'`,
      },
      expected: [
        'packages/workspace/src/a.ts:1 only db may import pg',
        'apps/api/src/a.ts:1 only jobs and backplane may import bullmq',
        'apps/api/src/a.ts:2 only platform may import pino',
      ],
    },
    {
      name: 'the environment belongs to platform; words in strings and comments do not count',
      files: {
        'packages/platform/src/env.ts': `export const env = process.env`,
        'apps/worker/src/a.ts': `// process.env\nconst text = 'process.env'\nconst home = process.env.HOME`,
        'apps/web/vite.config.ts': `export default process.env.PORT`,
      },
      expected: ['apps/worker/src/a.ts:3 only platform reads process.env'],
    },
    {
      name: 'pure folders reach no input or output, also not around a corner',
      files: {
        'packages/metrics/src/fold/fold.ts': `import { read } from '../read.ts'\nimport type { Pool } from '@tidemark/db'`,
        'packages/metrics/src/read.ts': `import { readFile } from 'node:fs/promises'`,
        'packages/metrics/src/sketch/sketch.ts': `export const now = () => Date.now()\nexport const day = (at: number) => new Date(at)`,
        'packages/metrics/src/calendar.ts': `export const today = () => new Date()`,
      },
      expected: [
        'packages/metrics/src/fold/fold.ts:1 pure code reaches ../read.ts -> node:fs/promises',
        'packages/metrics/src/sketch/sketch.ts:1 pure code takes time and chance as arguments',
        'packages/metrics/src/calendar.ts:1 pure code takes time and chance as arguments',
      ],
    },
    {
      name: 'long files',
      files: { 'scripts/long.mjs': 'x()\n'.repeat(301), 'scripts/short.mjs': 'x()\n'.repeat(300) },
      expected: ['scripts/long.mjs:301 a file has at most 300 lines, this one 301'],
    },
    {
      name: 'cycles at run time, through package exports too; types are free',
      files: {
        'packages/jobs/src/a.ts': `import { b } from './b.ts'\nimport type { D } from './d.ts'`,
        'packages/jobs/src/b.ts': `import { c } from '@tidemark/jobs/c'`,
        'packages/jobs/src/c.ts': `import { a } from './a.ts'`,
        'packages/jobs/src/d.ts': `import { a } from './a.ts'`,
      },
      expected: [
        'packages/jobs/src/c.ts:1 import cycle: packages/jobs/src/a.ts -> packages/jobs/src/b.ts -> packages/jobs/src/c.ts -> packages/jobs/src/a.ts',
      ],
    },
  ]
  it.each(cases)('$name', ({ files, expected }) => {
    expect(offencesOf(files)).toEqual(expected)
  })
})
