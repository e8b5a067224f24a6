import type { EventSpec, PackSpec } from '@tidemark/contracts'
import { NAME } from './names.ts'

const SEMVER = /^\d+\.\d+\.\d+$/

/** What is wrong with the declaration of an event, one line each. Pure. */
export function* eventProblems(pack: PackSpec, spec: EventSpec): Generator<string> {
  const at = `${pack.name}: event ${spec.type}`
  if (!NAME.test(spec.type)) yield `${at}: a type is lower-case letters, digits and _, at most 63`
  if (!SEMVER.test(spec.version)) yield `${at}: version ${spec.version} is not of the form 1.2.3`
  const names = [...Object.keys(spec.dimensions), ...Object.keys(spec.measures)]
  for (const name of names) if (!NAME.test(name)) yield `${at}: field ${name} is not lower-case letters, digits and _`
  if (new Set(names).size !== names.length) yield `${at}: a field is both a dimension and a measure`
  for (const [name, measure] of Object.entries(spec.measures)) {
    if (measure.unit === 'currency' && measure.currency === undefined)
      yield `${at}: measure ${name} is an amount but names no currency dimension`
    if (measure.currency !== undefined && !(measure.currency in spec.dimensions))
      yield `${at}: measure ${name} names the currency dimension ${measure.currency}, which is not declared`
  }
}
