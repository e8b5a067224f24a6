import type { CorrectionView } from '@tidemark/contracts'

interface CorrectionRow {
  id: string
  slo: string | null
  fromAt: Date
  toAt: Date
  reason: string
  createdBy: string
  createdAt: Date
}

export const toCorrectionView = (row: CorrectionRow): CorrectionView => ({
  id: row.id,
  slo: row.slo,
  range: { from: row.fromAt.getTime(), to: row.toAt.getTime() },
  reason: row.reason,
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
})
