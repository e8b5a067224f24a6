/** What a pack is called in the places that name it. */
export interface PackNames {
  /** kebab-case: its folder, and the first part of its metrics' ids */
  readonly name: string
  /** "Parcel desk" */
  readonly title: string
  /** snake_case with a _ at the end: what its event types begin with, so that they are nobody else's */
  readonly prefix: string
  /** what its folder exports; the ending keeps it apart from words of the language */
  readonly variable: string
}

/** So that the line that imports it stays within 120 characters. */
const LONGEST = 40

/** What is wrong with the name of a new pack, in one sentence that says what to do; null where nothing is. Pure. */
export function packNameProblem(
  name: string | undefined,
  taken: { packs: readonly string[]; folders: readonly string[]; events: readonly string[] },
): string | null {
  if (name === undefined) return 'A pack needs a name: npm run new -- pack parcel-desk'
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    return `"${name}" is no name for a pack: use lower-case letters and digits in words joined by -, such as parcel-desk`
  if (name.length > LONGEST) return `"${name}" is too long: a pack's name has at most ${LONGEST} characters`
  if (taken.packs.includes(name)) return `There is a pack "${name}" already: edit packages/packs/src/${name}`
  if (taken.folders.includes(name))
    return `packages/packs/src/${name} exists, but is no pack of packages/packs/src/index.ts: take another name, or remove it`
  const { prefix, variable } = namePack(name)
  if (taken.packs.some((other) => namePack(other).variable === variable))
    return `"${name}" differs from another pack by a - only: take another name`
  const event = taken.events.find((type) => type.startsWith(prefix))
  return event === undefined ? null : `The event type ${event} begins with ${prefix} already: take another name`
}

/** The forms of a name that `packNameProblem` has nothing against. Pure. */
export function namePack(name: string): PackNames {
  const words = name.split('-')
  const [first = '', ...rest] = words
  const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`
  return {
    name,
    title: capital(words.join(' ')),
    prefix: `${words.join('_')}_`,
    variable: `${first}${rest.map(capital).join('')}Pack`,
  }
}
