import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '../event.ts'
import { recentEvents } from './recent-events.ts'

const events = (from: number, count: number): RecordedEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    id: '',
    type: '',
    json: true,
    data: new Uint8Array(600),
    metadata: new Uint8Array(),
    stream: 's',
    revision: from + index,
    position: from + index,
    createdMs: 0,
  }))

const positions = (found: RecordedEvent[] | undefined) => found?.map(({ position }) => position)

describe('recent events', () => {
  test('returns the events after a position, or undefined when some of them are missing', () => {
    const recent = recentEvents(1_000_000)
    recent.restartAt(5)
    recent.add(events(6, 3))
    expect(positions(recent.after(4, 10))).toBeUndefined()
    expect(positions(recent.after(5, 10))).toEqual([6, 7, 8])
    expect(positions(recent.after(6, 10))).toEqual([7, 8])
    expect(positions(recent.after(6, 1))).toEqual([7])
    expect(positions(recent.after(8, 10))).toEqual([])
  })

  test('drops the oldest events beyond the limit in bytes', () => {
    const recent = recentEvents(10_000)
    recent.add(events(1, 100))
    expect(positions(recent.after(89, 10))).toBeUndefined()
    expect(positions(recent.after(90, 100))).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100])
  })

  test('drops everything when restarted at a later position', () => {
    const recent = recentEvents(1_000_000)
    recent.add(events(1, 3))
    recent.restartAt(7)
    expect(recent.lastPosition).toBe(7)
    expect(recent.after(3, 10)).toBeUndefined()
    expect(recent.after(7, 10)).toEqual([])
  })

  test('ends a wait when events are added or the signal is aborted', async () => {
    const recent = recentEvents(1_000_000)
    const gone = new AbortController()
    const ended: string[] = []
    const waits = [
      recent.waitForMore(0, new AbortController().signal).then(() => ended.push('added')),
      recent.waitForMore(0, gone.signal).then(() => ended.push('aborted')),
    ]
    gone.abort()
    await waits[1]
    expect(ended).toEqual(['aborted'])
    recent.add(events(1, 1))
    await waits[0]
    expect(ended).toEqual(['aborted', 'added'])
  })
})
