import type { Pools } from '@tidemark/db'
import { buildCatalog } from '@tidemark/metrics/catalog/build-catalog'
import { createDoor, type Door } from '@tidemark/metrics/ingest/door'
import { packs } from '@tidemark/packs'

/** The door of the packs that ship, on a database. */
export const openRealDoor = (pools: Pools): Door =>
  createDoor({ pools, catalog: buildCatalog(packs), secret: 'a secret that is only used in these tests' })
