import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { heatColor } from './heat.ts'

const css = readFileSync(join(import.meta.dirname, '../../../app.css'), 'utf8')

const colorsOf = (name: string): string[] => {
  const [, light = '', dark = ''] = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css) ?? []
  return [light, dark]
}
/** Relative luminance, WCAG 2.2. */
const luminance = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const contrast = (a: string, b: string): number => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

// every step lies between the card and the hottest colour, so that the ends decide
test.each(['card', 'heat-neutral', 'heat-bad'])('text can be read on --%s, light and dark', (name) => {
  const [backgrounds, texts] = [colorsOf(name), colorsOf('text')]
  for (const [i, background] of backgrounds.entries())
    expect(contrast(background, texts[i] ?? '')).toBeGreaterThanOrEqual(4.5)
})

test('a share beyond the scale is its end', () => {
  expect(heatColor(2, 'bad')).toBe('color-mix(in oklab, var(--heat-bad) 100%, var(--card))')
  expect(heatColor(-1)).toBe('color-mix(in oklab, var(--heat-neutral) 0%, var(--card))')
})
