import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { Sql } from 'postgres'
import { connectionPool, type PooledConnection } from './connection-pool.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

/** A pool, by default of one connection, and the number of connections that it has opened and ended. */
const poolOf = (maxConnections = 1) => {
  const counts = { opened: 0, ended: 0 }
  const closeHandlers: (() => void)[] = []
  const ended = new Set<Sql>()
  const open = (onclose: () => void) => {
    counts.opened++
    closeHandlers.push(onclose)
    const sql = { end: async () => void counts.ended++ } as unknown as Sql
    return { sql, hasEnded: () => ended.has(sql) }
  }
  const limits = { maxConnections, lifetimeMs: 60_000, maxIdleMs: 30_000, acquireTimeoutMs: 5_000 }
  const pool = connectionPool(open, limits)
  const end = ({ sql }: PooledConnection) => void ended.add(sql)
  return { ...pool, counts, lose: () => closeHandlers.at(-1)?.(), end }
}

const unavailable = (code: string) => ({
  name: 'StoreUnavailable',
  code: 'STORE_UNAVAILABLE',
  cause: { name: 'ConnectionError', code },
})

describe('while every connection is in use', () => {
  test('callers get a connection in the order in which they asked', async () => {
    const { acquire, release } = poolOf()
    const inUse = await acquire()
    const served: string[] = []
    const waiting = ['first', 'second'].map(async (name) => {
      const connection = await acquire()
      served.push(name)
      release(connection)
    })
    release(inUse)
    await Promise.all(waiting)
    expect(served).toEqual(['first', 'second'])
  })

  test('a caller that waits too long is rejected, and the next one gets the connection', async () => {
    const { acquire, release } = poolOf()
    const inUse = await acquire()
    const rejected = expect(acquire()).rejects.toMatchObject(unavailable('CONNECT_TIMEOUT'))
    jest.advanceTimersByTime(4_999)
    const next = acquire()
    jest.advanceTimersByTime(1)
    await rejected
    release(inUse)
    await expect(next).resolves.toMatchObject({ lost: false })
  })
})

describe('a released connection', () => {
  test('is used again, and takes no more queries from its first caller', async () => {
    const { acquire, release, counts } = poolOf()
    const first = await acquire()
    release(first)
    const second = await acquire()
    expect(first.lost).toBe(true)
    expect(second.lost).toBe(false)
    expect(counts).toEqual({ opened: 1, ended: 0 })
  })

  test('can be released twice without harm to the next caller', async () => {
    const { acquire, release } = poolOf()
    const first = await acquire()
    release(first)
    const second = await acquire()
    release(first)
    expect(second.lost).toBe(false)
  })

  test('is replaced when it was lost', async () => {
    const { acquire, release, counts, lose } = poolOf()
    const first = await acquire()
    lose()
    expect(first.lost).toBe(true)
    release(first)
    await acquire()
    expect(counts).toEqual({ opened: 2, ended: 1 })
  })

  test('is replaced when the clock says that it was idle for long, though no timer has run', async () => {
    const { acquire, release, counts } = poolOf()
    release(await acquire())
    jest.setSystemTime(Date.now() + 30_000)
    release(await acquire())
    expect(counts).toEqual({ opened: 1, ended: 0 })
    jest.setSystemTime(Date.now() + 30_001)
    release(await acquire())
    expect(counts).toEqual({ opened: 2, ended: 1 })
  })

  test('is replaced when it ended meanwhile, and so are others that ended', async () => {
    const { acquire, release, counts, end } = poolOf(2)
    const both = [await acquire(), await acquire()]
    both.forEach(release)
    both.forEach(end)
    release(await acquire())
    expect(counts).toEqual({ opened: 3, ended: 2 })
  })

  test('is replaced when it is older than its lifetime', async () => {
    const { acquire, release, counts } = poolOf()
    const first = await acquire()
    jest.advanceTimersByTime(60_001)
    release(first)
    await acquire()
    expect(counts).toEqual({ opened: 2, ended: 1 })
  })
})

test('of several idle connections the one that was opened first is used again', async () => {
  const { acquire, release, counts } = poolOf(2)
  const [first, second] = [await acquire(), await acquire()]
  const { sql } = first
  release(first)
  release(second)
  for (const _ of ['once', 'again']) {
    const next = await acquire()
    expect(next.sql).toBe(sql)
    release(next)
  }
  expect(counts).toEqual({ opened: 2, ended: 0 })
})

test('a closed pool rejects the callers that wait and those that ask later', async () => {
  const { acquire, close } = poolOf()
  await acquire()
  const waiting = expect(acquire()).rejects.toMatchObject(unavailable('CONNECTION_ENDED'))
  await close({ timeout: 5 })
  await waiting
  await expect(acquire()).rejects.toMatchObject(unavailable('CONNECTION_ENDED'))
})
