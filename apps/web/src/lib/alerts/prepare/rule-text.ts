import type { AlertRuleView, AlertState, AlertWindow } from '@tidemark/contracts'

export const STATE_TITLES: Record<AlertState, string> = {
  ok: 'OK',
  pending: 'Pending',
  firing: 'Firing',
  recovering: 'Recovering',
  no_data: 'No data',
  error: 'Cannot evaluate',
}

export const WINDOW_TITLES: Record<AlertWindow, string> = {
  '5m': '5 minutes',
  '15m': '15 minutes',
  '1h': '1 hour',
  '1d': '1 day',
  '7d': '7 days',
  '30d': '30 days',
}

/** What a rule watches, as a sentence. */
export const watchText = ({ condition: { scope, window } }: Pick<AlertRuleView, 'condition'>): string => {
  const who =
    scope.of === 'project'
      ? 'All workflows together'
      : scope.of === 'each_workflow'
        ? 'Each workflow on its own'
        : `Workflow ${scope.workflowId}`
  return `${who}, over ${window === null ? 'the window of its targets' : WINDOW_TITLES[window]}`
}
