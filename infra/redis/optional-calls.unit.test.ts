import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { beforeEach, expect, test } from '@jest/globals'
import { createOptionalCalls } from './optional-calls.ts'

const seen: string[] = []
beforeEach(() => {
  seen.length = 0
})

const report = {
  onOutage: (error: unknown) => void seen.push(`outage: ${(error as Error).message}`),
  onRecovery: () => void seen.push('recovery'),
}
const never = () => new Promise<string>(() => undefined)
const fails = () => Promise.reject(new Error('down'))
const replies = async () => 'reply'

test('a reply is returned', async () => {
  expect(await createOptionalCalls(report)(replies)).toBe('reply')
  expect(seen).toEqual([])
})

test('a late reply is none, and no call is made in the pause after it', async () => {
  const callRedis = createOptionalCalls({ ...report, timeoutMs: 1, pauseMs: 3_600_000 })
  expect(await callRedis(never)).toBeUndefined()
  let calls = 0
  const count = async () => {
    calls++
  }
  await Promise.all(Array.from({ length: 100 }, () => callRedis(count)))
  expect([calls, seen]).toEqual([0, ['outage: No reply within 1 ms']])
})

test('an outage of many calls is reported once, and so is its end', async () => {
  const callRedis = createOptionalCalls({ ...report, pauseMs: 0 })
  await Promise.all(Array.from({ length: 100 }, () => callRedis(fails)))
  await callRedis(fails)
  while ((await callRedis(replies)) === undefined) await pause(1)
  expect(await callRedis(replies)).toBe('reply')
  expect(seen).toEqual(['outage: down', 'recovery'])
})

test('a reply to a call from before the outage does not end it', async () => {
  const callRedis = createOptionalCalls({ ...report, pauseMs: 3_600_000 })
  const { promise, resolve } = Promise.withResolvers<string>()
  const early = callRedis(() => promise)
  await callRedis(fails)
  resolve('reply')
  expect([await early, await callRedis(replies), seen]).toEqual(['reply', undefined, ['outage: down']])
})

test('after the pause a single call tries again, and the others do not wait for it', async () => {
  const callRedis = createOptionalCalls({ ...report, timeoutMs: 3_600_000, pauseMs: 1 })
  await callRedis(fails)
  let calls = 0
  const { promise, resolve } = Promise.withResolvers<string>()
  const count = () => {
    calls++
    return promise
  }
  const trials: Promise<unknown>[] = []
  while (calls === 0) {
    trials.push(callRedis(count))
    await pause(1)
  }
  const others = await Promise.all(Array.from({ length: 10 }, () => callRedis(count)))
  expect([others, calls]).toEqual([Array(10).fill(undefined), 1])
  resolve('reply')
  expect((await Promise.all(trials)).at(-1)).toBe('reply')
})

test('a reply that arrived while this process was busy is not late', async () => {
  const posted = new Int32Array(new SharedArrayBuffer(4))
  const script = `
    const { parentPort, workerData } = require('node:worker_threads')
    parentPort.on('message', () => {
      parentPort.postMessage('reply')
      Atomics.store(workerData, 0, 1)
      Atomics.notify(workerData, 0)
    })
    parentPort.postMessage('ready')`
  const worker = new Worker(script, { eval: true, workerData: posted })
  await once(worker, 'message')
  const reply = createOptionalCalls({ ...report, timeoutMs: 1 })(async () => {
    worker.postMessage('call')
    const [message] = await once(worker, 'message')
    return message as string
  })
  // Keeps this process busy until the reply has been sent and the timeout is over.
  Atomics.wait(posted, 0, 0)
  for (const untilMs = performance.now() + 5; performance.now() < untilMs; );
  expect([await reply, seen]).toEqual(['reply', []])
  await worker.terminate()
})
