import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, cookieOf, PASSWORD, startTestApp, type TestApp } from './test-app.ts'

let app: TestApp

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

describe('login', () => {
  it('answers a cookie that scripts cannot read and other sites do not send', async () => {
    await app.addPerson('ada', 'main', 'editor')
    const response = await app.login('Ada@Example.com', PASSWORD)
    expect(response.statusCode).toBe(200)
    const session = response.cookies.find(({ name }) => name === 'tidemark.session_token')
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    const me = await app.call('session.me', { cookie: cookieOf(response) })
    expect(me.json().result.data).toMatchObject({
      user: { email: 'ada@example.com' },
      projects: [{ slug: 'main', role: 'editor' }],
    })
    expect(me.headers['cache-control']).toBe('no-store')
  })

  it('says the same of a wrong password and of an unknown person', async () => {
    const wrong = await app.login('ada@example.com', 'wrong password')
    const unknown = await app.login('nobody@example.com', 'wrong password')
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401])
    expect(wrong.json()).toEqual(unknown.json())
  })

  it('is not open for registration, and nothing unlisted exists', async () => {
    for (const path of [
      'sign-up/email',
      'organization/create',
      'delete-user',
      'ok',
      'error',
      '../auth/sign-up/email',
    ]) {
      const payload = { email: 'eve@example.com', password: PASSWORD, name: 'Eve' }
      const response = await app.http.inject({ method: 'POST', url: `/api/auth/${path}`, payload })
      expect(response.statusCode).toBe(404)
    }
    expect(await app.prisma.user.count({ where: { email: 'eve@example.com' } })).toBe(0)
  })

  it('refuses other sites, whatever the content type', async () => {
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded'])
      for (const origin of ['https://evil.example', 'null', `${'http://127.0.0.1:43210'}.evil.example`]) {
        const response = await app.http.inject({
          method: 'POST',
          url: '/api/auth/sign-in/email',
          headers: { origin, 'content-type': type },
          payload: JSON.stringify({ email: 'ada@example.com', password: PASSWORD }),
        })
        expect(response.statusCode).toBe(403)
        expect(response.headers['access-control-allow-origin']).toBeUndefined()
      }
  })

  it('slows guessing down but leaves the door open for a known device', async () => {
    await app.addPerson('bob', 'main')
    const device = cookieOf(await app.login('bob@example.com', PASSWORD))
    const statuses: number[] = []
    for (let i = 0; i < 12; i++) statuses.push((await app.login('bob@example.com', `guess number ${i}`)).statusCode)
    expect(statuses.filter((status) => status === 401)).toHaveLength(10)
    const refused = await app.login('bob@example.com', PASSWORD)
    expect(refused.statusCode).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await app.login('bob@example.com', PASSWORD, { cookie: device })).statusCode).toBe(200)
  })
})

describe('a session', () => {
  const sessionOf = async (name: string) =>
    app.prisma.session.findFirstOrThrow({ where: { user: { email: `${name}@example.com` } } })

  it('ends with the logout', async () => {
    const cookie = await app.addPerson('carl', 'main')
    const out = await app.http.inject({
      method: 'POST',
      url: '/api/auth/sign-out',
      headers: { cookie, 'content-type': 'application/json' },
      payload: '{}',
    })
    expect(out.statusCode).toBe(200)
    expect(out.headers['clear-site-data']).toContain('storage')
    expect(codeOf(await app.call('session.me', { cookie }))).toBe('unauthenticated')
  })

  it('ends after 30 idle minutes and is kept alive by use', async () => {
    const cookie = await app.addPerson('dora', 'main')
    const { id, expiresAt } = await sessionOf('dora')
    expect(expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(30 * 60_000)
    await app.prisma.session.update({ where: { id }, data: { expiresAt: new Date(Date.now() + 20 * 60_000) } })
    const kept = await app.call('session.me', { cookie })
    expect(kept.headers['set-cookie']).toBeDefined()
    expect((await sessionOf('dora')).expiresAt.getTime()).toBeGreaterThan(Date.now() + 29 * 60_000)
    await app.prisma.session.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } })
    expect(codeOf(await app.call('session.me', { cookie }))).toBe('unauthenticated')
  })

  it('ends after twelve hours, however busy', async () => {
    for (const [name, ask] of [
      ['eric', (cookie: string) => app.call('session.me', { cookie })],
      ['fay', (cookie: string) => app.http.inject({ url: '/api/auth/get-session', headers: { cookie } })],
    ] as const) {
      const cookie = await app.addPerson(name, 'main')
      const { id } = await sessionOf(name)
      await app.prisma.session.update({ where: { id }, data: { createdAt: new Date(Date.now() - 12 * 3_600_000 - 1) } })
      await ask(cookie)
      expect(await app.prisma.session.count({ where: { id } })).toBe(0)
    }
  })
})
