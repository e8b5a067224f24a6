import { expect, test } from 'vitest'
import { readWindow, writeWindow } from './window.ts'

test('a window is read leniently, and the default leaves no trace', () => {
  expect([readWindow(null), readWindow('1d'), readWindow('2d')]).toEqual(['7d', '1d', '7d'])
  expect([writeWindow('7d'), writeWindow('30d')]).toEqual([null, '30d'])
})
