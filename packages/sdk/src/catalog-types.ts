import type { EventProps, EventSpec } from '@tidemark/contracts'

/** What a client can be typed from: a list of packs, or a list of event types. */
export type Catalog = readonly EventSpec[] | readonly { readonly events: readonly EventSpec[] }[]

type EventsOf<C extends Catalog> = C[number] extends infer Entry
  ? Entry extends { readonly events: readonly (infer E)[] }
    ? E
    : Entry
  : never

/** The event type names of a catalog. */
export type EventType<C extends Catalog> = Extract<EventsOf<C>, EventSpec>['type']

/** The props that the event type `T` of a catalog is sent with. */
export type PropsOf<C extends Catalog, T extends string> =
  Extract<EventsOf<C>, { readonly type: T }> extends infer E ? (E extends EventSpec ? EventProps<E> : never) : never
