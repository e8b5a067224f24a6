import type { Pools } from '@tidemark/db'
import { withTransaction } from '@tidemark/db'
import type { Catalog, EventEntry } from '../catalog/catalog.ts'
import { createLane, type Lane } from '../fold/lane.ts'
import { Cardinality } from './cardinality.ts'
import { dimensionKey, hashDims, toDims } from './dimension-key.ts'
import { Generations } from './generations.ts'
import type { ReducedEvent } from './reduced-event.ts'
import type { SlotMap } from './sync-catalog.ts'

const CACHE_SIZE = 200_000

/** A stored combination of dimension values, and the series its events are folded into. */
export interface DimensionSet {
  readonly id: number
  readonly lane: Lane
}

interface Unknown {
  key: string
  values: readonly (string | null)[]
}

const INSERT_SETS = `
  INSERT INTO dimension_set (project_id, event_type, dims, dims_hash)
  SELECT $1, $2, dims::jsonb, hash FROM unnest($3::text[], $4::uuid[]) AS t (dims, hash) ON CONFLICT DO NOTHING`
const SELECT_SETS = `
  SELECT id, dims_hash AS hash FROM dimension_set
  WHERE project_id = $1 AND event_type = $2 AND dims_hash = ANY($3::uuid[])`
const INSERT_SERIES = `
  INSERT INTO series (project_id, event_type, measure, dims, dims_hash)
  SELECT $1, $2, measure, dims::jsonb, hash
  FROM unnest($3::text[], $4::uuid[]) AS t (dims, hash) CROSS JOIN unnest($5::text[]) AS measure ON CONFLICT DO NOTHING`
const SELECT_SERIES = `
  SELECT id, measure, dims_hash AS hash FROM series
  WHERE project_id = $1 AND event_type = $2 AND dims_hash = ANY($3::uuid[])`

/**
 * Resolves dimension values to stored dimension sets and their series. Runs in transactions of its own before the claim,
 * so that a claim never waits for them; both tables only grow, so a resolved id stays true whatever becomes of the claim.
 */
export class DimensionSets {
  readonly #pools: Pools
  readonly #catalog: Catalog
  readonly #slots: SlotMap
  readonly #cardinality: Cardinality
  readonly #sets = new Generations<DimensionSet>(CACHE_SIZE)
  readonly #lanes = new Generations<Lane>(CACHE_SIZE)

  constructor(pools: Pools, catalog: Catalog, slots: SlotMap) {
    this.#pools = pools
    this.#catalog = catalog
    this.#slots = slots
    this.#cardinality = new Cardinality(pools)
  }

  /** The dimension set of each event, in order. Events must be of declared types. */
  async resolve(projectId: number, events: readonly ReducedEvent[]): Promise<DimensionSet[]> {
    const keys = events.map((event) => `${projectId}:${event.type}:${dimensionKey(event.dimensions)}`)
    const found = new Map<string, DimensionSet>()
    const unknown = new Map<string, Map<string, Unknown>>()
    for (const [i, event] of events.entries()) {
      const key = keys[i]!
      if (found.has(key)) continue
      const set = this.#sets.get(key)
      if (set !== undefined) found.set(key, set)
      else {
        const ofType = unknown.get(event.type) ?? new Map<string, Unknown>()
        ofType.set(key, { key, values: event.dimensions })
        unknown.set(event.type, ofType)
      }
    }
    for (const [type, missing] of unknown)
      for (const [key, set] of await this.#store(projectId, type, [...missing.values()])) {
        found.set(key, set)
        this.#sets.set(key, set)
      }
    return keys.map((key) => found.get(key)!)
  }

