import { expect, it } from 'vitest'
import { makeReadablePassword } from './make-readable-password.ts'
import { hashPassword, verifyPassword } from './password.ts'

it('matches the password it was made of and no other', async () => {
  const hash = await hashPassword('pässwörd 🌊')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await verifyPassword('pässwörd 🌊', hash)).toBe(true)
  expect(await verifyPassword('passwörd 🌊', hash)).toBe(false)
})

it('never matches a hash of another form', async () => {
  for (const hash of ['', 'plain', 'salt:abcdef', '$argon2id$v=19$m=19456,t=2,p=1$short$short'])
    expect(await verifyPassword('plain', hash)).toBe(false)
})

it('makes passwords that can be read out', () => {
  const made = new Set(Array.from({ length: 1000 }, makeReadablePassword))
  expect(made.size).toBe(1000)
  for (const password of made) expect(password).toMatch(/^(?:[2-9a-km-z]{4}-){3}[2-9a-km-z]{4}$/)
})
