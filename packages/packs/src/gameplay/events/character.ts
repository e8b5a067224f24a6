import { text } from '@tidemark/contracts'

/** How somebody plays. Ages, addresses and chat have no field: the server keeps a region and a country and drops the rest. */
export const character = {
  class: text({ title: 'Class', budget: 50, maxLength: 32 }),
  playstyle: text({ title: 'Playstyle', budget: 20, maxLength: 32 }),
}

/** Where somebody is, derived from an address that is never stored. */
export const place = {
  region: text({ title: 'Region', budget: 50, maxLength: 32, personal: true }),
}

/** Events that are sampled are sampled together: who sends half of the combat also sends half of the rest. */
export const SAMPLING_GROUP = 'play'
