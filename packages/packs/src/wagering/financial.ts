import { derived, dividedBy, minus, type StoredMetricSpec, sum } from '@tidemark/contracts'
import { transaction } from './events.ts'

type Kind = 'deposit' | 'bet' | 'payout' | 'withdrawal'

const completed = (kind: Kind, title: string): StoredMetricSpec =>
  sum({
    of: transaction,
    measure: 'amount',
    where: { kind, status: 'completed' },
    title,
    description: `Amount of ${title.toLowerCase()} that completed, in minor units of one currency`,
    better: kind === 'payout' || kind === 'withdrawal' ? 'neither' : 'higher',
    coveredBy: [transaction],
  })

const deposits = completed('deposit', 'Deposits')
const bets = completed('bet', 'Bets')
const payouts = completed('payout', 'Payouts')
const withdrawals = completed('withdrawal', 'Withdrawals')
const netCashIn = minus(deposits, withdrawals)
const net = minus(netCashIn, payouts)

/**
 * Money, each from completed transactions in one currency. Gross and net revenue are as the executive dashboard of the
 * monitoring document computes them: gross is cash in less cash out, which is not what the games earned; that is `ggr`.
 */
export const financial = {
  deposits,
  bets,
  payouts,
  withdrawals,
  gross_revenue: derived({
    formula: netCashIn,
    unit: 'currency',
    title: 'Net cash in',
    description: 'Deposits less withdrawals, which the documents call gross revenue',
    better: 'higher',
  }),
  net_revenue: derived({
    formula: net,
    unit: 'currency',
    title: 'Net revenue',
    description: 'Net cash in less payouts',
    better: 'higher',
  }),
  roi_percentage: derived({
    formula: dividedBy(net, deposits),
    unit: 'percent',
    title: 'ROI',
    description: 'Net revenue over deposits',
    better: 'higher',
  }),
  ggr: derived({
    formula: minus(bets, payouts),
    unit: 'currency',
    title: 'Gross gaming revenue',
    description: 'Bets less payouts',
    better: 'higher',
  }),
}