  /** The lanes of a project's stored sets with these ids; ids of undeclared event types are left out. */
  async lanesOf(projectId: number, ids: readonly number[]): Promise<Map<number, Lane>> {
    const { rows } = await this.#pools.work.query<{ id: number; event_type: string; dims: Record<string, string> }>(
      'SELECT id, event_type, dims FROM dimension_set WHERE project_id = $1 AND id = ANY($2::int[]) ORDER BY event_type',
      [projectId, ids],
    )
    const lanes = new Map<number, Lane>()
    for (const [type, entry] of this.#catalog.events) {
      const own = rows.filter((row) => row.event_type === type)
      if (own.length === 0) continue
      const kept = await this.#resolveLanes(
        projectId,
        entry,
        own.map((row) => entry.kept.map((name) => row.dims[name] ?? null)),
      )
      for (const [i, row] of own.entries()) lanes.set(row.id, kept[i]!)
    }
    return lanes
  }

  async #store(projectId: number, type: string, unknown: readonly Unknown[]): Promise<[string, DimensionSet][]> {
    const entry = this.#catalog.events.get(type)
    if (entry === undefined) throw new RangeError(`event type ${type} is not declared`)
    const limited = await this.#cardinality.limit(
      projectId,
      entry,
      unknown.map((one) => one.values),
    )
    const ids = await this.#storeSets(projectId, entry, limited)
    const keptAt = entry.kept.map((name) => entry.dimensions.indexOf(name))
    const lanes = await this.#resolveLanes(
      projectId,
      entry,
      limited.map((values) => keptAt.map((at) => values[at] ?? null)),
    )
    return unknown.map((one, i) => [one.key, { id: ids[i]!, lane: lanes[i]! }])
  }

  async #storeSets(projectId: number, entry: EventEntry, combinations: (string | null)[][]): Promise<number[]> {
    const dims = combinations.map((values) => toDims(entry.dimensions, values))
    const hashes = dims.map(hashDims)
    const byHash = sortedByHash(hashes, dims)
    return withTransaction(this.#pools.work, async (tx) => {
      const unique = [...byHash.keys()]
      await tx.query(INSERT_SETS, [
        projectId,
        entry.type,
        [...byHash.values()].map((one) => JSON.stringify(one)),
        unique,
      ])
      const { rows } = await tx.query<{ id: number; hash: string }>(SELECT_SETS, [projectId, entry.type, unique])
      const ids = new Map(rows.map((row) => [row.hash, row.id]))
      return hashes.map((hash) => ids.get(hash)!)
    })
  }

  async #resolveLanes(projectId: number, entry: EventEntry, kept: (string | null)[][]): Promise<Lane[]> {
    const dims = kept.map((values) => toDims(entry.kept, values))
    const hashes = dims.map(hashDims)
    const name = (hash: string) => `${projectId}:${entry.type}:${hash}`
    const missing = sortedByHash(hashes, dims)
    const lanes = new Map<string, Lane>()
    for (const hash of [...missing.keys()]) {
      const lane = this.#lanes.get(name(hash))
      if (lane === undefined) continue
      lanes.set(hash, lane)
      missing.delete(hash)
    }
    if (missing.size > 0)
      for (const [hash, lane] of await this.#storeSeries(projectId, entry, missing)) {
        lanes.set(hash, lane)
        this.#lanes.set(name(hash), lane)
      }
    return hashes.map((hash) => lanes.get(hash)!)
  }

  async #storeSeries(
    projectId: number,
    entry: EventEntry,
    dims: Map<string, Record<string, string>>,
  ): Promise<Map<string, Lane>> {
    const hashes = [...dims.keys()]
    const measures = entry.streams.map((stream) => stream.measure)
    const ids = await withTransaction(this.#pools.work, async (tx) => {
      await tx.query(INSERT_SERIES, [
        projectId,
        entry.type,
        [...dims.values()].map((one) => JSON.stringify(one)),
        hashes,
        measures,
      ])
      const { rows } = await tx.query<{ id: number; measure: string; hash: string }>(SELECT_SERIES, [
        projectId,
        entry.type,
        hashes,
      ])
      return new Map(rows.map((row) => [`${row.hash}/${row.measure}`, row.id]))
    })
    const slots = this.#slots.get(entry.type) ?? []
    return new Map(hashes.map((hash) => [hash, createLane(entry, slots, (measure) => ids.get(`${hash}/${measure}`)!)]))
  }
}

/** Sorted so that concurrent writers take the unique index entries in one order. */
function sortedByHash<T>(hashes: readonly string[], values: readonly T[]): Map<string, T> {
  const pairs = hashes.map((hash, i) => [hash, values[i]!] as const)
  return new Map(pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
