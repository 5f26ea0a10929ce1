import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from '@jest/globals'
import type { Client } from '../testing/client.ts'
import {
  cleanUp,
  isAlive,
  runDev,
  runDevToEnd,
  runDevUnderNpm,
  survivorsOf,
  temporaryFolder,
} from './testing/dev-process.ts'
import { createInvoice, readInvoice } from './testing/invoices.ts'

afterAll(cleanUp)

/** The service waits up to eight seconds for the requests that it has accepted. */
const stopTimeoutMs = 12_000

const listedIds = async (client: Client): Promise<string[]> => {
  const { nodes } = await client.value('{ invoices { nodes { id } } }')
  return nodes.map(({ id }: { id: string }) => id)
}

/** Waits for the list, which is updated after the writes, also after a restart. */
const waitUntilListed = async (client: Client, id: string): Promise<void> => {
  while (!(await listedIds(client)).includes(id)) await pause(20)
}

test('Ctrl-C and kill -9 keep the data and leave no process, and --fresh deletes the data', async () => {
  const DATA_DIR = temporaryFolder()
  const first = runDev({ DATA_DIR })
  const { client, url } = await first.banner()
  const kept = await createInvoice(client)
  const processes = first.processTree()
  expect(processes.length).toBeGreaterThanOrEqual(4)
  // As under npm: the terminal sends the signal, and npm sends it again.
  first.child.kill('SIGINT')
  first.child.kill('SIGINT')
  expect(await first.exited).toBe(0)
  expect(await survivorsOf(processes, stopTimeoutMs)).toEqual([])

  const PORT = new URL(url).port
  const second = runDev({ DATA_DIR, PORT })
  const again = await second.banner()
  expect(again.url).toBe(url)
  await waitUntilListed(again.client, kept.id)
  const acknowledged = await createInvoice(again.client)
  const orphans = second.processTree()
  second.child.kill('SIGKILL')
  await second.exited

  // At once and on the same port: the processes that the killed one left behind must end first.
  const third = runDev({ DATA_DIR, PORT })
  const { client: clientAfterKill } = await third.banner()
  expect(await survivorsOf(orphans, stopTimeoutMs)).toEqual([])
  for (const { id } of [kept, acknowledged]) expect(await readInvoice(clientAfterKill, id)).toEqual({ id })
  third.child.kill('SIGTERM')
  expect(await third.exited).toBe(0)

  // As if an unreleased version had written the events.
  rmSync(join(DATA_DIR, 'event-shape'))
  const { code, output } = await runDevToEnd({ DATA_DIR })
  expect([code, output.trim().split('\n')]).toEqual([
    1,
    [expect.stringMatching(/has events of an unreleased version.*npm run dev -- --fresh/)],
  ])

  const fresh = await runDev({ DATA_DIR }, ['--fresh']).banner()
  expect(await listedIds(fresh.client)).toEqual([])
  expect(await readInvoice(fresh.client, kept.id)).toBeNull()
}, 240_000)

test('Ctrl-C during the first start ends it, and the next start succeeds', async () => {
  const DATA_DIR = temporaryFolder()
  const early = runDev({ DATA_DIR })
  // This line is printed before the database is created.
  await new Promise<void>((creating) =>
    early.child.stderr?.on('data', () => early.output().includes('Creating') && creating()),
  )
  const processes = early.processTree()
  early.child.kill('SIGINT')
  expect(await early.exited).toBe(0)
  expect(await survivorsOf(processes, stopTimeoutMs)).toEqual([])
  expect(early.output().trim()).toBe('Creating the PostgreSQL data folder')

  const next = runDev({ DATA_DIR })
  expect(await listedIds((await next.banner()).client)).toEqual([])
}, 240_000)

test('a signal that a supervisor sends only to npm ends everything', async () => {
  const run = runDevUnderNpm({ DATA_DIR: temporaryFolder() })
  await run.banner()
  const processes = run.processTree()
  expect(processes.length).toBeGreaterThanOrEqual(5)
  run.child.kill('SIGTERM')
  await run.exited
  const left = await survivorsOf(processes, stopTimeoutMs)
  for (const pid of processes.filter(isAlive)) process.kill(pid, 'SIGKILL')
  expect(left).toEqual([])
}, 240_000)

test('an unknown option and an unexpected word print the usage, as --help does', async () => {
  for (const wrong of ['--frsh', 'now']) {
    const { code, output } = await runDevToEnd({}, [wrong])
    expect(code).toBe(2)
    expect(output).toContain(wrong)
    expect(output).toContain('Usage: npm run dev')
  }
  expect(await runDevToEnd({}, ['--help'])).toEqual({
    code: 0,
    output: expect.stringContaining('Usage: npm run dev'),
  })
})
