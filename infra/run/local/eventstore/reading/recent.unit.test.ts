import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '../event.ts'
import { recentEvents } from './recent.ts'

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
    created: 0,
  }))

const positions = (found: RecordedEvent[] | undefined) => found?.map(({ position }) => position)

describe('the recent events', () => {
  test('are found after each position that they cover, and only there', () => {
    const recent = recentEvents(1_000_000)
    recent.restart(5)
    recent.add(events(6, 3))
    expect(positions(recent.after(4, 10))).toBeUndefined()
    expect(positions(recent.after(5, 10))).toEqual([6, 7, 8])
    expect(positions(recent.after(6, 10))).toEqual([7, 8])
    expect(positions(recent.after(6, 1))).toEqual([7])
    expect(positions(recent.after(8, 10))).toEqual([])
  })

  test('keep to their bound', () => {
    const recent = recentEvents(10_000)
    recent.add(events(1, 100))
    expect(positions(recent.after(89, 10))).toBeUndefined()
    expect(positions(recent.after(90, 100))).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100])
  })

  test('know nothing of what was stored behind their back', () => {
    const recent = recentEvents(1_000_000)
    recent.add(events(1, 3))
    recent.restart(7)
    expect(recent.last).toBe(7)
    expect(recent.after(3, 10)).toBeUndefined()
    expect(recent.after(7, 10)).toEqual([])
  })

  test('wake who waits when there is more, or when it is told to stop waiting', async () => {
    const recent = recentEvents(1_000_000)
    const gone = new AbortController()
    const woken: string[] = []
    const waits = [
      recent.beyond(0, new AbortController().signal).then(() => woken.push('more')),
      recent.beyond(0, gone.signal).then(() => woken.push('gone')),
    ]
    gone.abort()
    await waits[1]
    expect(woken).toEqual(['gone'])
    recent.add(events(1, 1))
    await waits[0]
    expect(woken).toEqual(['gone', 'more'])
  })
})
