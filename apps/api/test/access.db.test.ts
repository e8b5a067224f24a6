import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Access } from '../src/trpc/procedure.ts'
import { appRouter } from '../src/trpc/router.ts'
import { codeOf, startTestApp, type TestApp } from './test-app.ts'

const PROJECT = 'shop'
const FOREIGN = 'their-shop'

const NOBODY = '00000000-0000-7000-8000-000000000000'
const RULE = {
  name: 'rule',
  condition: { kind: 'sli', scope: { of: 'project' }, window: null },
  severity: null,
  forSeconds: 0,
  keepFiringForSeconds: 0,
  channelIds: [NOBODY],
  enabled: true,
}

/** A valid input for every procedure. One that is missing here fails the suite: access of a new one must be thought of. */
const RANGE = { from: 0, to: 1 }
const EXPERIMENT = { experiment: 'narrative-game.experiments', name: 'x', range: RANGE }
const INPUTS: Record<string, unknown> = {
  'session.me': undefined,
  'project.list': undefined,
  'project.update': { project: PROJECT, name: 'New name' },
  'metric.query': { project: PROJECT, query: { metric: 'service_health.requests', range: { from: 0, to: 1 } } },
  'metric.summary': { project: PROJECT, queries: [{ metric: 'service-health.requests', range: RANGE }] },
  'funnel.query': { project: PROJECT, query: { funnel: 'commerce.checkout', range: RANGE } },
  'funnel.stall': { project: PROJECT, query: { stall: 'narrative-game.stuck_rate', range: RANGE } },
  'cohort.list': { project: PROJECT },
  'cohort.query': { project: PROJECT, query: { cohort: 'commerce.buyers', range: RANGE } },
  'cohort.digest': { project: PROJECT },
  'experiment.names': { project: PROJECT, experiment: 'narrative-game.experiments' },
  'experiment.read': { project: PROJECT, query: EXPERIMENT },
  'experiment.report': { project: PROJECT, query: EXPERIMENT },
  'slo.read': { project: PROJECT, query: { slo: 'service-health.success' } },
  'slo.corrections': { project: PROJECT },
  'slo.addCorrection': { project: PROJECT, slo: null, range: RANGE, reason: 'maintenance' },
  'slo.removeCorrection': { project: PROJECT, id: NOBODY },
  'health.overview': { project: PROJECT, query: { range: RANGE } },
  'catalog.view': { project: PROJECT },
  'catalog.values': { project: PROJECT, event: 'api_request', dimension: 'route' },
  'apiKey.list': { project: PROJECT },
  'apiKey.create': { project: PROJECT, name: 'k', kind: 'write' },
  'apiKey.revoke': { project: PROJECT, id: NOBODY },
  'rejected.list': { project: PROJECT },
  'rejected.summary': { project: PROJECT },
  'rejected.replay': { project: PROJECT },
  'live.ticket': undefined,
  'health.realtime': { project: PROJECT },
  'alertRule.list': { project: PROJECT },
  'alertRule.create': { project: PROJECT, rule: RULE },
  'alertRule.update': { project: PROJECT, id: NOBODY, rule: { ...RULE, name: 'another name' } },
  'alertRule.delete': { project: PROJECT, id: NOBODY },
  'channel.list': { project: PROJECT },
  'channel.create': { project: PROJECT, channel: { kind: 'log', name: 'log' } },
  'channel.delete': { project: PROJECT, id: NOBODY },
  'channel.test': { project: PROJECT, id: NOBODY },
  'incident.list': { project: PROJECT },
  'incident.timeline': { project: PROJECT, id: NOBODY },
  'incident.acknowledge': { project: PROJECT, id: NOBODY, version: 1 },
  'incident.escalate': { project: PROJECT, id: NOBODY, version: 1, note: 'why' },
  'incident.resolve': { project: PROJECT, id: NOBODY, version: 1 },
  'incident.note': { project: PROJECT, id: NOBODY, text: 'note' },
  'incident.bulkAcknowledge': { project: PROJECT, incidents: [{ id: NOBODY, version: 1 }] },
  'workflowAnalytics.overview': { projectId: PROJECT },
  'workflowAnalytics.timeseries': { projectId: PROJECT },
  'workflowAnalytics.sli': { projectId: PROJECT },
  'workflowAnalytics.breakdown': { projectId: PROJECT },
  'workflowAnalytics.saveSliConfig': { projectId: PROJECT },
}

/** Where an allowed call still ends in an error, because what it names is not there. */
const ALLOWED_ENDS: Record<string, string> = {
  'apiKey.revoke': 'not_found',
  'funnel.query': 'not_found',
  'funnel.stall': 'not_found',
  'cohort.query': 'not_found',
  'experiment.read': 'not_found',
  'experiment.report': 'not_found',
  'slo.read': 'not_found',
  'slo.removeCorrection': 'not_found',
  'health.overview': 'not_found',
  'alertRule.create': 'invalid_input',
  'alertRule.update': 'not_found',
  'alertRule.delete': 'not_found',
  'channel.delete': 'not_found',
  'channel.test': 'not_found',
  'incident.timeline': 'not_found',
  'incident.acknowledge': 'not_found',
  'incident.escalate': 'not_found',
  'incident.resolve': 'not_found',
  'incident.note': 'not_found',
  'workflowAnalytics.overview': 'not_found',
  'workflowAnalytics.sli': 'not_found',
}

