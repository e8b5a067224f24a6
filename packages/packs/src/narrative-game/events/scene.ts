import { text } from '@tidemark/contracts'

/**
 * Where in the game something happens and with what it was made: what every board can be filtered by. A turn is attributed
 * to one experiment at most; who saw which others is told by `experiment_exposure`, so that nothing counts twice.
 */
export const scene = {
  world: text({ title: 'World', budget: 50 }),
  adventure: text({ title: 'Adventure', budget: 500 }),
  locale: text({ title: 'Locale', budget: 50, maxLength: 35, personal: true }),
  model: text({ title: 'Model', budget: 50 }),
  experiment: text({ title: 'Experiment', budget: 100, optional: true }),
  variation: text({ title: 'Variation', budget: 200, optional: true }),
  content_version: text({ title: 'Content version', budget: 100 }),
}
