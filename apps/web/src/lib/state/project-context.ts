import type { CatalogView, ProjectView } from '@tidemark/contracts'
import { createContext } from 'svelte'
import type { SessionView } from '../api/client.ts'
import type { Live } from '../live.svelte.ts'
import type { View } from './view.svelte.ts'

/** What every part of a project's pages may need. Read its members late: they change with the project. */
export interface ProjectContext {
  readonly session: SessionView
  readonly project: ProjectView
  readonly catalog: CatalogView
  readonly live: Live
  readonly view: View
}

export const [getProject, setProject] = createContext<ProjectContext>()
