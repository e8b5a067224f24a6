import { IncidentState, type IncidentView, Severity } from '@tidemark/contracts'

export const SCOPES = ['active', 'resolved', 'all'] as const
export const SINCE = ['1h', '24h', '7d', '30d'] as const

/** What the list shows. Null is everything. */
export interface Selection {
  readonly scope: (typeof SCOPES)[number]
  readonly severity: Severity | null
  readonly state: IncidentState | null
  readonly since: (typeof SINCE)[number] | null
}

const HOUR = 3_600_000
const SINCE_MS: Record<(typeof SINCE)[number], number> = {
  '1h': HOUR,
  '24h': 24 * HOUR,
  '7d': 168 * HOUR,
  '30d': 720 * HOUR,
}

/** Reads a selection from an address; what is unreadable is left out. */
export const readSelection = (param: (name: string) => string | null): Selection => ({
  scope: SCOPES.find((known) => known === param('show')) ?? 'active',
  severity: Severity.safeParse(param('severity')).data ?? null,
  state: IncidentState.safeParse(param('state')).data ?? null,
  since: SINCE.find((known) => known === param('since')) ?? null,
})

/** The incidents of a selection at a moment, the newest first. */
export const selectIncidents = (
  incidents: readonly IncidentView[],
  { severity, state, since }: Selection,
  now: number,
): IncidentView[] =>
  incidents
    .filter(
      (one) =>
        (severity === null || one.severity === severity) &&
        (state === null || one.state === state) &&
        (since === null || one.openedAt >= now - SINCE_MS[since]),
    )
    .sort((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? -1 : 1))
