import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from '@jest/globals'
import { type HostParts, stopHost } from './stop.ts'

/** Parts of a host, and the order in which they were stopped. */
const runningParts = async ({ stop = async () => {}, left = 0 } = {}) => {
  const stopped: string[] = []
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.once('close', () => stopped.push('server'))
  const parts: HostParts = {
    server,
    schedules: { stop: () => void stopped.push('schedules') },
    sources: {
      stop: () => {
        stopped.push('sources')
        return stop()
      },
    },
    lambda: {
      announceStop: () => undefined,
      drain: async () => {
        stopped.push('drain')
        return left
      },
    },
    meter: { stop: async () => void stopped.push('meter') },
  }
  return { parts, stopped }
}

test('what starts invocations stops before the host waits for the running ones', async () => {
  const { parts, stopped } = await runningParts()
  await stopHost(parts, { timeoutMs: 1_000 })
  expect(stopped[0]).toBe('schedules')
  expect(stopped.slice(1, 3).sort()).toEqual(['server', 'sources'])
  expect(stopped.slice(3)).toEqual(['drain', 'meter'])
})

test('an event source that does not stop delays the rest only until the timeout', async () => {
  const { parts, stopped } = await runningParts({ stop: () => new Promise(() => {}) })
  await stopHost(parts, { timeoutMs: 20 })
  expect(stopped).toHaveLength(5)
})
