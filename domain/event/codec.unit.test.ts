import { expect, test } from '@jest/globals'
import { BrokenInvariant } from '../decision.ts'
import { codec, decodeUnlessPassedOver } from './codec.ts'
import { event } from './declaration.ts'
import { text } from './fields.ts'

const renamed = event('Renamed', { name: text }, [({ label }) => ({ name: label })])
const { decode, encode } = codec([renamed])

test('an event is decoded in the version that its metadata gives', () => {
  const stored = { type: 'Renamed', data: { name: 'new' }, metadata: { schemaVersion: 2 } }
  expect(decode(stored)).toEqual({ type: 'Renamed', name: 'new' })
})

test('an event without a version in its metadata is of version 1', () => {
  expect(decode({ type: 'Renamed', data: { label: 'old' }, metadata: {} })).toEqual({
    type: 'Renamed',
    name: 'old',
  })
})

test('an event is encoded in the newest version', () => {
  expect(encode({ type: 'Renamed', name: 'new' })).toEqual({
    type: 'Renamed',
    version: 2,
    data: { name: 'new' },
  })
})

test('a skipped event is passed over, and a fold that forgets this fails', () => {
  const stored = { type: 'Renamed', data: { name: 'new' }, metadata: { schemaVersion: 2 } }
  expect(decodeUnlessPassedOver({ decode }, stored)).toEqual({ type: 'Renamed', name: 'new' })
  expect(decodeUnlessPassedOver({ decode }, { ...stored, skipped: { reason: 'x' } })).toBeUndefined()
  expect(() => decode({ ...stored, skipped: { reason: 'x' } })).toThrow(BrokenInvariant)
})
