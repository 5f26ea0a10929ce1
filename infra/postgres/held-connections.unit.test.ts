import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { Sql } from 'postgres'
import { heldConnections } from './held-connections.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const pool = () =>
  heldConnections(() => ({ end: async () => undefined }) as unknown as Sql, {
    max: 1,
    lifetimeMs: 60_000,
    patienceMs: 5_000,
  })

const unavailable = (code: string) => ({
  name: 'StoreUnavailable',
  code: 'STORE_UNAVAILABLE',
  cause: { code },
})

describe('while every connection is in use', () => {
  test('those who wait are served in the order of their coming', async () => {
    const { take, give } = pool()
    const held = await take()
    const served: string[] = []
    const waiting = ['first', 'second'].map(async (name) => {
      const own = await take()
      served.push(name)
      give(own)
    })
    give(held)
    await Promise.all(waiting)
    expect(served).toEqual(['first', 'second'])
  })

  test('who waits too long is refused, and misses nothing that is given back later', async () => {
    const { take, give } = pool()
    const held = await take()
    const refused = expect(take()).rejects.toMatchObject(unavailable('CONNECT_TIMEOUT'))
    jest.advanceTimersByTime(4_999)
    const patient = take()
    jest.advanceTimersByTime(1)
    await refused
    give(held)
    await expect(patient).resolves.toMatchObject({ lost: false })
  })
})

describe('the end', () => {
  test('refuses who waits, and who comes after it', async () => {
    const { take, end } = pool()
    await take()
    const waiting = expect(take()).rejects.toMatchObject(unavailable('CONNECTION_ENDED'))
    await end({ timeout: 5 })
    await waiting
    await expect(take()).rejects.toMatchObject(unavailable('CONNECTION_ENDED'))
  })
})
