import type { CatalogView } from '@tidemark/contracts'
import { homeDashboard } from '../catalog.ts'

export interface Destination {
  readonly href: string
  readonly title: string
  readonly icon: 'platform' | 'dashboard' | 'explore' | 'workflows' | 'incidents' | 'alerts' | 'data' | 'settings'
  readonly group: 'main' | 'dashboards' | 'reliability' | 'manage'
  /** title of the pack that a dashboard belongs to */
  readonly pack?: string
  /** whether it looks at the page's range, which a link there then keeps */
  readonly ranged: boolean
}

/** The pages of a project, in the order of the rail. */
export const destinations = (project: string, catalog: CatalogView): Destination[] => {
  const home = homeDashboard(catalog)
  const base = `/p/${project}`
  return [
    { href: base, title: home?.title ?? 'Overview', icon: 'platform', group: 'main', ranged: true },
    { href: `${base}/explore`, title: 'Explore', icon: 'explore', group: 'main', ranged: true },
    ...catalog.dashboards
      .filter((dashboard) => dashboard !== home)
      .map(
        ({ id, pack, title }): Destination => ({
          href: `${base}/d/${encodeURIComponent(id)}`,
          title,
          icon: 'dashboard',
          group: 'dashboards',
          pack: catalog.packs.find(({ name }) => name === pack)?.title ?? pack,
          ranged: true,
        }),
      ),
    { href: `${base}/workflows`, title: 'Workflows', icon: 'workflows', group: 'reliability', ranged: false },
    { href: `${base}/incidents`, title: 'Incidents', icon: 'incidents', group: 'reliability', ranged: false },
    { href: `${base}/alerts`, title: 'Alerts', icon: 'alerts', group: 'reliability', ranged: false },
    { href: `${base}/data`, title: 'Data', icon: 'data', group: 'manage', ranged: false },
    { href: `${base}/settings`, title: 'Settings', icon: 'settings', group: 'manage', ranged: false },
  ]
}

/** Whether a page belongs to a destination: it is it, or one below it. Paths as the address bar has them. */
export const isHere = (path: string, to: Destination): boolean => {
  const [here, there] = [decodeURIComponent(path), decodeURIComponent(to.href)]
  return here === there || (to.group === 'reliability' && here.startsWith(`${there}/`))
}
