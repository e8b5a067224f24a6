import { count, derived, dividedBy, minus, part, ratio, sum } from '@tidemark/contracts'
import { craft, loot, vendorTrade } from '../events/economy.ts'
import { turn } from '../events/turn.ts'

const currency_inflow = sum({ of: turn, measure: 'gold_in', title: 'Gold received', coveredBy: [turn] })
const currency_outflow = sum({ of: turn, measure: 'gold_out', title: 'Gold spent', coveredBy: [turn] })
const turns = count({ of: turn, title: 'Turns' })

export const economy = {
  currency_inflow,
  currency_outflow,
  econ_velocity: derived({
    formula: dividedBy(minus(currency_inflow, currency_outflow), turns),
    unit: 'ratio',
    title: 'Economy velocity',
    description: 'Gold that players gain per turn: received less spent, over turns',
  }),
  item_acquisition_rate: ratio({
    of: part(loot, { measure: 'items' }),
    over: part(turn),
    unit: 'ratio',
    title: 'Items acquired per turn',
  }),
  loot_rate: ratio({ of: part(loot), over: part(turn), title: 'Loot per turn' }),
  craft_rate: ratio({ of: part(craft), over: part(turn), title: 'Crafts per turn' }),
  craft_success_rate: ratio({
    of: part(craft, { where: { outcome: 'success' } }),
    over: part(craft),
    title: 'Craft success rate',
    better: 'higher',
  }),
  vendor_trades: count({ of: vendorTrade, title: 'Vendor trades', coveredBy: [turn] }),
  vendor_trade_rate: ratio({ of: part(vendorTrade), over: part(turn), title: 'Vendor trades per turn' }),
  vendor_margin: ratio({
    of: part(vendorTrade, { measure: 'margin' }),
    over: part(vendorTrade, { measure: 'price' }),
    title: 'Vendor margin',
    description: "The vendors' margin over the prices of their trades",
  }),
}
