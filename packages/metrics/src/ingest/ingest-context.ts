import type { LiveHint } from '@tidemark/contracts'
import type { Pools } from '@tidemark/db'
import { type Clock, systemClock } from '@tidemark/platform'
import type { Catalog } from '../catalog/catalog.ts'
import { DimensionSets } from './dimension-sets.ts'
import { KnownPartitions } from './known-partitions.ts'
import type { SlotMap } from './sync-catalog.ts'

/** What folding needs, made once per process. */
export interface IngestContext {
  readonly pools: Pools
  readonly catalog: Catalog
  readonly slots: SlotMap
  readonly sets: DimensionSets
  readonly partitions: KnownPartitions
  readonly clock: Clock
  /** told after each COMMIT, must not throw */
  readonly onCommit: (hint: LiveHint) => void
}

export interface IngestOptions {
  pools: Pools
  catalog: Catalog
  slots: SlotMap
  clock?: Clock
  onCommit?: (hint: LiveHint) => void
}

export const createIngestContext = ({
  pools,
  catalog,
  slots,
  clock = systemClock,
  onCommit,
}: IngestOptions): IngestContext => ({
  pools,
  catalog,
  slots,
  sets: new DimensionSets(pools, catalog, slots),
  partitions: new KnownPartitions(pools),
  clock,
  onCommit: onCommit ?? (() => undefined),
})
