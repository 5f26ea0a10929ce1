import { expect, test } from '@jest/globals'
import { writeQueue } from './write-queue.ts'
import type { WriteRequest } from './write-request.ts'

const mebibyte = 1024 * 1024

const append = (bytes: number): WriteRequest => ({
  kind: 'append',
  stream: 's',
  expected: 'any',
  events: [{ id: '', type: '', json: true, data: new Uint8Array(bytes), metadata: new Uint8Array() }],
  isAbandoned: () => false,
})

const fill = (count: number, bytes: number) => {
  const queue = writeQueue()
  for (let index = 0; index < count; index++) void queue.add(append(bytes))
  return queue
}

test('a commit contains at most 500 requests, in the order of arrival', () => {
  const queue = fill(501, 1)
  expect(queue.dequeue()).toHaveLength(500)
  expect(queue.dequeue()).toHaveLength(1)
  expect(queue.isEmpty).toBe(true)
})

test('a commit ends with the request that reaches 4 MiB', () => {
  expect(fill(6, mebibyte).dequeue()).toHaveLength(4)
})

test('a request larger than a commit is committed alone', () => {
  expect(fill(2, 5 * mebibyte).dequeue()).toHaveLength(1)
})

test('there is room again when less than 32 MiB are waiting', async () => {
  const queue = fill(33, mebibyte)
  let hasRoom = false
  const room = queue.waitForRoom().then(() => {
    hasRoom = true
  })
  await Promise.resolve()
  expect(hasRoom).toBe(false)
  queue.dequeue()
  await room
  await expect(queue.waitForRoom()).resolves.toBeUndefined()
})
