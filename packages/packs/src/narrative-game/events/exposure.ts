import { defineEvent, measure, text } from '@tidemark/contracts'

const parameter = (title: string) => measure({ title, unit: 'count', min: 0, integer: true, optional: true })

/** Says which variation a player sees and with which parameters it runs. Which one it is, is decided elsewhere. */
export const experimentExposure = defineEvent({
  type: 'experiment_exposure',
  title: 'Experiment seen',
  dimensions: {
    experiment: text({ title: 'Experiment', budget: 100, maxLength: 64 }),
    variation: text({ title: 'Variation', budget: 200, maxLength: 64 }),
  },
  measures: {
    token_budget: parameter('Token budget'),
    tool_quota: parameter('Tool quota'),
    party_cap: parameter('Party cap'),
  },
})
