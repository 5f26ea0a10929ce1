import { describe, expect, test } from '@jest/globals'
import {
  date,
  flag,
  instant,
  integer,
  list,
  nullable,
  oneOf,
  parameters,
  percent,
  personal,
  price,
  quantity,
  record,
  taka,
  text,
} from './fields.ts'

describe('fields', () => {
  test.each([
    ['text', text, ['', 'x'], [1, null, undefined, {}]],
    ['taka', taka, ['0', '-1.50', '11500.00'], ['', '1.', '1e3', '.5', 'x1', '1x', '1.005', 1]],
    ['price', price, ['1.0005'], ['1.00005']],
    ['quantity', quantity, ['1.000005'], ['1.0000005']],
    ['percent', percent, ['7.5'], ['7.50005']],
    ['date', date, ['2024-02-29'], ['2025-02-30', '', null]],
    ['instant', instant, ['2024-10-15T06:00:00Z'], ['2024-10-15', 0]],
    ['integer', integer, [0, -1, 7], [1.5, '1', Number.NaN, 2 ** 53]],
    ['flag', flag, [true, false], [0, 'true', null]],
    ['oneOf', oneOf('A', 'B'), ['A', 'B'], ['C', '', null]],
    ['nullable', nullable(integer), [null, 1], [undefined, '1']],
    ['personal', personal(text), ['x'], [null]],
    ['list', list(integer), [[], [1, 2]], [{}, null, [1, 'x']]],
    ['record', record({ a: integer }), [{ a: 1 }], [{}, { a: '1' }, { a: 1, b: 2 }, [], null, 'x']],
    ['parameters', parameters, [{}, { a: 'x', b: 1, c: ['y'] }], [null, 'x', { a: null }, { a: {} }]],
  ])('%s accepts only valid values', (_, field, right, wrong) => {
    for (const value of right) expect([value, field.problemWith(value, 'at')]).toEqual([value, null])
    for (const value of wrong)
      expect([value, field.problemWith(value, 'at')]).toEqual([value, expect.stringMatching(/^at.* is not /)])
  })

  test.each([
    [text, 1, 'a text'],
    [taka, '1.005', 'a decimal with at most 2 decimals'],
    [price, '1.00005', 'a decimal with at most 4 decimals'],
    [quantity, '1.0000001', 'a decimal with at most 6 decimals'],
    [date, '2025-02-30', 'a date'],
    [instant, '2024-10-15', 'an instant'],
    [integer, 1.5, 'a whole number'],
    [flag, 'true', 'true or false'],
    [oneOf('A', 'B'), 'C', 'one of A B'],
    [list(text), {}, 'a list'],
    [record({}), 'x', 'an object'],
    [record({}), 7, 'an object'],
    [parameters, null, 'an object of parameters'],
  ])('%#: a problem names the expected value', (field, value, expected) => {
    expect(field.problemWith(value, 'at')).toBe(`at is not ${expected}`)
  })

  test('the first problem is returned with its path', () => {
    const nested = record({ lines: list(record({ id: text, price: taka })) })
    expect(
      nested.problemWith(
        {
          lines: [
            { id: 'a', price: '1' },
            { id: 'b', price: 1 },
          ],
        },
        'Made',
      ),
    ).toBe('Made.lines[1].price is not a decimal with at most 2 decimals')
    expect(nested.problemWith({ lines: [], more: 1 }, 'Made')).toBe('Made.more is not a known field')
  })
})
