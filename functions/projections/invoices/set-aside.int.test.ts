import { randomBytes } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { recordOf } from '../../../infra/kafka/cloud-event.ts'
import { handler } from './handler.ts'
import {
  expectInvoice,
  nothingFailed,
  part,
  project,
  readMarks,
  readRow,
  useStores,
  waitForLock,
  writer,
} from './testing/stores.ts'
import { appendStory, record, recordsOf, type Story, wholeLife } from './testing/story.ts'

useStores()

test('59 a second reversal stops its own stream and no other', async () => {
  const [bad, good] = [await appendStory(), await appendStory()]
  const [reversal, last] = [bad.events[6], bad.events[8]]
  if (!reversal || !last) throw new Error('The story is too short')
  const second = record(recordOf({ ...reversal, revision: last.revision + 1 }))
  expect(await project([...recordsOf(bad.events), second, ...recordsOf(good.events)])).toEqual(nothingFailed)
  expect(await readRow(bad)).toMatchObject({ revision: String(last.revision) })
  await expectInvoice(good)
  expect(await readMarks()).toEqual([
    {
      stream: bad.stream,
      tenant: 'acme',
      revision: String(last.revision + 1),
      error: 'STREAM_DAMAGED: Payment p-5000 is reversed twice',
    },
  ])
})

