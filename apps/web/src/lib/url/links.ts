import type { MetricQueryInput, QueryFilter, Stat } from '@tidemark/contracts'
import { writeFilters } from './filters.ts'
import { type Preset, type RangeChoice, writeRange } from './range.ts'

export interface ExploreLink {
  readonly metric: string
  readonly stat: Stat
  readonly by: readonly string[]
  readonly filters: readonly QueryFilter[]
  readonly choice: RangeChoice
  readonly bucket: NonNullable<MetricQueryInput['bucket']>
}

/** The address at which Explore shows the same question. */
export const exploreHref = (project: string, link: ExploreLink): string => {
  const params = new URLSearchParams({ metric: link.metric })
  if (link.stat !== 'value') params.set('stat', link.stat)
  for (const dimension of link.by) params.append('by', dimension)
  writeFilters(params, link.filters)
  writeRange(params, link.choice)
  if (link.bucket !== 'auto') params.set('bucket', link.bucket)
  return `/p/${project}/explore?${params}`
}

/** The page of all workflows of a project, or of one of them. */
export const workflowsHref = (project: string, workflow: string | null, params = new URLSearchParams()): string => {
  const page = `/p/${project}/workflows${workflow === null ? '' : `/${encodeURIComponent(workflow)}`}`
  return params.size === 0 ? page : `${page}?${params}`
}

/**
 * A page of a project that keeps the range of the one before, so a look around stays on the same time. What the page before
 * shows usually is nobody's choice and is not kept.
 */
export const keepRange = (href: string, choice: RangeChoice, usual?: Preset): string => {
  const params = new URLSearchParams()
  writeRange(params, choice, usual)
  return params.size === 0 ? href : `${href}?${params}`
}

/** Where to go after signing in: a path of this site and nothing else. */
export const safeNext = (next: string | null): string =>
  next !== null && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/'
