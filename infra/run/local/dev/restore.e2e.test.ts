import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { runTool } from '../../../tools/testing/run-tool.ts'
import type { Client } from '../testing/client.ts'
import { markAsRestoring } from './demo-progress.ts'
import { cleanUp, runDev, runDevToEnd, temporaryFolder } from './testing/dev-process.ts'
import { createInvoice } from './testing/invoices.ts'

afterAll(cleanUp)

const list = async (client: Client) => client.value('{ invoices { totalCount nodes { id invoiceNumber } } }')

const awaitListed = async (client: Client, count: number) => {
  for (;;) {
    const listed = await list(client)
    if (listed.totalCount >= count) return listed
  }
}

const stop = async (service: ReturnType<typeof runDev>): Promise<void> => {
  service.child.kill('SIGTERM')
  expect(await service.exited).toBe(0)
}

test('a backup of npm run dev, running or stopped, is restored into an empty DATA_DIR', async () => {
  const from = { DATA_DIR: temporaryFolder() }
  const to = { DATA_DIR: join(temporaryFolder(), 'new') }
  const backups = temporaryFolder()
  const first = runDev(from)
  const { client } = await first.banner()
  await createInvoice(client)
  await createInvoice(client)
  const before = await awaitListed(client, 2)

  const whileRunning = join(backups, 'running')
  expect(await runTool('backup/backup-command.ts', [whileRunning], from)).toMatchObject({ code: 0 })
  await expect(runTool('backup/restore-command.ts', [whileRunning], from)).resolves.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is in use by process'),
  })
  await stop(first)
  const stopped = join(backups, 'stopped')
  expect(await runTool('backup/backup-command.ts', [stopped], from)).toMatchObject({ code: 0 })
  await expect(runTool('backup/restore-command.ts', [stopped], from)).resolves.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('The database is not empty'),
  })

  expect(await runTool('backup/restore-command.ts', [stopped], to)).toMatchObject({ code: 0 })
  expect(existsSync(join(to.DATA_DIR, 'connection.json'))).toBe(false)
  // The demonstration would add 200 invoices.
  const second = runDev({ ...to, DEMO: '' })
  const restored = (await second.banner()).client
  expect(await awaitListed(restored, 2)).toEqual(before)
  expect((await createInvoice(restored)).invoiceNumber).toMatch(/-000003$/)
  await stop(second)
}, 180_000)

test('npm run dev refuses a folder whose restore has not ended', async () => {
  const DATA_DIR = temporaryFolder()
  markAsRestoring(DATA_DIR)
  const { code, output } = await runDevToEnd({ DATA_DIR })
  expect([code, output]).toEqual([1, expect.stringContaining('its restore did not end')])
  expect(existsSync(join(DATA_DIR, 'postgres'))).toBe(false)
}, 60_000)
