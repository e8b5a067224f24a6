import { LIVE_CHANNEL } from '@tidemark/backplane'
import { ALERTING_SUBJECT, type ChannelCreated, type IncidentView, LiveHint } from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'
import { startWebhookReceiver, type WebhookReceiver } from '@tidemark/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, startTestApp, type TestApp } from './test-app.ts'

const PROJECT = 'main'

let app: TestApp
let receiver: WebhookReceiver
let projectId: number
const cookies: Record<string, string> = {}
const heard: LiveHint[] = []

beforeAll(async () => {
  app = await startTestApp()
  receiver = await startWebhookReceiver()
  projectId = (await app.prisma.project.findUniqueOrThrow({ where: { slug: PROJECT } })).id
  for (const role of ['viewer', 'editor', 'admin'] as const) cookies[role] = await app.addPerson(role, PROJECT, role)
  app.backplane.hints.subscribe(LIVE_CHANNEL, (message) => heard.push(LiveHint.parse(JSON.parse(message))))
})
afterAll(async () => {
  await receiver.close()
  await app.close()
})

async function change<T>(who: string, path: string, input: object): Promise<T> {
  const response = await app.call(path, { input: { project: PROJECT, ...input }, cookie: cookies[who], change: true })
  if (response.statusCode !== 200) throw new Error(codeOf(response))
  return response.json().result.data
}

async function ask<T>(who: string, path: string, input: object = {}): Promise<T> {
  const response = await app.call(path, { input: { project: PROJECT, ...input }, cookie: cookies[who] })
  return response.json().result.data
}

async function addIncident(): Promise<string> {
  const id = uuidv7()
  const shown = { title: 'Workflow SLI Violation', severity: 'warning', labels: { workflow: 'invoice' }, message: 'm' }
  await app.prisma.incident.create({ data: { id, projectId, ...shown, openedAt: new Date() } })
  return id
}

const addWebhook = (url: string) =>
  change<ChannelCreated>('admin', 'channel.create', { channel: { kind: 'webhook', name: 'ops', url } })

describe('channels', () => {
  it('answer the signing secret once and keep it, like the path of the address, encrypted [SEC-07]', async () => {
    const { view, signingSecret } = await addWebhook(`${receiver.url}/T0/secret-path?key=hidden`)
    expect(signingSecret).toMatch(/^whsec_/)
    expect(view).toMatchObject({ kind: 'webhook', name: 'ops', address: `${new URL(receiver.url).origin}/…` })
    expect(await ask('viewer', 'channel.list')).toContainEqual(view)
    const { rows } = await app.pools.query.query<{ row: string }>(
      `SELECT concat(c, encode(coalesce(secret, ''), 'escape')) AS row FROM alert_channel c
       UNION ALL SELECT a::text FROM audit a`,
    )
    const stored = rows.map(({ row }) => row).join('\n')
    for (const hidden of ['secret-path', 'hidden', String(signingSecret).slice(6)]) expect(stored).not.toContain(hidden)
  })

  it('are tried out with a signed message', async () => {
    const { view } = await addWebhook(receiver.url)
    const tested = await change('admin', 'channel.test', { id: view.id })
    expect(tested).toEqual({ delivered: true, detail: null })
    const { headers, body } = receiver.received.at(-1)!
    expect(headers['webhook-signature']).toMatch(/^v1,/)
    expect(JSON.parse(body)).toMatchObject({ severity: 'info', title: 'Test message', projectId: PROJECT })
    receiver.answer(500)
    const failed = await change('admin', 'channel.test', { id: view.id })
    expect(failed).toEqual({ delivered: false, detail: 'the receiver answered 500' })
    await change('admin', 'channel.delete', { id: view.id })
    await expect(change('admin', 'channel.test', { id: view.id })).rejects.toThrow('not_found')
    const actions = (await app.prisma.audit.findMany({ where: { subject: view.id }, orderBy: { id: 'asc' } })).map(
      ({ action }) => action,
    )
    expect(actions).toEqual(['channel.create', 'channel.test', 'channel.test', 'channel.delete'])
  })

  it.each(['http://10.0.0.1/', 'http://[::1]/', 'http://169.254.169.254/', 'https://1.1.1.1:6379/', 'ftp://1.1.1.1/'])(
    'do not lead to %s',
    async (url) => expect(addWebhook(url)).rejects.toThrow('invalid_input'),
  )
})

