import { expect, test } from '@jest/globals'
import { createWorkQueue } from './work-queue.ts'

const limits = { maxWaiting: 2, maxWaitMs: 1000 }

/** Work that goes on until it is ended. */
const openWork = () => {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  return { work: () => promise, end: resolve, fail: reject }
}

test('work is done one after the other, in its order', async () => {
  const queue = createWorkQueue(limits)
  const steps: string[] = []
  const work = (name: string) => async () => {
    steps.push(`${name} begins`)
    await Promise.resolve()
    steps.push(`${name} ends`)
    return name
  }
  expect(await Promise.all([queue(work('a')), queue(work('b')), queue(work('c'))])).toEqual(['a', 'b', 'c'])
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('work that fails does not keep the next from being done', async () => {
  const queue = createWorkQueue(limits)
  const failed = queue(() => Promise.reject(new Error('broken')))
  const next = queue(async () => 'done')
  await expect(failed).rejects.toThrow('broken')
  expect(await next).toBe('done')
  expect(await queue(async () => 'later')).toBe('later')
})

test('work is refused while the most that may wait is waiting', async () => {
  const queue = createWorkQueue(limits)
  const { work, end } = openWork()
  const accepted = [queue(work), queue(async () => 'b'), queue(async () => 'c')]
  await expect(queue(async () => 'd')).rejects.toMatchObject({ code: 'QUEUE_FULL' })
  end('a')
  expect(await Promise.all(accepted)).toEqual(['a', 'b', 'c'])
  expect(await queue(async () => 'e')).toBe('e')
})

test('work that has waited for too long is refused, and never begins', async () => {
  let clockMs = 0
  const queue = createWorkQueue({ ...limits, now: () => clockMs })
  const { work, end } = openWork()
  const first = queue(work)
  let hasBegun = false
  const late = queue(async () => {
    hasBegun = true
  })
  clockMs = 1001
  const next = queue(async () => 'next')
  end('first')
  expect(await first).toBe('first')
  await expect(late).rejects.toMatchObject({ code: 'QUEUE_FULL' })
  expect(await next).toBe('next')
  expect(hasBegun).toBe(false)
})
