import { describe, expect, test } from '@jest/globals'
import type { StoredEvent } from '../../../infra/event-store/stored-event.ts'
import { recordOf } from '../../../infra/kafka/cloud-event.ts'
import {
  expectInvoice,
  marks,
  nothingFailed,
  part,
  project,
  rowIn,
  useStores,
  waitingForLock,
  writer,
} from './testing/stores.ts'
import { record, recordsOf, type Story, told, wholeLife } from './testing/story.ts'

useStores()

describe('47 set aside', () => {
  test('a record that is no JSON stops its own stream, and no other', async () => {
    const [bad, good] = [await told(), await told()]
    const records = [
      ...recordsOf(part(bad, 0, 2)),
      record({ key: bad.stream, value: '{"id": \0' }),
      ...recordsOf(part(bad, 3, 9)),
      ...recordsOf(good.events),
    ]
    expect(await project(records)).toEqual(nothingFailed)
    expect(await rowIn(bad)).toMatchObject({ revision: '1' })
    await expectInvoice(good)
    expect(await marks()).toEqual([
      {
        stream: bad.stream,
        tenant: 'acme',
        revision: '2',
        error: expect.stringContaining('RECORD_UNREADABLE'),
      },
    ])
    expect(await project(recordsOf(part(bad, 4, 9)))).toEqual(nothingFailed)
    expect(await rowIn(bad)).toMatchObject({ revision: '1' })
  })

  test.each<[string, (third: StoredEvent, story: Story) => StoredEvent | undefined, string]>([
    ['of an unknown type', (event) => ({ ...event, type: 'InvoiceFramed' }), 'EVENT_TYPE_UNKNOWN'],
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
    ['of another stream', (event) => ({ ...event, stream: 'invoice-bengal_x' }), 'holds an event of'],
    [
      'that creates the invoice again',
      (_, { events: [created] }) => created && { ...created, revision: 2 },
      'is created twice',
    ],
    [
      'that reverses what was never paid',
      (_, { events }) => events[6] && { ...events[6], revision: 2 },
      'Payment p-5000 is reversed, but was never recorded',
    ],
  ])('an event %s is set aside with its reason', async (_, change, reason) => {
    const story = await told()
    const changed = story.events[2] && change(story.events[2], story)
    if (!changed) throw new Error('The story is too short')
    const strange = record({ key: story.stream, value: recordOf(changed).value })
    expect(await project([...recordsOf(part(story, 0, 2)), strange])).toEqual(nothingFailed)
    expect(await marks()).toEqual([
      { stream: story.stream, tenant: 'acme', revision: '2', error: expect.stringContaining(reason) },
    ])
  })

  test('a record without a stream is marked under its place', async () => {
    expect(await project([record({ key: 'what?', value: 'no' }, { partition: 7, offset: 42 })])).toEqual(
      nothingFailed,
    )
    expect(await marks()).toMatchObject([{ stream: 'finance.invoice.events-7/42', tenant: '' }])
  })

  test('streams of a tenant that was never provisioned are set aside, and others go on', async () => {
    const [stranger, known] = [await told(wholeLife, 'nobody'), await told()]
    expect(await project([...recordsOf(stranger.events), ...recordsOf(known.events)])).toEqual(nothingFailed)
    await expectInvoice(known)
    expect(await marks()).toMatchObject([{ stream: stranger.stream, tenant: 'nobody', revision: '0' }])
  })

  test('what the database will never take stops its own stream only', async () => {
    const [first, second, third] = [await told(), await told(), await told()]
    const withNumberOfFirst = (text: string) =>
      text.replaceAll(`INV-2024-10-15-${second.id}`, `INV-2024-10-15-${first.id}`)
    const taken = second.events.map((event) =>
      record({ key: second.stream, value: withNumberOfFirst(recordOf(event).value) }),
    )
    await project(recordsOf(first.events))
    expect(await project([...taken, ...recordsOf(third.events)])).toEqual(nothingFailed)
    await expectInvoice(third)
    expect(await marks()).toMatchObject([{ stream: second.stream, error: expect.stringContaining('23505') }])
  })

  test('an event that the store does not have is set aside instead of held for ever', async () => {
    const story = await told()
    const last = story.events[8]
    if (!last) throw new Error('The story is too short')
    const beyond = record(recordOf({ ...last, revision: 12 }))
    expect(await project([beyond])).toEqual(nothingFailed)
    await expectInvoice(story)
    expect(await marks()).toMatchObject([{ stream: story.stream, revision: '12' }])
  })

  test('while a mark is being mended its stream waits, and goes on once it is gone', async () => {
    const story = await told()
    await project([record({ key: story.stream, value: '?' })])
    const mended = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const mending = writer().begin(async (tx) => {
      await tx`select from finance.set_aside where stream = ${story.stream} for update`
      locked.resolve()
      await mended.promise
      await tx`delete from finance.set_aside where stream = ${story.stream}`
    })
    await locked.promise
    const projected = project(recordsOf(story.events))
    await waitingForLock()
    mended.resolve()
    await mending
    expect(await projected).toEqual(nothingFailed)
    await expectInvoice(story)
  })
})