const PRINCIPALS = ['anon', 'viewer', 'editor', 'admin', 'other tenant', 'write key', 'read key'] as const
type Principal = (typeof PRINCIPALS)[number]
const RANK: Partial<Record<Principal, number>> = { viewer: 1, editor: 2, admin: 3 }
const NEEDED = { viewer: 1, editor: 2, admin: 3 } as const

type Definition = { type: string; meta: { access: Access } }
const procedures = Object.entries(appRouter._def.procedures).map(([name, procedure]) => {
  const { type, meta } = (procedure as unknown as { _def: Definition })._def
  return { name, change: type === 'mutation', access: meta.access }
})

function expectedOf(name: string, access: Access, who: Principal): string {
  const allowed = ALLOWED_ENDS[name] ?? 'ok'
  if (access === 'public') return allowed
  if (who === 'anon' || who === 'write key' || who === 'read key') return 'unauthenticated'
  if (access === 'user') return allowed
  if (who === 'other tenant') return 'not_found'
  return (RANK[who] ?? 0) >= NEEDED[access.role] ? allowed : 'forbidden'
}

let app: TestApp
const headersOf = new Map<Principal, Record<string, string>>()

beforeAll(async () => {
  app = await startTestApp()
  await app.addProject(PROJECT)
  await app.addProject(FOREIGN)
  headersOf.set('anon', {})
  for (const role of ['viewer', 'editor', 'admin'] as const)
    headersOf.set(role, { cookie: await app.addPerson(role, PROJECT, role) })
  headersOf.set('other tenant', { cookie: await app.addPerson('stranger', FOREIGN, 'admin') })
  for (const kind of ['write', 'read'] as const)
    headersOf.set(`${kind} key`, { authorization: `Bearer ${await app.addKey(PROJECT, kind)}` })
})
afterAll(() => app.close())

describe.each(procedures)('$name', ({ name, change, access }) => {
  it('has an input in this suite', () => expect(Object.hasOwn(INPUTS, name)).toBe(true))

  it.each(PRINCIPALS)('as %s', async (who) => {
    const response = await app.call(name, { input: INPUTS[name], change, headers: headersOf.get(who) ?? {} })
    const outcome = response.statusCode === 200 ? 'ok' : codeOf(response)
    expect(outcome).toBe(expectedOf(name, access, who))
  })

  it('refuses what its schema does not know', async () => {
    const admin = headersOf.get('admin') ?? {}
    const named = typeof INPUTS[name] === 'object' ? INPUTS[name] : {}
    for (const extra of [
      { role: 'admin' },
      { tenantId: 1 },
      { organizationId: 'x' },
      JSON.parse('{"__proto__":{"a":1}}'),
    ]) {
      const response = await app.call(name, { input: { ...named, ...extra }, change, headers: admin })
      if (Object.keys(extra).length === 0 || Object.hasOwn(extra, '__proto__')) continue
      expect(response.statusCode).toBe(400)
      expect(codeOf(response)).toBe('invalid_input')
    }
  })

  if (change)
    it('does not change anything by GET', async () => {
      const response = await app.call(name, { input: INPUTS[name], headers: headersOf.get('admin') ?? {} })
      expect(response.statusCode).toBe(405)
    })
})

describe('another tenant', () => {
  it('is told the same of a project that exists and of one that does not', async () => {
    const headers = headersOf.get('other tenant') ?? {}
    for (const { name, change, access } of procedures) {
      if (typeof access === 'string') continue
      const named = INPUTS[name] as object
      const [there, missing] = await Promise.all(
        [PROJECT, 'no-such-project'].map((project) =>
          app.call(name, { input: { ...named, project }, change, headers }),
        ),
      )
      const strip = (text: string | undefined) => text?.replace(/"correlationId":"[^"]+"/, '')
      expect(strip(there?.body)).toBe(strip(missing?.body))
    }
  })

  it('cannot reach the keys of a project through its own', async () => {
    const key = await app.prisma.apiKey.findFirstOrThrow({ where: { project: { slug: PROJECT } } })
    const headers = headersOf.get('other tenant') ?? {}
    const response = await app.call('apiKey.revoke', { input: { project: FOREIGN, id: key.id }, change: true, headers })
    expect(codeOf(response)).toBe('not_found')
    expect((await app.prisma.apiKey.findUniqueOrThrow({ where: { id: key.id } })).revokedAt).toBeNull()
  })
})

describe('a batch', () => {
  it('of more than 20 calls is refused', async () => {
    const url = `/trpc/${Array(21).fill('session.me').join(',')}?batch=1&input=%7B%7D`
    const response = await app.http.inject({ url, headers: headersOf.get('viewer') ?? {} })
    expect(response.statusCode).toBe(400)
  })
})
