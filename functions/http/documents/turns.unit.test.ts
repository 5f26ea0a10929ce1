import { expect, test } from '@jest/globals'
import { createTurns, maxOfTenant } from './turns.ts'

/** Documents that go on being made until `end`. */
const openDocuments = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const begun: string[] = []
  const make = (name: string) => async () => {
    begun.push(name)
    await promise
    return name
  }
  return { begun, make, end: resolve }
}

test('a tenant has some documents in work, and others do not wait for the rest', async () => {
  const inTurn = createTurns()
  const { begun, make, end } = openDocuments()
  const names = Array.from({ length: maxOfTenant + 2 }, (_, index) => `a${index}`)
  const ofAcme = names.map((name) => inTurn('acme', make(name)))
  const ofBengal = inTurn('bengal', make('b'))
  await Promise.resolve()
  expect(begun.toSorted()).toEqual([...names.slice(0, maxOfTenant), 'b'])
  end()
  expect(await Promise.all([...ofAcme, ofBengal])).toEqual([...names, 'b'])
})

test('a document whose turn comes too late is refused, and nothing is read for it', async () => {
  let clockMs = 0
  const inTurn = createTurns(() => clockMs)
  const { begun, make, end } = openDocuments()
  const first = Array.from({ length: maxOfTenant }, () => inTurn('acme', make('first')))
  const late = inTurn('acme', make('late'))
  clockMs = 10_001
  const next = inTurn('acme', make('next'))
  end()
  await expect(late).rejects.toMatchObject({ code: 'QUEUE_FULL' })
  expect(await next).toBe('next')
  expect(begun).not.toContain('late')
  await Promise.all(first)
})
