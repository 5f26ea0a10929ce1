import { describe, expect, test } from '@jest/globals'
import { readPercent, readPrice, readQuantity, readTaka, readTakaAboveZero } from './read.ts'

describe('figures as input', () => {
  test('each kind of figure has its own number of decimals', () => {
    expect(readTaka('1.00', 'p')).toEqual({ ok: true, value: 100n })
    expect(readTakaAboveZero('0.01', 'p')).toEqual({ ok: true, value: 1n })
    expect(readPrice('1.0005', 'p')).toEqual({ ok: true, value: 10005n })
    expect(readQuantity('0.000001', 'p')).toEqual({ ok: true, value: 1n })
    expect(readPercent('7.5', 100, 'p')).toEqual({ ok: true, value: 75000n })
  })

  test.each([
    ['taka', 2, readTaka('1.005', 'p')],
    ['price', 4, readPrice('1.00005', 'p')],
    ['quantity', 6, readQuantity('0.0000001', 'p')],
    ['percent', 4, readPercent('1.00005', 100, 'p')],
  ])('15 one decimal too many is refused: %s, at most %i', (_, decimals, result) => {
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: 'TOO_MANY_DECIMALS', path: 'p', params: { places: decimals } },
    })
  })

  test('zero is allowed for amounts and prices, and nothing below zero', () => {
    expect(readTaka('0', 'p').ok).toBe(true)
    expect(readPrice('0', 'p').ok).toBe(true)
    expect(readTaka('-0.01', 'p')).toMatchObject({
      refusal: { code: 'NEGATIVE', params: { value: '-0.01' }, path: 'p' },
    })
    expect(readPrice('-1', 'p')).toMatchObject({ refusal: { code: 'NEGATIVE' } })
    expect(readQuantity('0', 'p')).toMatchObject({
      refusal: { code: 'NOT_POSITIVE', params: { value: '0' }, path: 'p' },
    })
    expect(readTakaAboveZero('-1', 'p')).toMatchObject({ refusal: { code: 'NOT_POSITIVE' } })
  })

  test('the refusal repeats a bad figure, at most 40 characters of it', () => {
    expect(readTaka('12,50', 'p')).toMatchObject({
      refusal: { code: 'NOT_A_DECIMAL', params: { value: '12,50' }, path: 'p' },
    })
    expect(readTaka('x'.repeat(99), 'p')).toMatchObject({ refusal: { params: { value: 'x'.repeat(40) } } })
    expect(readTaka('1000000000000000', 'p')).toMatchObject({
      refusal: { code: 'OUT_OF_RANGE', params: { limit: '1000000000000000' } },
    })
  })

  test('a percentage is from 0 to its bound, both included', () => {
    expect(readPercent('0', 100, 'p').ok).toBe(true)
    expect(readPercent('100', 100, 'p').ok).toBe(true)
    expect(readPercent('500', 500, 'p').ok).toBe(true)
    expect(readPercent('100.0001', 100, 'p')).toMatchObject({
      refusal: { code: 'PERCENT_OUT_OF_RANGE', params: { value: '100.0001', most: 100 }, path: 'p' },
    })
    expect(readPercent('-1', 100, 'p')).toMatchObject({ refusal: { code: 'PERCENT_OUT_OF_RANGE' } })
    expect(readPercent('x', 100, 'p')).toMatchObject({ refusal: { code: 'NOT_A_DECIMAL' } })
  })
})