describe('rules', () => {
  it('are written by editors and read by viewers [ALR-14]', async () => {
    const { view: channel } = await change<ChannelCreated>('admin', 'channel.create', {
      channel: { kind: 'log', name: 'log' },
    })
    const rule = {
      name: 'Invoices succeed',
      condition: { kind: 'sli', scope: { of: 'workflow', workflowId: 'invoice' }, window: '7d' },
      severity: null,
      forSeconds: 300,
      keepFiringForSeconds: 0,
      channelIds: [channel.id],
      enabled: true,
    }
    const created = await change<{ id: string }>('editor', 'alertRule.create', { rule })
    expect(created).toMatchObject({ ...rule, intervalSeconds: 60, cooldownSeconds: 600, minSamples: 30, state: 'ok' })
    const changed = await change('editor', 'alertRule.update', { id: created.id, rule: { ...rule, enabled: false } })
    expect(await ask('viewer', 'alertRule.list')).toEqual([changed])
    await expect(change('viewer', 'alertRule.delete', { id: created.id })).rejects.toThrow('forbidden')
    await change('editor', 'alertRule.delete', { id: created.id })
    expect(await ask('viewer', 'alertRule.list')).toEqual([])
  })
})

describe('incidents', () => {
  it('are acknowledged, escalated, noted and resolved by name, once per version [INC-03]', async () => {
    const id = await addIncident()
    const taken = await change<IncidentView>('editor', 'incident.acknowledge', { id, version: 1, note: 'looking' })
    expect(taken).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'editor', version: 2 })
    await expect(change('admin', 'incident.acknowledge', { id, version: 1 })).rejects.toThrow('conflict')
    await expect(change('admin', 'incident.escalate', { id, version: 2 })).rejects.toThrow('invalid_input')
    const raised = await change<IncidentView>('admin', 'incident.escalate', { id, version: 2, note: 'money' })
    expect(raised).toMatchObject({ state: 'escalated', severity: 'critical' })
    expect(await change('editor', 'incident.note', { id, text: ' found it ' })).toMatchObject({ text: 'found it' })
    const done = await change<IncidentView>('editor', 'incident.resolve', { id, version: raised.version })
    expect(done).toMatchObject({ state: 'resolved', resolvedBy: 'editor' })
    const timeline = await ask<{ by: string; text: string }[]>('viewer', 'incident.timeline', { id })
    expect(timeline.map(({ by, text }) => `${by}: ${text}`)).toEqual([
      'editor: Acknowledged. looking',
      'admin: Escalated to critical. money',
      'editor: found it',
      'editor: Resolved by hand.',
    ])
  })

  it('are listed as active until they are resolved [INC-05]', async () => {
    const [open, closed] = [await addIncident(), await addIncident()]
    await change('editor', 'incident.resolve', { id: closed, version: 1 })
    const idsOf = async (state?: string) =>
      (await ask<IncidentView[]>('viewer', 'incident.list', { state })).map((one) => one.id)
    expect(await idsOf()).toEqual([open])
    expect(await idsOf('resolved')).toContain(closed)
    expect(await idsOf('all')).toEqual(expect.arrayContaining([open, closed]))
    await change('editor', 'incident.resolve', { id: open, version: 1 })
  })

  it('are acknowledged in bulk, and what was not says why [INC-04]', async () => {
    const [first, second, moved] = [await addIncident(), await addIncident(), await addIncident()]
    await change('editor', 'incident.acknowledge', { id: moved, version: 1 })
    const nobody = uuidv7()
    const incidents = [first, moved, nobody, second].map((id) => ({ id, version: 1 }))
    const outcome = await change<{ acknowledged: IncidentView[]; failed: { id: string; code: string }[] }>(
      'editor',
      'incident.bulkAcknowledge',
      { incidents },
    )
    expect(outcome.acknowledged.map(({ id }) => id)).toEqual([first, second])
    expect(outcome.failed.map(({ id, code }) => [id, code])).toEqual([
      [moved, 'conflict'],
      [nobody, 'not_found'],
    ])
  })

  it('tell pages that there is news', async () => {
    const before = heard.length
    const id = await addIncident()
    const news = Promise.withResolvers<LiveHint>()
    const stop = app.backplane.hints.subscribe(LIVE_CHANNEL, (message) => news.resolve(JSON.parse(message)))
    await change('editor', 'incident.acknowledge', { id, version: 1 })
    expect(await news.promise).toMatchObject({ project: projectId, metrics: [ALERTING_SUBJECT], upTo: 0 })
    stop()
    const revisions = heard.slice(before).map(({ revision }) => revision)
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b))
  })
})
