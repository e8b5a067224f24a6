import type { CatalogView } from '@tidemark/contracts'
import { homeDashboard } from '../catalog.ts'

export interface Destination {
  readonly href: string
  readonly title: string
  readonly icon: 'platform' | 'dashboard' | 'explore' | 'data' | 'settings'
  readonly group: 'main' | 'dashboards' | 'manage'
}

/** The pages of a project, in the order of the rail. */
export const destinations = (project: string, catalog: CatalogView): Destination[] => {
  const home = homeDashboard(catalog)
  const base = `/p/${project}`
  return [
    { href: base, title: home?.title ?? 'Overview', icon: 'platform', group: 'main' },
    { href: `${base}/explore`, title: 'Explore', icon: 'explore', group: 'main' },
    ...catalog.dashboards
      .filter((dashboard) => dashboard !== home)
      .map(
        ({ id, title }): Destination => ({
          href: `${base}/d/${encodeURIComponent(id)}`,
          title,
          icon: 'dashboard',
          group: 'dashboards',
        }),
      ),
    { href: `${base}/data`, title: 'Data', icon: 'data', group: 'manage' },
    { href: `${base}/settings`, title: 'Settings', icon: 'settings', group: 'manage' },
  ]
}
