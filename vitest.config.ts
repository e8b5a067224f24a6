import { defineConfig } from 'vitest/config'

const IGNORED = ['**/node_modules/**', '**/build/**', '**/.svelte-kit/**', '**/.tidemark/**']
const SETUP = './packages/testkit/src/global-setup.ts'

/** Three kinds of tests by file name: pure, with a real Postgres, and through a browser. */
export default defineConfig({
  test: {
    // The machine this has to pass on has two cores, and the database wants its share of them.
    maxWorkers: 2,
    // A quarter of the time went into loading the same modules anew for each file. What one file leaves behind in a module
    // would reach the next: keep state in values that a test makes.
    isolate: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...IGNORED, '**/*.db.test.ts', '**/*.e2e.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'db',
          include: ['**/*.db.test.ts'],
          exclude: IGNORED,
          globalSetup: SETUP,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['**/*.e2e.test.ts'],
          exclude: IGNORED,
          globalSetup: SETUP,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // A group has one number of workers; the browser has the machine to itself, after the others.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
