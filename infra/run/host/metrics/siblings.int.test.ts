import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { Counter, Registry } from 'prom-client'
import { joinSiblings, type Metrics, type Siblings } from './siblings.ts'

let folder: string
let siblings: Siblings
const others: Server[] = []

const metricsWith = (value: number): Promise<Metrics> => {
  const registry = new Registry()
  new Counter({ name: 'a_total', help: 'A', registers: [registry] }).inc(value)
  return registry.getMetricsAsJSON()
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'finance-siblings-'))
  siblings = await joinSiblings('finance', () => metricsWith(3), folder)
})
afterEach(async () => {
  await siblings.leave()
  for (const other of others.splice(0)) {
    other.closeAllConnections()
    await new Promise((closed) => other.close(closed))
  }
  rmSync(folder, { recursive: true })
})

/** Listens in the folder as another process of the service would. */
const startOther = async (name: string, listener: RequestListener): Promise<void> => {
  const server = createServer(listener)
  await new Promise<void>((listening) => server.listen(join(folder, `${name}.sock`), listening))
  others.push(server)
}

const readSum = async (): Promise<number | undefined> =>
  (await siblings.readAll()).find(({ name }) => name === 'a_total')?.values[0]?.value

test('the metrics of another process are added', async () => {
  await startOther('1', async (_, response) => response.end(JSON.stringify(await metricsWith(4))))
  expect(await readSum()).toBe(7)
})

test.each<[string, RequestListener]>([
  ['ends in the middle of its response', (_, response) => void response.write('[', () => response.destroy())],
  ['responds with something that is not JSON', (_, response) => void response.end('[')],
  ['responds with something else than metrics', (_, response) => void response.end('{"error":"x"}')],
  ['reports an error', (_, response) => void response.writeHead(500).end('[]')],
  ['does not respond', () => undefined],
])('a process that %s is left out', async (_, listener) => {
  await startOther('1', listener)
  await startOther('2', async (_request, response) => response.end(JSON.stringify(await metricsWith(4))))
  expect(await readSum()).toBe(7)
})

test('the counters go to another process when one does not take them', async () => {
  const taken: string[] = []
  await startOther('1', (_, response) => void response.writeHead(500).end('[]'))
  await startOther('2', (request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      taken.push(body)
      response.end('[]')
    })
  })
  await siblings.leave()
  expect(taken.map((body) => JSON.parse(body)[0].values[0].value)).toEqual([3])
  expect(readdirSync(folder).sort()).toEqual(['1.sock', '2.sock'])
})
