export interface Quest {
  readonly name: string
  /** in order, with the turns that each takes in the mean */
  readonly nodes: readonly (readonly [name: string, turns: number])[]
}

/** A made-up adventure with its quests in order. */
export interface Adventure {
  readonly name: string
  readonly world: string
  readonly arc: string
  readonly zones: readonly string[]
  readonly quests: readonly Quest[]
}

export const ADVENTURES: readonly Adventure[] = [
  {
    name: 'the-drowned-bell',
    world: 'saltmarch',
    arc: 'tide-debt',
    zones: ['harbour', 'reed-sea'],
    quests: [
      {
        name: 'the-silent-harbour',
        nodes: [
          ['harbour-gate', 1.6],
          ['keeper-of-ropes', 2.2],
          ['the-sunken-stair', 3],
        ],
      },
      {
        name: 'below-the-bell',
        nodes: [
          ['tide-lock', 2.4],
          ['choir-of-salt', 2.8],
        ],
      },
    ],
  },
  {
    name: 'winter-market',
    world: 'saltmarch',
    arc: 'tide-debt',
    zones: ['market-square', 'harbour'],
    quests: [
      {
        name: 'a-stall-of-ones-own',
        nodes: [
          ['the-toll', 1.5],
          ['three-bargains', 2],
        ],
      },
      {
        name: 'the-false-scales',
        nodes: [
          ['ledger-room', 2.5],
          ['midnight-auction', 3],
        ],
      },
    ],
  },
  {
    name: 'ashes-of-veyra',
    world: 'emberreach',
    arc: 'crown-of-cinders',
    zones: ['glass-desert', 'veyra'],
    quests: [
      // The node where players get stuck.
      {
        name: 'the-burnt-road',
        nodes: [
          ['caravan-camp', 1.8],
          ['the-mirror-maze', 8],
        ],
      },
      {
        name: 'the-last-ember',
        nodes: [
          ['ember-vault', 2.6],
          ['throne-of-ash', 3],
        ],
      },
    ],
  },
  {
    name: 'the-clockwork-court',
    world: 'emberreach',
    arc: 'crown-of-cinders',
    zones: ['undercourt', 'veyra'],
    quests: [
      {
        name: 'an-invitation',
        nodes: [
          ['brass-door', 1.7],
          ['masked-ball', 2.6],
        ],
      },
      {
        name: 'stop-the-hour',
        nodes: [
          ['gear-well', 3],
          ['the-thirteenth-hour', 3.2],
        ],
      },
    ],
  },
]

/** What is left to do when the quests of an adventure are done. */
export const ODD_JOBS: Quest = { name: 'odd-jobs', nodes: [['odd-job', 2.5]] }

export const NPCS = ['maren', 'osk', 'tilda', 'brother-ash', 'quill'] as const
export const OPTIONS = ['negotiate', 'fight', 'sneak', 'explore', 'trade', 'ask', 'wait'] as const
export const LINES: readonly string[] = Array.from({ length: 24 }, (_, n) => `line-${n + 1}`)
export const WEATHERS = ['clear', 'rain', 'fog', 'storm', 'ashfall'] as const
export const WORLD_EVENTS = ['caravan-arrives', 'border-raid', 'festival', 'earthquake'] as const

interface Variation {
  readonly name: string
  readonly overlays: { readonly token_budget?: number; readonly tool_quota?: number; readonly party_cap?: number }
}
export interface Experiment {
  readonly name: string
  readonly control: Variation
  readonly changed: Variation
}

/** Does what it promises: fewer tokens, and more adventures are completed. */
export const TOKEN_DIET: Experiment = {
  name: 'token-diet',
  control: { name: 'control', overlays: { token_budget: 4000, tool_quota: 4 } },
  changed: { name: 'lean', overlays: { token_budget: 3600, tool_quota: 3 } },
}
/** Changes nothing. */
export const PARTY_SIZE: Experiment = {
  name: 'party-size',
  control: { name: 'control', overlays: { party_cap: 3 } },
  changed: { name: 'large', overlays: { party_cap: 5 } },
}
