import { defineEvent, measure, oneOf } from '@tidemark/contracts'
import { scene } from './scene.ts'

export const craft = defineEvent({
  type: 'craft',
  title: 'Craft attempted',
  dimensions: { ...scene, outcome: oneOf(['success', 'failure'], { title: 'Outcome' }) },
  measures: {},
})

export const vendorTrade = defineEvent({
  type: 'vendor_trade',
  title: 'Trade with a vendor',
  dimensions: { ...scene, side: oneOf(['buy', 'sell'], { title: 'The player' }) },
  measures: {
    price: measure({ title: 'Price in gold', unit: 'count', min: 0, integer: true }),
    margin: measure({ title: "The vendor's margin in gold", unit: 'count', integer: true }),
  },
})

export const loot = defineEvent({
  type: 'loot',
  title: 'Loot taken',
  dimensions: { ...scene, rarity: oneOf(['common', 'rare', 'epic'], { title: 'Rarity' }) },
  measures: { items: measure({ title: 'Items', unit: 'count', min: 0, integer: true }) },
})
