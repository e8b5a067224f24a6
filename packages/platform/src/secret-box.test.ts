import { describe, expect, it } from 'vitest'
import { createSecretBox } from './secret-box.ts'

const box = createSecretBox('m'.repeat(64))
const TEXT = 'whsec_ü🔑'

describe('createSecretBox', () => {
  it('opens what it sealed, in another process too', () => {
    const sealed = box.seal(TEXT, 'channel-1')
    expect(box.open(sealed, 'channel-1')).toBe(TEXT)
    expect(createSecretBox('m'.repeat(64)).open(new Uint8Array(sealed), 'channel-1')).toBe(TEXT)
    expect(box.open(box.seal('', 'a'), 'a')).toBe('')
  })

  it('hides the text and never seals it the same way twice', () => {
    const [first, second] = [box.seal(TEXT, 'a'), box.seal(TEXT, 'a')]
    expect(first.includes('whsec')).toBe(false)
    expect(first.equals(second)).toBe(false)
  })

  it('does not open for another owner or with another key', () => {
    const sealed = box.seal(TEXT, 'a')
    expect(() => box.open(sealed, 'b')).toThrow()
    expect(() => createSecretBox('n'.repeat(64)).open(sealed, 'a')).toThrow('another master key')
  })

  it('does not open what was changed or cut anywhere', () => {
    const sealed = box.seal(TEXT, 'a')
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed)
      changed[at]! ^= 1
      expect(() => box.open(changed, 'a')).toThrow()
      expect(() => box.open(sealed.subarray(0, at), 'a')).toThrow()
    }
  })
})
