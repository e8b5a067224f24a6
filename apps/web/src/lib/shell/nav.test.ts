import type { CatalogView } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { destinations, isHere } from './nav.ts'

const catalog = { dashboards: [] as unknown[], packs: [] as unknown[] } as CatalogView
const here = (path: string) =>
  destinations('demo', catalog)
    .filter((to) => isHere(path, to))
    .map((to) => to.title)

test('dashboards stand under the title of their pack', () => {
  const board = (id: string, pack: string) => ({ id, pack, title: id })
  const all = destinations('demo', {
    packs: [{ name: 'shop', title: 'Commerce' }],
    dashboards: [board('shop.home', 'shop'), board('shop.products', 'shop'), board('old.one', 'old')],
  } as unknown as CatalogView)
  expect(all.filter(({ group }) => group === 'dashboards').map(({ title, pack }) => [pack, title])).toEqual([
    ['Commerce', 'shop.products'],
    ['old', 'old.one'],
  ])
})

test.each([
  ['/p/demo', ['Overview']],
  ['/p/demo/workflows', ['Workflows']],
  ['/p/demo/workflows/a%2Fb', ['Workflows']],
  ['/p/demo/incidents', ['Incidents']],
  ['/p/demo/workflows-of-old', []],
])('%s belongs to %o', (path, titles) => {
  expect(here(path)).toEqual(titles)
})
