import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import type { MSKEvent } from 'aws-lambda'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { settlePart } from '../../../domain/receipt/settle-part.ts'
import { carried, eventsOf, issued, recording, transfer } from '../../../domain/testing/receipts.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { handler as projectInvoices } from '../../projections/invoices/handler.ts'
import { appendReceipt } from '../../projections/invoices/testing/receipt-story.ts'
import { owner, project, useStores } from '../../projections/invoices/testing/stores.ts'
import { recordsOf } from '../../projections/invoices/testing/story.ts'
import { decide, issue } from '../../write-model/receipts/testing/decided-receipt.ts'
import { appendTo, load } from '../../write-model/stream.ts'
import { handler } from './handler.ts'

// Events that this release can read: only the database refuses their rows.
useStores()

beforeEach(() => {
  provideHostRuntime({
    environment: new AsyncLocalStorage<Record<string, string | undefined>>(),
    invoke: async (_, event) => projectInvoices(event as MSKEvent),
  })
})
afterAll(() => provideHostRuntime(undefined))

/** What a skip answers while the database refuses each row of the table with this id and condition. */
const skipRefused = async (
  { table, id, when = 'true' }: { table: 'invoices' | 'receipts'; id: string; when?: string },
  { stream, revision }: { stream: string; revision: number },
): Promise<unknown> => {
  const name = owner()(`tenant_acme_v1.${table}`)
  const isRefused = owner().unsafe(`id = '${id}' and ${when}`)
  await owner()`alter table ${name} add constraint refused check (not (${isRefused}))`
  try {
    await project(recordsOf(await readStream(stream)))
    return await handler(
      { command: 'skip', stream, revision, reason: 'The database refuses it', by: 'rahim' },
      { getRemainingTimeInMillis: () => 600_000 },
    )
  } finally {
    await owner()`alter table ${name} drop constraint refused`
  }
}

test('a receipt whose parts are open is not skipped: any process may carry them at any moment', async () => {
  const { name, state } = await decide(await issue())

  expect(await skipRefused({ table: 'receipts', id: state.id }, { stream: name, revision: 0 })).toMatchObject(
    {
      outcome: 'refused',
      why: expect.stringContaining(`${name}@0 can be read, so its parts may reach their invoices`),
    },
  )
})

test('a receipt without a part can be skipped', async () => {
  const { id, stream } = await appendReceipt(eventsOf(recording(transfer('500', []), [])))

  expect(await skipRefused({ table: 'receipts', id }, { stream, revision: 0 })).toMatchObject({
    outcome: 'recorded',
  })
})

test('what a receipt has recorded of a part can be skipped: it is recorded again', async () => {
  const recorded = eventsOf(recording(transfer('500', [['i-1', '100']]), [issued('i-1')]))
  const { id, stream } = await appendReceipt([...recorded, carried('i-1')])
  const refused = { table: 'receipts', id, when: `state::text like '%"CARRIED"%'` } as const

  expect(await skipRefused(refused, { stream, revision: 1 })).toMatchObject({ outcome: 'recorded' })
})

test('a payment of a part is not skipped: its receipt may record it at any moment', async () => {
  const invoice = await issue()
  const { state: receipt } = await decide(invoice)
  const [before, part] = [await load(invoices, invoice.stream), receipt.allocations[0]]
  if (!before || !part) throw new Error('The story is too short')
  const payment = settlePart(receipt, part, before.state, receipt.recordedAt)
  await appendTo(invoices, before, [payment], { commandId: 'command-1', causationId: 'e-1' })
  const refused = { table: 'invoices', id: invoice.id, when: `status = 'PARTIALLY_PAID'` } as const

  expect(await skipRefused(refused, { stream: invoice.stream, revision: 2 })).toMatchObject({
    outcome: 'refused',
    why: expect.stringContaining(`@2 can be read, so the receipt ${receipt.id} may record it`),
  })
})
