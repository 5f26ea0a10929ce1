import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from '@jest/globals'
import { type Running, stopRunning } from './stop.ts'

/** Parts that say when they are stopped; the server takes a request's time to close. */
const running = async ({ onBroker = false, stop = async () => {}, left = 0 } = {}) => {
  const said: string[] = []
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.once('close', () => said.push('server'))
  const parts: Running = {
    server,
    schedules: { stop: () => void said.push('schedules') },
    sources: {
      onBroker,
      stop: () => {
        said.push('sources')
        return stop()
      },
    },
    lambda: {
      drain: async () => {
        said.push('drain')
        return left
      },
    },
  }
  return { parts, said }
}

test('without a broker the records of a running relay are taken until the invocations have ended', async () => {
  const { parts, said } = await running()
  await stopRunning(parts, 1_000)
  expect(said).toEqual(['schedules', 'server', 'drain', 'sources'])
})

test('a broker hands nothing over any more while the invocations end', async () => {
  const { parts, said } = await running({ onBroker: true })
  await stopRunning(parts, 1_000)
  expect(said.indexOf('sources')).toBeLessThan(said.indexOf('drain'))
})

test.each([true, false])(
  'a source that does not stop holds up nobody (on a broker: %p)',
  async (onBroker) => {
    const { parts, said } = await running({ onBroker, stop: () => new Promise(() => {}) })
    await stopRunning(parts, 20)
    expect(said).toHaveLength(4)
  },
)
