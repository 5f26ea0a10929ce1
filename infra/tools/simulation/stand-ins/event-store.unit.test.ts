import { WrongExpectedVersionError } from '@eventstore/db-client'
import { expect, test } from '@jest/globals'
import { EventStore } from './event-store.ts'

const event = (id: string, data: object = {}) => ({
  ...{ id, type: 'Happened', data: JSON.stringify(data), metadata: '{}' },
})

test('an append with another revision than that of the stream is refused', () => {
  const store = new EventStore(() => 0)
  expect(store.append('s', 'no_stream', [event('a'), event('b')])).toBe(1)
  expect(() => store.append('s', 0n, [event('c')])).toThrow(WrongExpectedVersionError)
  expect(() => store.append('s', 'no_stream', [event('c')])).toThrow(WrongExpectedVersionError)
  expect(store.read('s')?.map(({ id }) => id)).toEqual(['a', 'b'])
})

test('an append with the same ids gives the first result again and is stored once', () => {
  const store = new EventStore(() => 0)
  store.append('s', 'no_stream', [event('a')])
  store.append('s', 0n, [event('b')])
  expect(store.append('s', 'no_stream', [event('a')])).toBe(0)
  expect(store.append('s', 'any', [event('b')])).toBe(1)
  expect(store.all).toHaveLength(2)
})

test('after a restart a repetition with any revision is not recognised, and one with a revision is', () => {
  const store = new EventStore(() => 0)
  store.append('s', 'any', [event('a')])
  store.restart()
  expect(store.append('s', 'no_stream', [event('a')])).toBe(0)
  expect(store.append('s', 'any', [event('a')])).toBe(1)
})

test('a stream that keeps its last events shows only those, with their positions in the order of all', () => {
  const store = new EventStore(() => 5)
  store.setMetadata('s', { $maxCount: 1 })
  store.append('s', 'any', [event('a')])
  store.append('s', 'any', [event('b', { n: 1 })])
  expect(store.read('s')).toMatchObject([
    { id: 'b', revision: 1, position: 3, data: '{"n":1}', createdMs: 5 },
  ])
  expect(store.read('missing')).toBeUndefined()
})
