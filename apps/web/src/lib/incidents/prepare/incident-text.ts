import type { IncidentState, IncidentView, Severity } from '@tidemark/contracts'
import { formatAge } from '../../format/time.ts'

export const STATE_TITLES: Record<IncidentState, string> = {
  triggered: 'Triggered',
  acknowledged: 'Acknowledged',
  escalated: 'Escalated',
  resolved: 'Resolved',
}

export const SEVERITY_TITLES: Record<Severity, string> = {
  info: 'Info',
  warning: 'Warning',
  critical: 'Critical',
  emergency: 'Emergency',
}

/** How long an incident lasted or has been open. */
export const lastingText = ({ openedAt, resolvedAt }: IncidentView, now: number): string =>
  resolvedAt === null ? `open for ${formatAge(now - openedAt)}` : `lasted ${formatAge(resolvedAt - openedAt)}`

/** Which moves a state still allows. */
export const movesOf = (state: IncidentState): { readonly acknowledge: boolean; readonly resolve: boolean } => ({
  acknowledge: state === 'triggered' || state === 'escalated',
  resolve: state !== 'resolved',
})
