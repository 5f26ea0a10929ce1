import { describe, expect, test } from '@jest/globals'
import { dhakaDate, dhakaInstant, dhakaTime, laterOf } from './dhaka.ts'

describe('the legal date', () => {
  test('changes at 18:00 UTC', () => {
    expect(dhakaDate('2026-06-30T17:59:59Z')).toBe('2026-06-30')
    expect(dhakaDate('2026-06-30T17:59:59.999Z')).toBe('2026-06-30')
    expect(dhakaDate('2026-06-30T18:00:00Z')).toBe('2026-07-01')
  })

  test('has a time of day in 24 hours', () => {
    expect(dhakaTime('2026-06-30T18:00:00Z')).toBe('00:00:00')
    expect(dhakaTime('2026-06-30T08:05:09.5Z')).toBe('14:05:09')
    expect(dhakaInstant('2026-06-30T18:00:09.5Z')).toBe('2026-07-01T00:00:09+06:00')
  })

  test('exists for instants only', () => {
    expect(() => dhakaDate('2026-06-30')).toThrow('Not an instant in UTC: 2026-06-30')
  })

  test('the later of two instants is found by time, not by text', () => {
    expect(laterOf('2026-06-30T18:00:00Z', '2026-06-30T18:00:00.001Z')).toBe('2026-06-30T18:00:00.001Z')
    expect(laterOf('2026-06-30T18:00:01Z', '2026-06-30T18:00:00.999Z')).toBe('2026-06-30T18:00:01Z')
    expect(laterOf('2026-06-30T18:00:00Z', '2026-06-30T18:00:00.000Z')).toBe('2026-06-30T18:00:00Z')
  })
})
