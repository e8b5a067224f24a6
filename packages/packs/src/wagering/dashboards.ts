import type { DashboardSpec, DimensionOf } from '@tidemark/contracts'
import type { events } from './events.ts'
import type { metrics } from './metrics.ts'

/** What the boards of this pack may name. */
type Board = DashboardSpec<{
  metric: keyof typeof metrics
  dimension: DimensionOf<(typeof events)[number]>
  funnel: never
  cohort: 'players'
  stall: never
  slo: 'transactions_succeed' | 'payments_succeed' | 'api_fast'
  subsystem: never
  experiment: never
}>
type Rows = Board['rows']

const executive: Rows = [
  [
    { kind: 'tile', title: 'Deposits', metric: 'deposits', width: 3 },
    { kind: 'tile', title: 'Bets', metric: 'bets', width: 3 },
    { kind: 'tile', title: 'Payouts', metric: 'payouts', width: 3 },
    { kind: 'tile', title: 'Withdrawals', metric: 'withdrawals', width: 3 },
  ],
  [
    { kind: 'tile', title: 'Net cash in', metric: 'gross_revenue', width: 3 },
    { kind: 'tile', title: 'Net revenue', metric: 'net_revenue', width: 3 },
    { kind: 'tile', title: 'ROI', metric: 'roi_percentage', width: 3 },
    { kind: 'tile', title: 'Gross gaming revenue', metric: 'ggr', width: 3 },
  ],
  [
    { kind: 'tile', title: 'Active users', metric: 'user_active', width: 3 },
    { kind: 'tile', title: 'New users', metric: 'user_new_today', width: 3 },
    { kind: 'tile', title: 'Games', metric: 'game_count', width: 3 },
    { kind: 'tile', title: 'Win rate', metric: 'game_win_rate', width: 3 },
  ],
]

const operations: Rows = [
  [
    { kind: 'tile', title: 'Transactions', metric: 'transaction_count', width: 4 },
    { kind: 'tile', title: 'Completed transactions', metric: 'transactions_completed', width: 4 },
    { kind: 'tile', title: 'Transaction error rate', metric: 'transaction_error_rate', width: 4 },
  ],
  [
    { kind: 'tile', title: 'Payments', metric: 'payment_count', width: 4 },
    { kind: 'tile', title: 'Completed payments', metric: 'payments_completed', width: 4 },
    { kind: 'tile', title: 'Payment failure rate', metric: 'payment_failure_rate', width: 4 },
  ],
  [
    { kind: 'tile', title: 'Fraud flags', metric: 'fraud_flags_count', width: 3 },
    { kind: 'tile', title: 'Mean fraud score', metric: 'fraud_avg_score', width: 3 },
    { kind: 'tile', title: 'Unresolved fraud flags', metric: 'fraud_unresolved', width: 3 },
    { kind: 'tile', title: 'Excluded users', metric: 'excluded_users', width: 3 },
  ],
  [
    { kind: 'tile', title: 'Transaction volume', metric: 'transaction_volume', width: 6 },
    { kind: 'tile', title: 'Payment volume', metric: 'payment_volume', width: 6 },
  ],
]

const security: Rows = [
  [
    { kind: 'bar', title: 'Fraud flags by band', metric: 'fraud_flags_count', breakdown: 'band', width: 4 },
    { kind: 'table', title: 'Anomalies', metric: 'fraud_flags_count', breakdown: 'anomaly', width: 4 },
    { kind: 'tile', title: 'Critical fraud flags', metric: 'fraud_critical_count', width: 4 },
  ],
  [
    { kind: 'tile', title: 'New violations', metric: 'compliance_violations', width: 4 },
    { kind: 'tile', title: 'Permanent violations', metric: 'compliance_violations_permanent', width: 4 },
    { kind: 'tile', title: 'Risk score p95', metric: 'risk_score', stat: 'p95', width: 4 },
  ],
  [
    {
      kind: 'line',
      title: 'Failed transactions by reason',
      metric: 'transactions_failed',
      breakdown: 'reason',
      width: 6,
    },
    { kind: 'line', title: 'Failed payments by method', metric: 'payments_failed', breakdown: 'method', width: 6 },
  ],
]

const players: Rows = [
  [
    { kind: 'tile', title: 'Active players', metric: 'active_players', width: 3 },
    { kind: 'tile', title: 'Mean session', metric: 'session_duration', stat: 'mean', width: 3 },
    { kind: 'tile', title: 'Longest session', metric: 'session_duration', stat: 'max', width: 3 },
    { kind: 'tile', title: 'Mean round', metric: 'game_avg_duration', width: 3 },
  ],
  [
    { kind: 'tile', title: 'Mean bet', metric: 'bet_size', stat: 'mean', width: 4 },
    { kind: 'tile', title: 'Largest bet', metric: 'bet_size', stat: 'max', width: 4 },
    { kind: 'tile', title: 'Smallest bet', metric: 'bet_size', stat: 'min', width: 4 },
  ],
  [
    { kind: 'area', title: 'Active players', metric: 'active_players', width: 6 },
    { kind: 'retention', title: 'Players who come back', of: 'players', width: 6 },
  ],
]

const system: Rows = [
  [
    { kind: 'tile', title: 'Users', metric: 'user_total', width: 3 },
    { kind: 'tile', title: 'Games', metric: 'game_count', width: 3 },
    { kind: 'tile', title: 'Transactions kept', metric: 'transaction_total', width: 3 },
    { kind: 'tile', title: 'Audit logs', metric: 'audit_log_total', width: 3 },
  ],
  [
    { kind: 'health', title: 'Subsystems', width: 6 },
    { kind: 'tile', title: 'Uptime', metric: 'uptime_percentage', width: 3 },
    { kind: 'tile', title: 'Unknown', metric: 'unknown_share', width: 3 },
  ],
  [
    { kind: 'tile', title: 'API latency p99', metric: 'api_latency_p99', width: 4 },
    { kind: 'tile', title: 'Database latency p95', metric: 'database_latency', stat: 'p95', width: 4 },
    { kind: 'tile', title: 'Cache hit rate', metric: 'cache_hit_rate', width: 4 },
  ],
  [{ kind: 'table', title: 'Errors by type', metric: 'errors', breakdown: 'error', width: 12 }],
]

const filters = ['currency'] as const

/** The six boards of the monitoring document with the periods that it states; money asks for one currency. */
export const dashboards = {
  executive: { title: 'Executive', period: 'today', filters, rows: executive },
  operations: { title: 'Operations', period: '1h', filters, rows: operations },
  security: { title: 'Security', period: '24h', rows: security },
  players: { title: 'Players', period: '24h', filters, rows: players },
  system: { title: 'System', period: '30d', rows: system },
  complete: {
    title: 'Complete',
    period: '24h',
    filters,
    rows: [
      [{ kind: 'incidents', title: 'Top alerts', width: 12 }],
      ...executive,
      ...operations,
      ...security,
      ...players,
      ...system,
      [
        { kind: 'slo', title: 'Transactions that complete', of: 'transactions_succeed', width: 4 },
        { kind: 'slo', title: 'Payments that complete', of: 'payments_succeed', width: 4 },
        { kind: 'slo', title: 'API calls within a second', of: 'api_fast', width: 4 },
      ],
    ],
  },
} satisfies Record<string, Board>
