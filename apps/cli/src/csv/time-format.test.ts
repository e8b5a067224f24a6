import { expect, test } from 'vitest'
import { compileTimeFormat } from './time-format.ts'

test.each([
  ['M/d/yy H:mm', 'UTC', '12/1/10 8:26', '2010-12-01T08:26:00.000Z'],
  ['M/d/yy H:mm', 'Europe/London', '7/1/10 8:26', '2010-07-01T07:26:00.000Z'],
  ['M/d/yy H:mm', 'UTC', ' 1/31/70 0:00 ', '1970-01-31T00:00:00.000Z'],
  ['yyyy-MM-dd', 'UTC', '2024-02-29', '2024-02-29T00:00:00.000Z'],
  ['dd.MM.yyyy HH:mm:ss.SSS', 'Europe/Berlin', '01.02.2024 03:04:05.678', '2024-02-01T02:04:05.678Z'],
  ['yyyy-MM-ddTHH:mm', 'America/New_York', '2024-03-10T02:30', '2024-03-10T07:30:00.000Z'],
  ['yyyy-MM-dd HH:mm', 'America/New_York', '2024-11-03 01:30', '2024-11-03T05:30:00.000Z'],
  ['iso', 'UTC', '2024-02-29T00:00:00+02:00', '2024-02-29T00:00:00+02:00'],
])('%s in %s reads %s', (format, zone, text, expected) => {
  expect(compileTimeFormat(format, zone)(text)).toBe(expected)
})

test.each([
  ['yyyy-MM-dd', '2024-2-29', 'does not look like yyyy-MM-dd'],
  ['yyyy-MM-dd', '2024-02-29 10:00', 'does not look like yyyy-MM-dd'],
  ['yyyy.MM.dd', '2024-02-29', 'does not look like yyyy.MM.dd'],
  ['yyyy-MM-dd', '2023-02-29', 'is a date or time that does not exist'],
  ['M/d/yy H:mm', '13/1/10 8:26', 'is a date or time that does not exist'],
  ['M/d/yy H:mm', '12/1/10 24:00', 'is a date or time that does not exist'],
])('%s refuses %s', (format, text, problem) => {
  expect(compileTimeFormat(format, 'UTC')(text)).toEqual({ problem })
})

test.each([
  ['yyyy-MM-dd', 'Mars/Olympus'],
  ['HH:mm', 'UTC'],
  ['yyyy-MM-dd EEE', 'UTC'],
])('format %s with zone %s is refused', (format, zone) => {
  expect(() => compileTimeFormat(format, zone)).toThrow(RangeError)
})