describe('47 set aside', () => {
  test('a record that is not JSON stops its own stream and no other', async () => {
    const [bad, good] = [await appendStory(), await appendStory()]
    const records = [
      ...recordsOf(part(bad, 0, 2)),
      record({ key: bad.stream, value: '{"id": \0' }),
      ...recordsOf(part(bad, 3, 9)),
      ...recordsOf(good.events),
    ]
    expect(await project(records)).toEqual(nothingFailed)
    expect(await readRow(bad)).toMatchObject({ revision: '1' })
    await expectInvoice(good)
    expect(await readMarks()).toEqual([
      {
        stream: bad.stream,
        tenant: 'acme',
        revision: '2',
        error: expect.stringContaining('RECORD_UNREADABLE'),
      },
    ])
    expect(await project(recordsOf(part(bad, 4, 9)))).toEqual(nothingFailed)
    expect(await readRow(bad)).toMatchObject({ revision: '1' })
  })

  test.each<[string, (third: StoredEvent, story: Story) => StoredEvent | undefined, string]>([
    ['of an unknown type', (event) => ({ ...event, type: 'InvoiceUnknown' }), 'EVENT_TYPE_UNKNOWN'],
    [
      'of a newer version',
      (event) => ({ ...event, metadata: { ...event.metadata, schemaVersion: 99 } }),
      'EVENT_VERSION_UNKNOWN',
    ],
    ['with a value of another kind', (event) => ({ ...event, data: { by: 7 } }), 'EVENT_DATA_INVALID'],
    [
      'with the data of another type',
      (event) => ({ ...event, type: 'InvoiceCreated' }),
      'EVENT_DATA_INVALID',
    ],
    [
      'of another stream',
      (event) => ({ ...event, stream: 'invoice-bengal_x' }),
      'an event of invoice-bengal_x',
    ],
    [
      'that creates the invoice again',
      (_, { events: [created] }) => created && { ...created, revision: 2 },
      'is created twice',
    ],
    [
      'that reverses a payment that was never recorded',
      (_, { events }) => events[6] && { ...events[6], revision: 2 },
      'STREAM_DAMAGED: Payment p-5000 is reversed, but was never recorded',
    ],
  ])('an event %s is set aside with its reason', async (_, change, reason) => {
    const story = await appendStory()
    const changed = story.events[2] && change(story.events[2], story)
    if (!changed) throw new Error('The story is too short')
    const badRecord = record({ key: story.stream, value: recordOf(changed).value })
    expect(await project([...recordsOf(part(story, 0, 2)), badRecord])).toEqual(nothingFailed)
    expect(await readMarks()).toEqual([
      { stream: story.stream, tenant: 'acme', revision: '2', error: expect.stringContaining(reason) },
    ])
  })

  test('a record without a stream gets a mark with its position', async () => {
    expect(await project([record({ key: 'what?', value: 'no' }, { partition: 7, offset: 42 })])).toEqual(
      nothingFailed,
    )
    expect(await readMarks()).toMatchObject([{ stream: 'finance.invoice.events-7/42', tenant: '' }])
  })

  test('streams of a tenant that was never provisioned are set aside, and others are projected', async () => {
    const [unprovisioned, provisioned] = [await appendStory(wholeLife, 'nobody'), await appendStory()]
    expect(await project([...recordsOf(unprovisioned.events), ...recordsOf(provisioned.events)])).toEqual(
      nothingFailed,
    )
    await expectInvoice(provisioned)
    expect(await readMarks()).toMatchObject([
      { stream: unprovisioned.stream, tenant: 'nobody', revision: '0' },
    ])
  })

  test('a row that PostgreSQL rejects permanently stops its own stream only', async () => {
    const [first, second, third] = [await appendStory(), await appendStory(), await appendStory()]
    const withNumberOfFirst = (text: string) =>
      text.replaceAll(`INV-2024-10-15-${second.id}`, `INV-2024-10-15-${first.id}`)
    const conflicting = second.events.map((event) =>
      record({ key: second.stream, value: withNumberOfFirst(recordOf(event).value) }),
    )
    await project(recordsOf(first.events))
    expect(await project([...conflicting, ...recordsOf(third.events)])).toEqual(nothingFailed)
    await expectInvoice(third)
    expect(await readMarks()).toMatchObject([
      { stream: second.stream, error: expect.stringContaining('23505') },
    ])
  })

  test('a row that is too large for an index of PostgreSQL stops its own stream only', async () => {
    const [bad, good] = [await appendStory(), await appendStory()]
    const customerId = randomBytes(3_000).toString('hex')
    const tooLarge = bad.events.map((event) =>
      record({ key: bad.stream, value: recordOf(event).value.replaceAll('customer-1', customerId) }),
    )
    expect(await project([...tooLarge, ...recordsOf(good.events)])).toEqual(nothingFailed)
    await expectInvoice(good)
    expect(await readMarks()).toMatchObject([{ stream: bad.stream, error: expect.stringContaining('54000') }])
  })

  test('an event that the store does not have is set aside', async () => {
    const story = await appendStory()
    const last = story.events[8]
    if (!last) throw new Error('The story is too short')
    const beyond = record(recordOf({ ...last, revision: 12 }))
    expect(await project([beyond])).toEqual(nothingFailed)
    await expectInvoice(story)
    expect(await readMarks()).toMatchObject([{ stream: story.stream, revision: '12' }])
  })

  test('a stream that is set aside in another version of the read model goes on in this one', async () => {
    const story = await appendStory()
    await project([record({ key: story.stream, value: '?' })])
    await writer()`update finance.set_aside set version = 2`
    expect(await project(recordsOf(story.events))).toEqual(nothingFailed)
    await expectInvoice(story)
  })

  test('a repair in one version of the read model keeps the mark of the other', async () => {
    const story = await appendStory()
    await project([record({ key: story.stream, value: '?' })])
    await writer()`insert into finance.set_aside (stream, version, tenant, first_revision, error, record)
      select stream, 2, tenant, first_revision, 'of version 2', record from finance.set_aside`
    const repair = { stream: story.stream, version: 1 }
    expect(await handler({ repair })).toMatchObject({ outcome: 'repaired' })
    expect(await readMarks()).toMatchObject([{ stream: story.stream, error: 'of version 2' }])
  })

  test('while a stream is repaired its records wait, and are applied after the repair', async () => {
    const story = await appendStory()
    await project([record({ key: story.stream, value: '?' })])
    const repaired = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const repair = writer().begin(async (tx) => {
      await tx`select from finance.set_aside where stream = ${story.stream} for update`
      locked.resolve()
      await repaired.promise
      await tx`delete from finance.set_aside where stream = ${story.stream}`
    })
    await locked.promise
    const projected = project(recordsOf(story.events))
    await waitForLock()
    repaired.resolve()
    await repair
    expect(await projected).toEqual(nothingFailed)
    await expectInvoice(story)
  })
})
