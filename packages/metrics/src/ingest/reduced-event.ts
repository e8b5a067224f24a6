/** An accepted event: only what is declared is left of it. */
export interface ReducedEvent {
  type: string
  id: string
  /** epoch ms as the client said */
  occurredAt: number
  /** epoch ms, corrected for a wrong client clock: decides the bucket */
  bucketedAt: number
  /** in the order of the event type's dimensions; null: absent */
  dimensions: (string | null)[]
  /** in the order of the event type's measures; null: absent */
  measures: (number | null)[]
  actor: string | null
  session: string | null
  correlationId: string | null
  weight: number
}

/** Field names travel with the batch, so that a worker with a newer catalog reads an older api's batches rightly. */
interface Shape {
  type: string
  dimensions: readonly string[]
  measures: readonly string[]
}

type Row = [
  shape: number,
  id: string,
  occurredAt: number,
  bucketedAt: number,
  dimensions: (string | null)[],
  measures: (number | null)[],
  actor: string | null,
  session: string | null,
  correlationId: string | null,
  weight: number,
]

interface Encoded {
  v: 1
  shapes: Shape[]
  rows: Row[]
}

type ShapeOf = (type: string) => { dimensions: readonly string[]; measures: readonly string[] } | undefined

/** The payload of one inbox row. */
export function encodeBatch(events: readonly ReducedEvent[], shapeOf: ShapeOf): Buffer {
  const places = new Map<string, number>()
  const shapes: Shape[] = []
  const rows = events.map((event): Row => {
    let place = places.get(event.type)
    if (place === undefined) {
      place = shapes.length
      places.set(event.type, place)
      const shape = shapeOf(event.type)
      shapes.push({ type: event.type, dimensions: shape?.dimensions ?? [], measures: shape?.measures ?? [] })
    }
    return [
      place,
      event.id,
      event.occurredAt,
      event.bucketedAt,
      event.dimensions,
      event.measures,
      event.actor,
      event.session,
      event.correlationId,
      event.weight,
    ]
  })
  return Buffer.from(JSON.stringify({ v: 1, shapes, rows } satisfies Encoded))
}

/** Places values named by `from` into the order of `to`; what `to` lacks is dropped, what `from` lacks is null. */
function reorder<T>(values: (T | null)[], from: readonly string[], to: readonly string[]): (T | null)[] {
  return to.map((name) => {
    const at = from.indexOf(name)
    return at < 0 ? null : (values[at] ?? null)
  })
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((name, i) => name === b[i])

/** The inverse of encodeBatch under the reader's own catalog. Events of a type it doesn't know come back with the writer's order. */
export function decodeBatch(payload: Uint8Array, shapeOf: ShapeOf): ReducedEvent[] {
  const { shapes, rows }: Encoded = JSON.parse(
    Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString(),
  )
  const readers = shapes.map((shape) => {
    const own = shapeOf(shape.type) ?? shape
    return { shape, own, straight: same(shape.dimensions, own.dimensions) && same(shape.measures, own.measures) }
  })
  return rows.map(
    ([place, id, occurredAt, bucketedAt, dimensions, measures, actor, session, correlationId, weight]) => {
      const reader = readers[place]
      if (reader === undefined) throw new RangeError('batch names a shape it does not carry')
      const { shape, own, straight } = reader
      return {
        type: shape.type,
        id,
        occurredAt,
        bucketedAt,
        dimensions: straight ? dimensions : reorder(dimensions, shape.dimensions, own.dimensions),
        measures: straight ? measures : reorder(measures, shape.measures, own.measures),
        actor,
        session,
        correlationId,
        weight,
      }
    },
  )
}
