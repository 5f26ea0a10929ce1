import { describe, expect, test } from '@jest/globals'
import { event } from './declaration.ts'
import { decode, EventUndecodable, encode, personalFields } from './decode.ts'
import { list, nullable, personal, quantity, record, text } from './fields.ts'
import { StreamDamaged } from './stream-damaged.ts'

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

  test('of an older version are upcast, one version after the other', () => {
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

  test.each([4, 0, -1, 1.5, Number.NaN])('of version %d cannot be decoded', (version) => {
    expect(problem(() => decode(parcels, { type: 'ParcelSent', version, data: {} }))).toEqual([
      'EVENT_VERSION_UNKNOWN',
      `ParcelSent has version ${version}; this code supports 1 to 3`,
    ])
  })

  test('of an unknown type or with invalid data have an error of their own', () => {
    expect(problem(() => decode(parcels, { type: 'ParcelFound', version: 1, data: {} }))).toEqual([
      'EVENT_TYPE_UNKNOWN',
      'ParcelFound is not an event of this stream',
    ])
    expect(problem(() => encode(parcels, { type: 'ParcelFound' }))).toEqual([
      'EVENT_TYPE_UNKNOWN',
      'ParcelFound is not an event of this stream',
    ])
    expect(
      problem(() => decode(parcels, { type: 'ParcelLost', version: 1, data: { remarks: [1], why: null } })),
    ).toEqual(['EVENT_DATA_INVALID', 'ParcelLost.remarks[0] is not a text'])
    expect(problem(() => encode(parcels, { type: 'ParcelLost' }))).toEqual([
      'EVENT_DATA_INVALID',
      'ParcelLost.remarks is not a list',
    ])
  })

  test.each([
    ['nothing', null],
    ['a text', 'x'],
    ['a list', []],
    ['a field of another kind', { weights: 7 }],
  ])('of an older version with %s as data are invalid, also when an upcast throws', (_, data) => {
    const boxed = event('Boxed', { weights: list(quantity) }, [
      ({ weights }) => ({ weights: (weights as string[]).map((weight) => weight.trim()) }),
    ])
    const stored = { type: 'Boxed', version: 1, data: data as never }
    expect(problem(() => decode([boxed], stored))).toEqual([
      'EVENT_DATA_INVALID',
      'Boxed of version 1 does not have the shape of its version',
    ])
    expect(problem(() => decode(parcels, { type: 'ParcelSent', version: 1, data: null as never }))).toEqual([
      'EVENT_DATA_INVALID',
      'ParcelSent of version 1 does not have the shape of its version',
    ])
  })

  test('are described in at most 500 characters, whatever they contain', () => {
    const long = 'x'.repeat(1_000_000)
    const messages = [
      () => decode(parcels, { type: long, version: 1, data: {} }),
      () => decode(parcels, { type: 'ParcelLost', version: 1, data: { [long]: 1 } }),
      () => {
        throw new StreamDamaged(long)
      },
    ].map((run) => {
      try {
        return run()
      } catch (error) {
        return error instanceof Error ? error.message.length : 0
      }
    })
    expect(messages).toEqual([500, 500, 500])
  })

  test('have their personal fields marked by path', () => {
    expect(personalFields(parcels, 'ParcelSent')).toEqual(['.to.phone'])
    expect(personalFields(parcels, 'ParcelLost')).toEqual(['.remarks[]'])
    expect(personalFields(parcels, 'ParcelFound')).toEqual([])
  })
})
