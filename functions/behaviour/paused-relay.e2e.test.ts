import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type Backlog, startBacklog } from './testing/backlog.ts'
import { waitFor } from './testing/wait-for.ts'

// A lease has to end, and thousands of events are published.
jest.setTimeout(300_000)

const before = { ...process.env }
let backlog: Backlog
let relay: ChildProcess | undefined

beforeAll(async () => {
  backlog = await startBacklog(3_000)
})
afterAll(async () => {
  relay?.kill('SIGKILL')
  await backlog.stop()
  process.env = before
})

type RelayRow = { holder: string | null; fence: string; checkpoint: string; hasEnded: boolean }

const readRelay = async (): Promise<RelayRow> => {
  const [row] = await backlog.owner<RelayRow[]>`
    select holder, fence::text, checkpoint_commit::text || '/' || checkpoint_prepare::text as checkpoint,
      coalesce(lease_until < now(), true) as "hasEnded" from finance.relay`
  if (!row) throw new Error('There is no row of the relay')
  return row
}

test('a relay that was stopped past its lease and then goes on changes nothing', async () => {
  relay = fork(join(import.meta.dirname, 'testing/relay-process.ts'), { env: process.env })
  const reported = once(relay, 'message')
  await waitFor(async () => ((await readRelay()).holder === null ? undefined : true))
  relay.kill('SIGSTOP')
  const stopped = await readRelay()
  expect(stopped.holder).not.toBeNull()
  expect(await backlog.projected()).toBeLessThan(backlog.events)

  await waitFor(async () => ((await readRelay()).hasEnded ? true : undefined))
  expect(await backlog.invoke('relay', {})).toMatchObject({ outcome: 'done' })
  const taken = await readRelay()
  expect(Number(taken.fence)).toBeGreaterThan(Number(stopped.fence))
  expect(await backlog.projected()).toBe(backlog.events)
  const rows = () =>
    backlog.owner`select md5(string_agg(t::text, '' order by id)) from tenant_acme_v1.invoices as t`
  const expected = await rows()

  relay.kill('SIGCONT')
  // It was stopped while it published a page, or while it read one, which then has taken too long.
  const [{ outcome }] = await reported
  expect(['lost', 'EventStoreUnavailable']).toContain(outcome)
  const after = await readRelay()
  expect(after.checkpoint).toBe(taken.checkpoint)
  expect(await rows()).toEqual(expected)
  expect(await backlog.owner`select from finance.set_aside`).toHaveLength(0)
})
