import { describe, expect, jest, test } from '@jest/globals'
import postgres from 'postgres'
import {
  type DriverQuery,
  interceptSend,
  isDriverQuery,
  onSettled,
  sendOn,
  translateError,
} from './driver-query.ts'

/** Never connects: no test sends a query through the driver while it is open. */
const sql = postgres({ host: 'first.invalid' })

const newQuery = () => sql`select 1` as unknown as DriverQuery & PromiseLike<unknown>

describe('the driver', () => {
  test('makes queries by its template, unsafe and file, which are recognised', () => {
    expect(isDriverQuery(sql`select 1`)).toBe(true)
    expect(isDriverQuery(sql.unsafe('select 1'))).toBe(true)
    expect(isDriverQuery(sql.file('none.sql'))).toBe(true)
  })

  test('makes identifiers, lists of values and parameters, which are not queries', () => {
    for (const value of [sql('name'), sql({ id: 1 }), sql.json({}), sql.array([1]), undefined])
      expect(isDriverQuery(value)).toBe(false)
  })

  test('sends a query once, and not before it is awaited', async () => {
    const query = newQuery()
    const send = jest.fn(() => query.resolve(['row']))
    interceptSend(query, send)
    await new Promise((resolve) => setImmediate(resolve))
    expect(send).not.toHaveBeenCalled()
    expect(await query).toEqual(['row'])
    expect(await query).toEqual(['row'])
    expect(send).toHaveBeenCalledTimes(1)
  })

  test('sends a query on the connection of another driver', async () => {
    const other = postgres({ host: 'second.invalid' })
    // The error of an ended driver names the server of that driver.
    await other.end()
    const query = newQuery()
    sendOn(query, other)
    await expect(query).rejects.toMatchObject({
      code: 'CONNECTION_ENDED',
      message: expect.stringContaining('second.invalid'),
    })
  })

  test('sends an intercepted query when `sendNow` is called', async () => {
    const ended = postgres({ host: 'third.invalid' })
    await ended.end()
    const query = ended`select 1` as unknown as DriverQuery & PromiseLike<unknown>
    interceptSend(query, (sendNow) => sendNow())
    await expect(query).rejects.toMatchObject({ code: 'CONNECTION_ENDED' })
  })
})

describe('a query that settles', () => {
  test('fails with the translated error, before the end is reported', async () => {
    const query = newQuery()
    const steps: string[] = []
    translateError(query, (error) => {
      steps.push('translated')
      return new Error('translated', { cause: error })
    })
    onSettled(query, () => steps.push('settled'))
    interceptSend(query, () => query.reject('failed'))
    await expect(query).rejects.toMatchObject({ message: 'translated', cause: 'failed' })
    expect(steps).toEqual(['translated', 'settled'])
  })

  test('reports its end once when it has its rows', async () => {
    const query = newQuery()
    const settled = jest.fn()
    onSettled(query, settled)
    interceptSend(query, () => query.resolve(['row']))
    expect(await query).toEqual(['row'])
    expect(settled).toHaveBeenCalledTimes(1)
  })
})
