import { type ScanContext, type ScanProject, scanEvents } from './scan-events.ts'
import type { EventColumn, ScanRequest } from './select-events.ts'
import { UnitLog } from './unit-log/unit-log.ts'
import { createUnitRows, spreadRows } from './unit-log/unit-rows.ts'

/** As many as a chunk of the scan holds. */
const CHUNK_ROWS = 8192

/** Which events of units are read. */
export type UnitRequest = Pick<ScanRequest, 'from' | 'to' | 'sets' | 'earlier'> & {
  readonly unit: 'actor' | 'session'
  /** place of each set, as `placeSets` makes it */
  readonly places: { readonly first: number; readonly place: Int32Array }
  /** whether the actors of sessions are read as well */
  readonly withActors: boolean
}

/** Sessions order events of one time of an actor, so that they are always read. */
export const columnsOf = ({ unit, withActors }: Pick<UnitRequest, 'unit' | 'withActors'>): EventColumn[] => [
  ...(unit === 'actor' || withActors ? (['actor'] as const) : []),
  'session',
  'id',
  'weight',
]

/** Reads the events of units into a log. Events without the unit are left out. */
export async function readUnits(
  context: ScanContext,
  project: ScanProject,
  request: UnitRequest,
): Promise<{ log: UnitLog; events: number }> {
  const log = new UnitLog(request.unit)
  const rows = createUnitRows(CHUNK_ROWS)
  const events = await scanEvents(context, project, { ...request, columns: columnsOf(request) }, (chunk) => {
    rows.length = 0
    spreadRows(chunk, request.unit, request.places, [rows])
    log.add(rows)
  })
  return { log, events }
}
