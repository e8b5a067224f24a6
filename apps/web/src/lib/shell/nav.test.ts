import type { CatalogView } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { destinations, isHere } from './nav.ts'

const catalog = { dashboards: [] as unknown[] } as CatalogView
const here = (path: string) =>
  destinations('demo', catalog)
    .filter((to) => isHere(path, to))
    .map((to) => to.title)

test.each([
  ['/p/demo', ['Overview']],
  ['/p/demo/workflows', ['Workflows']],
  ['/p/demo/workflows/a%2Fb', ['Workflows']],
  ['/p/demo/incidents', ['Incidents']],
  ['/p/demo/workflows-of-old', []],
])('%s belongs to %o', (path, titles) => {
  expect(here(path)).toEqual(titles)
})
