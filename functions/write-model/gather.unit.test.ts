import { expect, test } from '@jest/globals'
import { gatherRequests, shareReads } from './gather.ts'

test('requests that arrive during a call go into the next call together', async () => {
  const calls: number[][] = []
  const open = Promise.withResolvers<void>()
  const gather = gatherRequests(async (_: string, requests: number[]) => {
    calls.push(requests)
    await open.promise
    return requests.map((request) => request * 10)
  })

  const results = Promise.all([1, 2, 3].map((request) => gather('register', request)))
  open.resolve()

  expect(await results).toEqual([10, 20, 30])
  expect(calls).toEqual([[1], [2, 3]])
})

test('more requests than one call can take go into several calls', async () => {
  const sizes: number[] = []
  const gather = gatherRequests(async (_: string, requests: number[]) => {
    sizes.push(requests.length)
    return requests
  })

  const results = await Promise.all(Array.from({ length: 1_200 }, (_, index) => gather('register', index)))

  expect(results).toEqual(Array.from({ length: 1_200 }, (_, index) => index))
  expect(sizes).toEqual([1, 500, 500, 199])
})

test('a call for one key does not wait for a call for another key', async () => {
  const never = new Promise<number[]>(() => undefined)
  const gather = gatherRequests(async (key: string, requests: number[]) =>
    key === 'slow' ? never : requests,
  )

  void gather('slow', 1)

  expect(await gather('fast', 2)).toBe(2)
})

test('a failed call rejects its own requests, and the next call goes on', async () => {
  let first = true
  const gather = gatherRequests(async (_: string, requests: number[]) => {
    if (!first) return requests
    first = false
    throw new Error('store down')
  })

  const [failed, served] = await Promise.allSettled([gather('register', 1), gather('register', 2)])

  expect(failed).toMatchObject({ status: 'rejected' })
  expect(served).toMatchObject({ status: 'fulfilled', value: 2 })
  expect(await gather('register', 3)).toBe(3)
})

test('a shared read begins after each request for it arrived', async () => {
  const [begun, ended]: [string[], string[]] = [[], []]
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const read = shareReads(async (key: string, source: string) => {
    begun.push(source)
    await gates[begun.length - 1]?.promise
    return `${key} as ${source} read it`
  })
  const request = (source: string) =>
    read('acme', source).then((result) => ended.push(`${source}: ${result}`))

  const all = [request('first'), request('second'), request('third')]
  expect(begun).toEqual(['first'])
  gates[0]?.resolve()
  await all[0]
  expect(ended).toEqual(['first: acme as first read it'])
  gates[1]?.resolve()
  await Promise.all(all)

  expect(begun).toEqual(['first', 'second'])
  expect(ended.slice(1)).toEqual(['second: acme as second read it', 'third: acme as second read it'])
})
