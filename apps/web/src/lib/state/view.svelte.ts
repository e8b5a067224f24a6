import { BUCKET_CHOICES, type QueryFilter, type Range } from '@tidemark/contracts'
import { goto } from '$app/navigation'
import { page } from '$app/state'
import { readFilters, writeFilters } from '../url/filters.ts'
import { type Preset, type RangeChoice, readRange, resolveRange, writeRange } from '../url/range.ts'

export type BucketChoice = (typeof BUCKET_CHOICES)[number]

/** What the page looks at. All of it lives in the address, so a link is a view. */
export class View {
  readonly #zone: () => string
  readonly #usual: () => Preset
  readonly choice: RangeChoice = $derived.by(() =>
    readRange(page.url.searchParams as URLSearchParams, this.#zone(), this.#usual()),
  )
  readonly filters: QueryFilter[] = $derived(readFilters(page.url.searchParams as URLSearchParams))
  readonly by: string[] = $derived([...new Set(page.url.searchParams.getAll('by').filter(Boolean))].slice(0, 3))
  readonly bucket: BucketChoice = $derived(
    BUCKET_CHOICES.find((known) => known === page.url.searchParams.get('bucket')) ?? 'auto',
  )
  readonly paused: boolean = $derived(page.url.searchParams.get('live') === '0')

  /** `usual`: what the page shows when its address names no time */
  constructor(zone: () => string, usual: () => Preset) {
    this.#zone = zone
    this.#usual = usual
  }

  /** What the page shows when its address names no time. */
  get usual(): Preset {
    return this.#usual()
  }

  /** The instants looked at when the clock says `now`. */
  resolve(now: number): Range {
    return resolveRange(this.choice, now, this.#zone())
  }

  /** A parameter that only one page knows, such as the metric of Explore. */
  param(name: string): string | null {
    return page.url.searchParams.get(name)
  }

  setRange(choice: RangeChoice): void {
    this.#go((params) => writeRange(params, choice, this.#usual()))
  }

  setFilters(filters: readonly QueryFilter[]): void {
    this.#go((params) => writeFilters(params, filters))
  }

  setBy(dimensions: readonly string[]): void {
    this.#go((params) => {
      params.delete('by')
      for (const dimension of dimensions) params.append('by', dimension)
    })
  }

  setBucket(bucket: BucketChoice): void {
    this.set({ bucket: bucket === 'auto' ? null : bucket })
  }

  setPaused(paused: boolean): void {
    this.set({ live: paused ? '0' : null })
  }

  /** Sets parameters; null takes one away. */
  set(changes: Readonly<Record<string, string | null>>): void {
    this.#go((params) => {
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) params.delete(name)
        else params.set(name, value)
      }
    })
  }

  #go(change: (params: URLSearchParams) => void): void {
    const params = new URLSearchParams(page.url.searchParams.toString())
    change(params)
    const search = params.toString()
    void goto(`${page.url.pathname}${search === '' ? '' : `?${search}`}`, { reset: false })
  }
}
