import { expect, it } from 'vitest'
import { createAddressList } from './address-list.ts'

it('knows single addresses, ranges and IPv4 written as IPv6', () => {
  const isListed = createAddressList(['10.0.0.0/8', '127.0.0.1', 'fd00::/8'])
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '127.0.0.1', 'fd00::1']) expect(isListed(address)).toBe(true)
  for (const address of ['11.0.0.1', '127.0.0.2', 'fe80::1', '', 'x']) expect(isListed(address)).toBe(false)
  expect(createAddressList([])('127.0.0.1')).toBe(false)
})
