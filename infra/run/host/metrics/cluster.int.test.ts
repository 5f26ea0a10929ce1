import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { pathAndCache } from '../../local/testing/path-and-cache.ts'

const folder = mkdtempSync(join(tmpdir(), 'finance-cluster-'))
let cluster: ChildProcess
let url: string
const clusters: ChildProcess[] = []

const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as { port: number }
  await new Promise((closed) => server.close(closed))
  return port
}

const startCluster = async (temporaryFolder: string, logLevel: string) => {
  const port = await freePort()
  const started = fork(join(import.meta.dirname, 'testing/cluster.ts'), [], {
    env: { ...pathAndCache(), TMPDIR: temporaryFolder, PORT: String(port), LOG_LEVEL: logLevel },
    execArgv: [],
  })
  clusters.push(started)
  await once(started, 'message')
  return { cluster: started, url: `http://127.0.0.1:${port}` }
}

beforeAll(async () => {
  ;({ cluster, url } = await startCluster(folder, 'warn'))
}, 60_000)
afterAll(async () => {
  for (const started of clusters) {
    started.kill('SIGKILL')
    await once(started, 'exit')
  }
  rmSync(folder, { recursive: true, force: true })
})

const order = async (text: 'stop' | 'replace'): Promise<void> => {
  const done = once(cluster, 'message')
  cluster.send(text)
  await done
}

/** Without keep-alive, so that each request may come to another worker. */
const get = (path: string) =>
  fetch(url + path, { headers: { connection: 'close' } }).then((answer) => answer.text())

const countOf = async (): Promise<number> => {
  const pattern = /^http_requests_total\{method="GET",route="\/echo\/\{id\}",status="200"\} (\d+)$/m
  return Number(pattern.exec(await get('/metrics'))?.[1] ?? 0)
}

test('each worker of a cluster serves the metrics of all', async () => {
  await Promise.all(Array.from({ length: 30 }, () => get('/echo/1')))
  for (let scrape = 0; scrape < 6; scrape++) expect(await countOf()).toBe(30)
}, 60_000)

test('counters do not fall when workers are replaced, nor when one ends', async () => {
  const before = await countOf()
  await order('replace')
  expect(await countOf()).toBe(before)
  await get('/echo/1')
  await order('stop')
  for (let scrape = 0; scrape < 4; scrape++) expect(await countOf()).toBe(before + 1)
}, 60_000)

test('workers that cannot exchange their metrics serve requests and no metrics', async () => {
  const file = join(folder, 'no-folder')
  writeFileSync(file, '')
  const { url } = await startCluster(file, 'silent')
  const statusOf = async (path: string) => (await fetch(url + path)).status
  expect([await statusOf('/echo/1'), await statusOf('/metrics')]).toEqual([200, 500])
}, 60_000)
