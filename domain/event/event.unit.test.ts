import { describe, expect, test } from '@jest/globals'
import { event } from './declaration.ts'
import { decode, EventUndecodable, encode, personalFields } from './decode.ts'
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
import { sameData } from './same-data.ts'

const parcelSent = event(
  'ParcelSent',
  { to: record({ name: text, phone: personal(nullable(text)) }), weights: list(quantity), by: text },
  [
    (data) => ({ ...data, weights: [data.weight], weight: undefined }),
    ({ weight, receiver, ...data }) => ({ ...data, to: { name: receiver, phone: null } }),
  ],
)
const parcelLost = event('ParcelLost', { remarks: list(personal(text)), why: nullable(text) })
const parcels = [parcelSent, parcelLost]

const problem = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return error instanceof EventUndecodable && error.name === 'EventUndecodable'
      ? [error.code, error.message]
      : error
  }
}

describe('stored events', () => {
  const sent = {
    type: 'ParcelSent' as const,
    to: { name: 'Rahim', phone: null },
    weights: ['2.5'],
    by: 'u-1',
  }

  test('older versions are brought up, one version after the other', () => {
    expect(parcelSent.version).toBe(3)
    expect(
      decode(parcels, {
        type: 'ParcelSent',
        version: 1,
        data: { receiver: 'Rahim', weight: '2.5', by: 'u-1' },
      }),
    ).toEqual(sent)
    expect(
      decode(parcels, {
        type: 'ParcelSent',
        version: 2,
        data: { receiver: 'Rahim', weights: ['2.5'], by: 'u-1' },
      }),
    ).toEqual(sent)
    const { type, ...data } = sent
    expect(decode(parcels, { type, version: 3, data })).toEqual(sent)
    expect(encode(parcels, sent)).toEqual({ type, version: 3, data })
  })

  test.each([4, 0, -1, 1.5, Number.NaN])('version %d stops the stream', (version) => {
    expect(problem(() => decode(parcels, { type: 'ParcelSent', version, data: {} }))).toEqual([
      'EVENT_VERSION_UNKNOWN',
      `ParcelSent has version ${version}; this code knows 1 to 3`,
    ])
  })

  test('unknown types and wrong data are told apart', () => {
    expect(problem(() => decode(parcels, { type: 'ParcelFound', version: 1, data: {} }))).toEqual([
      'EVENT_TYPE_UNKNOWN',
      'ParcelFound is no event of this stream',
    ])
    expect(problem(() => encode(parcels, { type: 'ParcelFound' }))).toEqual([
      'EVENT_TYPE_UNKNOWN',
      'ParcelFound is no event of this stream',
    ])
    expect(
      problem(() => decode(parcels, { type: 'ParcelLost', version: 1, data: { remarks: [1], why: null } })),
    ).toEqual(['EVENT_DATA_INVALID', 'ParcelLost.remarks[0] is not a text'])
    expect(problem(() => encode(parcels, { type: 'ParcelLost' }))).toEqual([
      'EVENT_DATA_INVALID',
      'ParcelLost.remarks is not a list',
    ])
  })

  test('personal fields are known by their paths', () => {
    expect(personalFields(parcels, 'ParcelSent')).toEqual(['.to.phone'])
    expect(personalFields(parcels, 'ParcelLost')).toEqual(['.remarks[]'])
    expect(personalFields(parcels, 'ParcelFound')).toEqual([])
  })
})

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
  ])('%s', (_, field, right, wrong) => {
    for (const value of right) expect([value, field.wrong(value, 'at')]).toEqual([value, null])
    for (const value of wrong)
      expect([value, field.wrong(value, 'at')]).toEqual([value, expect.stringMatching(/^at.* is not /)])
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
  ])('%#: what is wrong is told by what would be right', (field, value, expected) => {
    expect(field.wrong(value, 'at')).toBe(`at is not ${expected}`)
  })

  test('the first wrong thing is named with its path', () => {
    const nested = record({ lines: list(record({ id: text, price: taka })) })
    expect(
      nested.wrong(
        {
          lines: [
            { id: 'a', price: '1' },
            { id: 'b', price: 1 },
          ],
        },
        'Made',
      ),
    ).toBe('Made.lines[1].price is not a decimal with at most 2 decimals')
    expect(nested.wrong({ lines: [], more: 1 }, 'Made')).toBe('Made.more is not a known field')
  })
})

describe('the same data', () => {
  test.each([
    [
      { a: 1, b: [{ c: null }] },
      { b: [{ c: null }], a: 1 },
    ],
    [[], []],
    ['x', 'x'],
    [null, null],
  ])('%j and %j', (one, other) => {
    expect(sameData(one, other)).toBe(true)
  })

  test.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: undefined }, { b: undefined }],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [null, {}],
    [{}, null],
    ['1', 1],
    [1, {}],
    [{}, ''],
  ])('not %j and %j', (one, other) => {
    expect(sameData(one, other)).toBe(false)
  })
})
