import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import type { MSKEvent } from 'aws-lambda'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import type { Document } from '../../../domain/numbering/documents.ts'
import { registerCodec } from '../../../domain/numbering/events.ts'
import * as example from '../../../domain/testing/examples.ts'
import { type Decide, history } from '../../../domain/testing/scenario.ts'
import { append } from '../../../infra/event-store/append.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { legalRegisterStream, receiptStream } from '../../../infra/event-store/stream-names.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { handler as projectInvoices } from '../../projections/invoices/handler.ts'
import {
  expectInvoice,
  nothingFailed,
  owner,
  project,
  readMarks,
  readRow,
  useStores,
} from '../../projections/invoices/testing/stores.ts'
import { appendStory, eventsOf, recordsOf, type Story } from '../../projections/invoices/testing/story.ts'
import { newEvent } from '../../write-model/stream.ts'
import { handler } from './handler.ts'

useStores()

beforeEach(() => {
  provideHostRuntime({
    environment: new AsyncLocalStorage<Record<string, string | undefined>>(),
    invoke: async (_, event) => projectInvoices(event as MSKEvent),
  })
})
afterAll(() => provideHostRuntime(undefined))

const skip = (stream: string, revision: number): Promise<unknown> =>
  handler(
    { command: 'skip', stream, revision, reason: 'A release that was withdrawn wrote it', by: 'rahim' },
    { getRemainingTimeInMillis: () => 600_000 },
  )

const issued: readonly Decide[] = [
  example.creating(),
  example.submitting(),
  example.approving(),
  example.numbering(),
]

type Unreadable = 'CreditNoteIssued' | 'InvoiceCancelled' | 'InvoiceApproved'

/**
 * Appends what these decisions add to an invoice with the metadata of one command. No release can read the
 * events of one type.
 */
const appendCommand = async (
  story: Story,
  decisions: readonly Decide[],
  unreadable: Unreadable,
): Promise<Story> => {
  const all = eventsOf(history(...decisions), story).slice(story.events.length)
  const metadata = { tenantId: 'acme', actor: 'u-rahim', commandId: randomUUID(), causationId: 'c-1' }
  const events = all.map((event) => {
    const encoded = newEvent(invoices, event, metadata)
    return event.type === unreadable ? { ...encoded, type: `${event.type}Anew` } : encoded
  })
  await append(story.stream, events, story.events.length - 1)
  return { ...story, events: await readStream(story.stream) }
}

const appendCancellation = async (unreadable: Unreadable): Promise<Story> =>
  appendCommand(await appendStory(issued), [...issued, example.cancelling()], unreadable)

test('the credit note and the cancellation that one command appended are skipped together', async () => {
  const story = await appendCancellation('CreditNoteIssued')
  expect(await project(recordsOf(story.events))).toEqual(nothingFailed)
  expect(await readMarks()).toMatchObject([{ stream: story.stream, revision: '4' }])

  expect(await skip(story.stream, 4)).toMatchObject({
    outcome: 'recorded',
    revisions: [4, 5],
    retried: [{ outcome: 'repaired', revision: 5 }],
  })

  expect(await readRow(story)).toMatchObject({ revision: '5', status: 'APPROVED' })
  await expectInvoice(story)
  expect(await skip(story.stream, 4)).toMatchObject({
    outcome: 'refused',
    why: expect.stringContaining('is not set aside'),
  })
})

test('an event is not skipped alone when the other one of its command has been applied', async () => {
  const story = await appendCancellation('InvoiceCancelled')
  await project(recordsOf(story.events))
  expect(await readMarks()).toMatchObject([{ stream: story.stream, revision: '5' }])

  expect(await skip(story.stream, 5)).toMatchObject({
    outcome: 'refused',
    why: expect.stringMatching(/applied .*@4 already, which the same command appended/),
  })

  expect(await readMarks()).toHaveLength(1)
})

/** Appends an approval that no release can read. */
const appendApproval = async (): Promise<Story> =>
  appendCommand(await appendStory(issued.slice(0, 2)), issued.slice(0, 3), 'InvoiceApproved')

