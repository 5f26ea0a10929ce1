import { expect, test } from '@jest/globals'
import { takeTurns, takeTurnsByKey } from './turns.ts'

test('at most as many works run at a time as allowed, in the order of their calls', async () => {
  const turns = takeTurns(4)
  let [running, most] = [0, 0]
  const started: number[] = []
  const work = (index: number) => async () => {
    started.push(index)
    most = Math.max(most, ++running)
    for (let step = 0; step < 5; step++) await Promise.resolve()
    running--
    return index
  }
  const indexes = Array.from({ length: 20 }, (_, index) => index)
  expect(await Promise.all(indexes.map((index) => turns(work(index))))).toEqual(indexes)
  expect(started).toEqual(indexes)
  expect(most).toBe(4)
})

test('a work that fails gives its turn to the next', async () => {
  const turns = takeTurns(1)
  const failing = turns(() => Promise.reject(new Error('failed')))
  const next = turns(() => Promise.resolve('done'))
  await expect(failing).rejects.toThrow('failed')
  await expect(next).resolves.toBe('done')
  await expect(turns(() => Promise.resolve('later'))).resolves.toBe('later')
})

test('works of one key wait for each other, and not for those of another key', async () => {
  const turns = takeTurnsByKey(2)
  const open = Promise.withResolvers<void>()
  const started: string[] = []
  const work = (name: string) => async () => {
    started.push(name)
    await open.promise
  }
  const busy = ['a1', 'a2', 'a3'].map((name) => turns('a', work(name)))
  const other = turns('b', work('b1'))
  expect(started).toEqual(['a1', 'a2', 'b1'])
  open.resolve()
  await Promise.all([...busy, other])
  expect(started).toEqual(['a1', 'a2', 'b1', 'a3'])
})
