import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from '@jest/globals'
import { type HostParts, stopHost } from './stop.ts'

/** Parts of a host, and the order in which they were stopped. */
const runningParts = async ({ onBroker = false, stop = async () => {}, left = 0 } = {}) => {
  const stopped: string[] = []
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.once('close', () => stopped.push('server'))
  const parts: HostParts = {
    server,
    schedules: { stop: () => void stopped.push('schedules') },
    sources: {
      onBroker,
      stop: () => {
        stopped.push('sources')
        return stop()
      },
    },
    lambda: {
      drain: async () => {
        stopped.push('drain')
        return left
      },
    },
  }
  return { parts, stopped }
}

test('without a broker the event sources stop after the invocations, such as a running relay', async () => {
  const { parts, stopped } = await runningParts()
  await stopHost(parts, 1_000)
  expect(stopped).toEqual(['schedules', 'server', 'drain', 'sources'])
})

test('event sources on a broker stop before the invocations end', async () => {
  const { parts, stopped } = await runningParts({ onBroker: true })
  await stopHost(parts, 1_000)
  expect(stopped.indexOf('sources')).toBeLessThan(stopped.indexOf('drain'))
})

test.each([true, false])(
  'an event source that does not stop delays the rest only until the timeout (on a broker: %p)',
  async (onBroker) => {
    const { parts, stopped } = await runningParts({ onBroker, stop: () => new Promise(() => {}) })
    await stopHost(parts, 20)
    expect(stopped).toHaveLength(4)
  },
)