test('a document whose number is taken is not skipped, or its register would have a gap', async () => {
  const story = await appendApproval()
  const approved = story.events[2]
  if (!approved) throw new Error('The story is too short')
  const register = legalRegisterStream('acme', example.registerOf('6.3', example.noon))
  const document: Document = { kind: 'INVOICE', invoiceId: story.id, noteId: null }
  const times = { decidedAt: example.noon, issuedAt: example.noon }
  const take = { type: 'NumberTaken', document, place: 'MAIN', ...times } as const
  const revision = await append(
    register,
    [newEvent(registerCodec, take, { causationId: approved.id })],
    'any',
  )
  await project(recordsOf(story.events))

  expect(await skip(story.stream, 2)).toMatchObject({
    outcome: 'refused',
    why: expect.stringContaining(`the legal number of ${story.stream}@2 is taken (${register}@${revision})`),
  })
})

test('nor one whose number is in its own stream, where nobody can read which register it names', async () => {
  const story = await appendStory(issued.slice(0, 2))
  const approved = { id: randomUUID(), type: 'InvoiceApprovedAnew', data: { register: '6.3' }, metadata: {} }
  const [numbered] = eventsOf(history(...issued), story).slice(3)
  if (!numbered) throw new Error('The story is too short')
  await append(story.stream, [approved], 1)
  await append(story.stream, [newEvent(invoices, numbered, { causationId: approved.id })], 2)
  await project(recordsOf(await readStream(story.stream)))

  expect(await skip(story.stream, 2)).toMatchObject({
    outcome: 'refused',
    why: expect.stringContaining(`is taken (${story.stream}@3)`),
  })
})

test('an approval that has taken no number yet can be skipped', async () => {
  const story = await appendApproval()
  await project(recordsOf(story.events))

  expect(await skip(story.stream, 2)).toMatchObject({ outcome: 'recorded', revisions: [2] })

  expect(await readRow(story)).toMatchObject({ revision: '2', status: 'PENDING_APPROVAL' })
})

test('an approval that can be read is not skipped: its number may be taken at any moment', async () => {
  const story = await appendStory(issued.slice(0, 3))
  const id = owner().unsafe(`'${story.id}'`)
  const invoices = owner()('tenant_acme_v1.invoices')
  await owner()`alter table ${invoices} add constraint draft check (id <> ${id} or status <> 'APPROVED')`
  try {
    await project(recordsOf(story.events))
    expect(await skip(story.stream, 2)).toMatchObject({
      outcome: 'refused',
      why: expect.stringContaining('decides a document and can be read'),
    })
  } finally {
    await owner()`alter table ${invoices} drop constraint draft`
  }
})

/** An event that no release can read, with these data and this cause. */
const unreadable = (data: object, causationId?: string) => ({
  id: randomUUID(),
  type: 'HappenedAnew',
  data: { ...data },
  metadata: { causationId },
})

test('a payment that its receipt has recorded is not skipped: it could never be reversed', async () => {
  const story = await appendStory(issued)
  const [receiptId, decision] = [randomUUID(), randomUUID()]
  const receipt = receiptStream('acme', receiptId)
  await append(receipt, [unreadable({ paymentId: 'p-1' }, decision)], -1)
  await append(story.stream, [unreadable({ paymentId: 'p-1', receiptId }, decision)], 3)
  await append(story.stream, [unreadable({ paymentId: 'p-2', receiptId }, decision)], 4)
  await project(recordsOf(await readStream(story.stream)))

  expect(await skip(story.stream, 4)).toMatchObject({
    outcome: 'refused',
    why: expect.stringContaining(`the receipt ${receiptId} has recorded what became of its part p-1`),
  })
  expect(await skip(story.stream, 5)).toMatchObject({ outcome: 'recorded', revisions: [5] })
})

test('a receipt that has paid an invoice is not skipped', async () => {
  const story = await appendStory(issued)
  const receipt = receiptStream('acme', randomUUID())
  const allocations = [{ invoiceId: story.id }]
  const [paid, unpaid] = [unreadable({ allocations }), unreadable({ allocations })]
  await append(receipt, [paid, unpaid], -1)
  await append(story.stream, [unreadable({ paymentId: 'p-1' }, paid.id)], 3)
  await project(recordsOf(await readStream(receipt)))

  expect(await skip(receipt, 0)).toMatchObject({
    outcome: 'refused',
    why: expect.stringContaining(`has an effect on an invoice (${story.stream}@4)`),
  })
  expect(await skip(receipt, 1)).toMatchObject({ outcome: 'recorded', revisions: [1] })
})
