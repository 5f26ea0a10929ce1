import { randomUUID } from 'node:crypto'
import { expect, jest, test } from '@jest/globals'
import { refusalType } from '../../../domain/event/codec.ts'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { Document } from '../../../domain/numbering/documents.ts'
import { registerCodec } from '../../../domain/numbering/events.ts'
import { refusalCodec } from '../../../domain/refusal/events.ts'
import * as example from '../../../domain/testing/examples.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { readLastOfAll } from '../../../infra/event-store/all-events.ts'
import { append } from '../../../infra/event-store/append.ts'
import { forgetSkips } from '../../../infra/event-store/skips.ts'
import {
  draftRegisterStream,
  invoiceStream,
  legalRegisterStream,
  receiptStream,
  skipStream,
} from '../../../infra/event-store/stream-names.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { owner, useStores, writer } from '../../projections/invoices/testing/stores.ts'
import { appendStory } from '../../projections/invoices/testing/story.ts'
import { newEvent } from '../../write-model/stream.ts'
import { writePosition } from './cursor.ts'
import { audit, deliver, findingsOf } from './testing/whole-audit.ts'

// What is wrong is looked at again after pauses of the audit.
jest.setTimeout(120_000)
useStores()

/** Tenants of their own, because a damaged register or skip concerns all of a tenant. */
const newTenant = async (): Promise<string> => {
  const tenant = `t-${randomUUID().slice(0, 8)}`
  await provisionTenant(owner(), tenant)
  return tenant
}

const at = example.noon
const laterMs = Date.now() + 2 * 60_000

/** Runs the work as if it were two minutes later, when no command is under way. */
const twoMinutesLater = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(laterMs)
  return work().finally(() => clock.mockRestore())
}

/** Begins a stream with a refusal and nothing else. */
const refuseIn = (stream: string): Promise<number> =>
  append(
    stream,
    [newEvent(refusalCodec, { type: refusalType, code: 'INVALID_INPUT', by: example.rahim, at }, {})],
    -1,
  )

const takeDraftNumber = (tenant: string, invoiceId: string): Promise<number> =>
  append(
    draftRegisterStream(tenant, '2024-2025'),
    [newEvent(registerCodec, { type: 'InvoiceNumberTaken', invoiceId, takenAt: at }, {})],
    'any',
  )

test('an INV number of a creation that was refused in the end is listed', async () => {
  const [tenant, id] = [await newTenant(), randomUUID()]
  await takeDraftNumber(tenant, id)
  await refuseIn(invoiceStream(tenant, id))
  const { notes } = await twoMinutesLater(() => audit(tenant))
  expect(notes).toEqual([`INVOICE_NUMBER_UNUSED ${draftRegisterStream(tenant, '2024-2025')}@0`])
})

test('a legal number of an invoice that has only refusals belongs to no document', async () => {
  const [tenant, invoiceId] = [await newTenant(), randomUUID()]
  const document: Document = { kind: 'INVOICE', invoiceId, noteId: null }
  const register = legalRegisterStream(tenant, example.registerOf('6.3', at))
  const take = { type: 'NumberTaken', document, place: 'MAIN', decidedAt: at, issuedAt: at } as const
  await append(register, [newEvent(registerCodec, take, {})], -1)
  await refuseIn(invoiceStream(tenant, invoiceId))
  expect((await audit(tenant)).findings).toEqual([`SERIAL_WITHOUT_DOCUMENT ${register}@0`])
})

test('a payment of a receipt that has only refusals is no part of it', async () => {
  const tenant = await newTenant()
  const issued = [example.creating(), example.approving(), example.numbering()]
  const story = await appendStory(issued, tenant)
  const paid = history(...issued, example.paying('100')).at(-1)
  if (paid?.type !== 'PaymentRecorded') throw new Error('The story has no payment')
  const receiptId = randomUUID()
  await append(story.stream, [newEvent(invoices, { ...paid, receiptId }, {})], 2)
  await refuseIn(receiptStream(tenant, receiptId))
  expect(await findingsOf(tenant, story)).toContain('PAYMENT_WITHOUT_ALLOCATION')
})

test('a row whose stream has only events that are passed over has no stream', async () => {
  const tenant = await newTenant()
  const story = await appendStory([example.creating()], tenant)
  await deliver(story.events)
  const id = randomUUID()
  const other = { tenantId: tenant, id, stream: invoiceStream(tenant, id), events: [] }
  const table = writer()(`tenant_${tenant}_v1.invoices`)
  await writer()`update ${table} set id = ${other.id} where id = ${story.id}`
  expect(await findingsOf(tenant, other)).toContain('ROW_WITHOUT_STREAM')
  await refuseIn(other.stream)
  expect(await findingsOf(tenant, other)).toContain('ROW_WITHOUT_STREAM')
})

test('an invoice without a row whose stream has lost its beginning is found by its number', async () => {
  const tenant = await newTenant()
  const story = await appendStory([example.creating(), example.submitting()], tenant)
  const revision = await takeDraftNumber(tenant, story.id)
  await owner()`delete from eventstore.events where stream = ${story.stream} and revision = 0`
  expect((await audit(tenant)).findings).toEqual([
    `STREAM_INCOMPLETE ${draftRegisterStream(tenant, '2024-2025')}@${revision}`,
  ])
})

test('a stream that has lost an event in its middle is incomplete, although it can be folded', async () => {
  const tenant = await newTenant()
  const issued = [example.creating(), example.approving(), example.numbering()]
  const story = await appendStory([...issued, example.paying('100'), example.paying('200')], tenant)
  await owner()`delete from eventstore.events where stream = ${story.stream} and revision = 3`
  expect(await findingsOf(tenant, story)).toContain('STREAM_INCOMPLETE')
})

test('an event with a time to come is expected in its row', async () => {
  const tenant = await newTenant()
  const story = await appendStory([example.creating()], tenant)
  const last = await readLastOfAll()
  if (!last?.position) throw new Error('The store is empty')
  const head = writePosition(last.position)
  const from = { head, headAt: '2020-01-01T00:00:00.000Z', after: null, rows: null }
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2020-01-01T00:00:00Z'))
  const { findings } = await audit(tenant, { from }).finally(() => clock.mockRestore())
  expect(findings).toContain(`ROW_MISSING ${story.stream}`)
})

test('a skip that nobody can read is a finding, and the other tenants are checked', async () => {
  const tenant = await newTenant()
  await appendStory([example.creating()], tenant)
  const bad = {
    id: randomUUID(),
    type: 'EventSkipped',
    data: { stream: 'x' },
    metadata: { schemaVersion: 1 },
  }
  await append(skipStream(tenant), [bad], -1)
  forgetSkips(tenant)
  const { findings } = await audit(tenant)
  expect(findings).toEqual([`EVENT_UNDECODABLE ${skipStream(tenant)}@0`])
})
