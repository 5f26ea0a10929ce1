import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { MSKEvent } from 'aws-lambda'
import { snapshotOf } from '../../../domain/event/snapshot.ts'
import { append } from '../../../infra/event-store/append.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { skipStream } from '../../../infra/event-store/stream-names.ts'
import { recordOf } from '../../../infra/kafka/cloud-event.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { foldStream } from '../../projections/invoices/apply.ts'
import { receiptFolding } from '../../projections/invoices/folding.ts'
import { handler as projectInvoices } from '../../projections/invoices/handler.ts'
import { readLedger } from '../../projections/invoices/testing/ledger.ts'
import { appendReceipt } from '../../projections/invoices/testing/receipt-story.ts'
import {
  expectInvoice,
  nothingFailed,
  owner,
  part,
  project,
  readMarks,
  readRow,
  useStores,
  waitForLock,
  writer,
} from '../../projections/invoices/testing/stores.ts'
import { appendStory, record, recordsOf, type Story } from '../../projections/invoices/testing/story.ts'
import { handler } from './handler.ts'

useStores()

/** What the next invocations of the projection fail with. */
let outage: Error | undefined
/** Runs after the next invocation of the projection. */
let afterRepair: (() => Promise<void>) | undefined
beforeEach(() => {
  outage = undefined
  afterRepair = undefined
  provideHostRuntime({
    environment: new AsyncLocalStorage<Record<string, string | undefined>>(),
    invoke: async (_, event) => {
      if (outage) throw outage
      const result = await projectInvoices(event as MSKEvent)
      const next = afterRepair
      afterRepair = undefined
      await next?.()
      return result
    },
  })
})
afterAll(() => provideHostRuntime(undefined))

type Request = Parameters<typeof handler>[0]
const context = { getRemainingTimeInMillis: () => 600_000 }
const run = (request: Request): Promise<unknown> => handler(request, context)
const retry = (stream: string) => run({ command: 'retry', stream })
const skipping = (stream: string, revision: number): Request => ({
  command: 'skip',
  ...{ stream, revision, reason: 'A release that was withdrawn wrote it', by: 'rahim' },
})

/** Appends an event that no release can read to the stream of a story, and returns the story with it. */
const appendUndecodable = async (story: Story): Promise<Story> => {
  const bad = { id: randomUUID(), type: 'InvoiceTeleported', data: { nid: '1234567890' }, metadata: {} }
  await append(story.stream, [bad], story.events.length - 1)
  return { ...story, events: await readStream(story.stream) }
}

/** Appends an event that changes nothing but the revision. */
const appendUnchanged = async (story: Story): Promise<Story> => {
  const data = { by: 'u-rahim', at: '2024-10-15T06:00:00Z' }
  const event = { id: randomUUID(), type: 'InvoiceLeftUnchanged', data, metadata: { schemaVersion: 1 } }
  await append(story.stream, [event], story.events.length - 1)
  return { ...story, events: await readStream(story.stream) }
}

/** A record with the value of an event that cannot be read, although the event in the store can. */
const garbled = (story: Story, revision: number) => {
  const event = story.events[revision]
  if (!event) throw new Error('The story is too short')
  return record(recordOf({ ...event, type: 'InvoiceGarbled' }))
}

/** Lets the database refuse the invoice of the story when it is paid, until `allowPaid` runs. */
const refusePaid = async ({ id }: Story): Promise<void> => {
  const paid = owner().unsafe(`id = '${id}' and status = 'PAID'`)
  await owner()`alter table tenant_acme_v1.invoices add constraint unpaid check (not (${paid}))`
}
const allowPaid = async (): Promise<void> => {
  await owner()`alter table tenant_acme_v1.invoices drop constraint if exists unpaid`
}
afterEach(allowPaid)

describe('a stream that is set aside is mended by a retry', () => {
  test('an undecodable record and one whose apply throws are marked once, and others flow', async () => {
    const [unread, damaged, good] = [await appendStory(), await appendStory(), await appendStory()]
    const early = damaged.events[6]
    if (!early) throw new Error('The story is too short')
    const impossible = record(recordOf({ ...early, revision: 2 }))
    const records = [
      ...recordsOf(part(unread, 0, 2)),
      ...[garbled(unread, 2), garbled(unread, 2)],
      ...recordsOf(part(damaged, 0, 2)),
      ...[impossible, impossible],
      ...recordsOf(good.events),
    ]
    expect(await project(records)).toEqual(nothingFailed)
    expect(await project(recordsOf([...part(unread, 3, 9), ...part(damaged, 3, 9)]))).toEqual(nothingFailed)
    await expectInvoice(good)
    const marks = await readMarks()
    expect(new Set(marks.map(({ stream }) => stream))).toEqual(new Set([unread.stream, damaged.stream]))
    expect(marks.map(({ revision }) => revision)).toEqual(['2', '2'])

    expect(await run({ command: 'retry', tenant: 'acme' })).toEqual({
      retried: expect.arrayContaining(
        [unread, damaged].map(({ stream }) => ({ stream, version: 1, outcome: 'repaired', revision: 8 })),
      ),
      ...{ next: null, stopped: false },
    })
    expect(await readMarks()).toEqual([])
    await expectInvoice(unread)
    await expectInvoice(damaged)
    expect((await readLedger(unread)).documents).toHaveLength(1)
  })

  test('a row that the database refuses is written as soon as it takes it', async () => {
    const [refused, good] = [await appendStory(), await appendStory()]
    const invoices = owner()('tenant_acme_v1.invoices')
    const id = owner().unsafe(`'${refused.id}'`)
    await owner()`alter table ${invoices} add constraint refused check (id <> ${id})`
    try {
      expect(await project(recordsOf([...refused.events, ...good.events]))).toEqual(nothingFailed)
      await expectInvoice(good)
      expect(await readMarks()).toMatchObject([
        { stream: refused.stream, error: expect.stringContaining('23514') },
      ])
      expect(await retry(refused.stream)).toMatchObject({
        retried: [{ outcome: 'failed', error: expect.stringContaining('23514') }],
      })
      expect(await readRow(refused)).toBeUndefined()
      expect(await readMarks()).toHaveLength(1)
    } finally {
      await owner()`alter table ${invoices} drop constraint refused`
    }
    expect(await retry(refused.stream)).toMatchObject({ retried: [{ outcome: 'repaired', revision: 8 }] })
    await expectInvoice(refused)
    expect(await readMarks()).toEqual([])
  })

  test('of events that came together, the mark names the one whose row the database refuses', async () => {
    const story = await appendStory()
    await refusePaid(story)
    try {
      expect(await project(recordsOf(story.events))).toEqual(nothingFailed)
      expect(await readRow(story)).toBeUndefined()
      expect(await retry(story.stream)).toMatchObject({
        retried: [{ outcome: 'failed', revision: 8, error: expect.stringContaining('23514') }],
      })
      expect(await readMarks()).toMatchObject([{ stream: story.stream, revision: '8' }])
      expect(await readRow(story)).toMatchObject({ revision: '7', status: 'PARTIALLY_PAID' })
      expect(await run({ command: 'show', stream: story.stream })).toMatchObject({
        marks: [{ record: { revision: 8, type: 'PaymentRecorded' } }],
      })
    } finally {
      await allowPaid()
    }
    expect(await retry(story.stream)).toMatchObject({ retried: [{ outcome: 'repaired', revision: 8 }] })
    await expectInvoice(story)
    expect((await readLedger(story)).documents).toHaveLength(1)
  })

  test('a receipt is mended like an invoice, with its open parts', async () => {
    const story = await appendReceipt()
    await project([...recordsOf(part(story, 0, 1)), garbled(story, 1)])
    expect(await readMarks()).toMatchObject([{ stream: story.stream, revision: '1' }])
    expect(await retry(story.stream)).toMatchObject({ retried: [{ outcome: 'repaired', revision: 5 }] })
    const receipts = writer()('tenant_acme_v1.receipts')
    const { folded } = await foldStream(receiptFolding, story.stream)
    expect(await writer()`select revision, state from ${receipts} where id = ${story.id}`).toEqual([
      { revision: '5', state: snapshotOf(folded.state) },
    ])
    expect(await writer()`select from finance.open_receipts where stream = ${story.stream}`).toHaveLength(0)
  })

  test('a mark of a version that nobody writes is left alone', async () => {
    const story = await appendStory()
    await project([garbled(story, 0)])
    await writer()`update finance.set_aside set version = 7`
    expect(await retry(story.stream)).toEqual({ retried: [], next: null, stopped: false })
    expect(await readMarks()).toHaveLength(1)
  })

  test('a mark whose stream fails again keeps its time and gets the new error', async () => {
    const story = await appendUndecodable(await appendStory())
    await project([...recordsOf(part(story, 0, 2)), garbled(story, 2)])
    const [before] = await writer()`select set_aside_at from finance.set_aside`
    expect(await retry(story.stream)).toMatchObject({
      retried: [{ outcome: 'failed', revision: 9, error: expect.stringContaining('InvoiceTeleported') }],
    })
    expect(await readMarks()).toMatchObject([
      { revision: '9', error: expect.stringContaining('InvoiceTeleported') },
    ])
    const [after] = await writer()`select set_aside_at from finance.set_aside`
    expect(after).toEqual(before)
    expect(await readRow(story)).toMatchObject({ revision: '8' })
  })

  test('a mark of an event that the store lacks stays: to remove it would lose the event', async () => {
    const story = await appendStory()
    const last = story.events[8]
    if (!last) throw new Error('The story is too short')
    await project([record(recordOf({ ...last, revision: 12 }))])
    expect(await retry(story.stream)).toMatchObject({
      retried: [{ outcome: 'failed', revision: 12, error: expect.stringContaining('only up to revision 8') }],
    })
    expect(await readMarks()).toHaveLength(1)
  })

  test('records that come while a stream is mended are applied after it', async () => {
    const story = await appendStory()
    await project([garbled(story, 0)])
    const release = await blockSearch()
    const mended = retry(story.stream)
    await waitForLock()
    const later = await appendUnchanged(story)
    let isProjected = false
    const projected = project(recordsOf(later.events)).finally(() => {
      isProjected = true
    })
    await waitForMarkWaiter()
    expect(isProjected).toBe(false)
    await release()
    expect(await mended).toMatchObject({ retried: [{ outcome: 'repaired', revision: 8 }] })
    expect(await projected).toEqual(nothingFailed)
    expect(await readMarks()).toEqual([])
    expect(await readRow(story)).toMatchObject({ revision: '9' })
    await expectInvoice(story)
  })
})

/**
 * Keeps the search of invoices from being written until the returned function is called. A repair has locked
 * the mark, folded the stream and written the row when it waits for this.
 */
const blockSearch = async (): Promise<() => Promise<void>> => {
  const isLocked = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const blocking = owner().begin(async (tx) => {
    await tx`lock table ${tx('tenant_acme_v1.invoice_search')} in exclusive mode`
    isLocked.resolve()
    await release.promise
  })
  await isLocked.promise
  return async () => {
    release.resolve()
    await blocking
  }
}

/** Waits until a statement waits for a mark that another transaction has locked. */
const waitForMarkWaiter = async (): Promise<void> => {
  for (;;) {
    const [row] = await writer()<{ waiting: boolean }[]>`
      select exists (
        select from pg_stat_activity where wait_event_type = 'Lock' and query like '%set_aside%'
      ) as waiting`
    if (row?.waiting) return
  }
}

describe('an event is skipped', () => {
  test('its stream is folded without it, and its revision counts', async () => {
    const story = await appendUndecodable(await appendStory())
    await project(recordsOf(story.events))
    expect(await readMarks()).toMatchObject([{ stream: story.stream, revision: '9' }])

    expect(await run(skipping(story.stream, 9))).toEqual({
      ...{ outcome: 'recorded', revisions: [9] },
      retried: [{ stream: story.stream, version: 1, outcome: 'repaired', revision: 9 }],
    })
    expect(await readMarks()).toEqual([])
    expect(await readRow(story)).toMatchObject({ revision: '9', status: 'PAID' })
    await expectInvoice(story)
    expect(await project(recordsOf(story.events))).toEqual(nothingFailed)
    expect(await readMarks()).toEqual([])
  })

  test('a rebuild from records passes over it, also if a later release could read it', async () => {
    const story = await appendStory()
    await refusePaid(story)
    await project(recordsOf(story.events))
    expect(await run(skipping(story.stream, 8))).toMatchObject({
      outcome: 'recorded',
      retried: [{ outcome: 'repaired', revision: 8 }],
    })
    await allowPaid()
    const mended = await readRow(story)
    expect(mended).toMatchObject({ revision: '8', status: 'PARTIALLY_PAID' })
    const invoices = writer()('tenant_acme_v1.invoices')
    await writer()`delete from ${invoices} where id = ${story.id}`

    expect(await project(recordsOf(story.events))).toEqual(nothingFailed)

    expect(await readRow(story)).toEqual(mended)
  })

  test('a stream that has no other event has no row, however often its record comes', async () => {
    const id = randomUUID()
    const none: Story = { tenantId: 'acme', id, stream: `invoice-acme_${id}`, events: [] }
    const story = await appendUndecodable(none)
    await project(recordsOf(story.events))
    expect(await run(skipping(story.stream, 0))).toMatchObject({ retried: [{ outcome: 'repaired' }] })

    const good = await appendStory()
    expect(await project(recordsOf([...story.events, ...good.events]))).toEqual(nothingFailed)

    expect(await readMarks()).toEqual([])
    expect(await readRow(story)).toBeUndefined()
    await expectInvoice(good)
  })

  test('a second skip of it is accepted and changes nothing', async () => {
    const story = await appendUndecodable(await appendStory())
    await project(recordsOf(story.events))
    await appendUndecodable(story)
    await run(skipping(story.stream, 9))
    expect(await readMarks()).toMatchObject([{ revision: '10' }])
    expect(await run(skipping(story.stream, 9))).toMatchObject({
      outcome: 'repeated',
      retried: [{ outcome: 'failed', revision: 10 }],
    })
    expect(await run(skipping(story.stream, 10))).toMatchObject({
      retried: [{ outcome: 'repaired', revision: 10 }],
    })
  })

  test('an event that a row has, none such, and one of a stream in order are refused', async () => {
    const story = await appendUndecodable(await appendStory())
    await project(recordsOf(part(story, 0, 9)))
    expect(await run(skipping(story.stream, 9))).toMatchObject({
      outcome: 'refused',
      why: expect.stringMatching(/is not set aside/),
    })
    await project(recordsOf(story.events))
    expect(await run(skipping(story.stream, 8))).toMatchObject({
      outcome: 'refused',
      why: expect.stringMatching(/applied .*@8 already/),
    })
    expect(await run(skipping(story.stream, 10))).toMatchObject({
      outcome: 'refused',
      why: expect.stringMatching(/has no event/),
    })
    expect(await readRow(story)).toMatchObject({ revision: '8' })
  })

  test('only when its stream fails again; otherwise it is mended, and the skip is refused', async () => {
    const story = await appendStory()
    await project([...recordsOf(part(story, 0, 8)), garbled(story, 8)])
    expect(await run(skipping(story.stream, 8))).toMatchObject({
      outcome: 'refused',
      why: expect.stringMatching(/applied .*@8 already/),
    })
    expect(await readMarks()).toEqual([])
    await expectInvoice(story)
  })

  test('only the one that fails, and not one before it in the same batch', async () => {
    const story = await appendStory()
    await refusePaid(story)
    await project(recordsOf(story.events))
    expect(await run(skipping(story.stream, 0))).toMatchObject({
      outcome: 'refused',
      why: expect.stringMatching(/applied .*@0 already/),
    })
    await allowPaid()
    expect(await retry(story.stream)).toMatchObject({ retried: [{ outcome: 'repaired' }] })
    await expectInvoice(story)
  })

  test('while it is folded again, it waits for that, and is refused when a row has it then', async () => {
    const story = await appendStory()
    await project([...recordsOf(part(story, 0, 8)), garbled(story, 8)])
    const release = await blockSearch()
    const mended = retry(story.stream)
    await waitForLock()
    const skipped = run(skipping(story.stream, 8))
    await waitForMarkWaiter()
    await release()
    expect(await mended).toMatchObject({ retried: [{ outcome: 'repaired', revision: 8 }] })
    expect(await skipped).toMatchObject({
      outcome: 'refused',
      why: expect.stringMatching(/applied .*@8 already/),
    })
    await expectInvoice(story)
  })

  test('also when that has begun after its own attempt to fold the stream', async () => {
    const story = await appendStory()
    await refusePaid(story)
    await project(recordsOf(story.events))
    const begun = Promise.withResolvers<{ release: () => Promise<void>; mended: Promise<unknown> }>()
    afterRepair = async () => {
      await allowPaid()
      const release = await blockSearch()
      begun.resolve({ release, mended: retry(story.stream) })
      await waitForLock()
    }
    const skipped = run(skipping(story.stream, 8))
    const { release, mended } = await begun.promise
    await waitForMarkWaiter()
    await release()
    expect(await mended).toMatchObject({ retried: [{ outcome: 'repaired', revision: 8 }] })
    expect(await skipped).toMatchObject({
      outcome: 'refused',
      why: expect.stringMatching(/applied .*@8 already/),
    })
    await expectInvoice(story)
  })

  test('that another process has skipped a moment ago is known to a retry', async () => {
    const story = await appendUndecodable(await appendStory())
    await project(recordsOf(story.events))
    expect(await retry(story.stream)).toMatchObject({ retried: [{ outcome: 'failed' }] })
    const data = {
      stream: story.stream,
      revision: 9,
      reason: 'wrong',
      by: 'rahim',
      at: '2026-11-27T10:15:30Z',
    }
    const skipped = { id: randomUUID(), type: 'EventSkipped', data, metadata: { schemaVersion: 1 } }
    await append(skipStream('acme'), [skipped], 'any')

    expect(await retry(story.stream)).toMatchObject({ retried: [{ outcome: 'repaired', revision: 9 }] })
    await expectInvoice(story)
  })

  test('that another version of the read model may still apply is refused', async () => {
    const story = await appendStory()
    await refusePaid(story)
    await project(recordsOf(story.events))
    await owner()`insert into finance.read_models (version, live_at) values (2, now())`
    try {
      await provisionTenant(owner(), 'acme')
      expect(await run(skipping(story.stream, 8))).toMatchObject({
        outcome: 'refused',
        why: expect.stringMatching(/not set aside in version 2/),
      })
    } finally {
      await allowPaid()
      await owner()`delete from finance.read_models where version = 2`
      await owner()`drop schema tenant_acme_v2 cascade`
    }
  })

  test('a record without a stream is dropped', async () => {
    await project([record({ key: 'what?', value: 'no' }, { partition: 7, offset: 42 })])
    const stream = 'finance.invoice.events-7/42'
    expect(await retry(stream)).toMatchObject({ retried: [{ outcome: 'no stream' }] })
    expect(await run({ command: 'skip', stream, reason: 'A test of another team', by: 'rahim' })).toEqual({
      outcome: 'dropped',
    })
    expect(await readMarks()).toEqual([])
  })
})

describe('what waits', () => {
  test('is listed page by page, the oldest first, and by tenant', async () => {
    const stories = [await appendStory(), await appendStory(undefined, 'bengal'), await appendStory()]
    for (const story of stories) await project([garbled(story, 0)])
    const streams = stories.map(({ stream }) => stream)
    const first = (await run({ command: 'list', limit: 2 })) as { marks: { stream: string }[]; next: never }
    expect(first.marks.map(({ stream }) => stream)).toEqual(streams.slice(0, 2))
    expect(await run({ command: 'list', limit: 2, after: first.next })).toMatchObject({
      marks: [{ stream: streams[2], revision: 0, tenant: 'acme', version: 1 }],
      next: null,
    })
    expect(await run({ command: 'list', tenant: 'bengal' })).toMatchObject({
      marks: [{ stream: streams[1] }],
    })
    expect(await run({ command: 'list', version: 2 })).toEqual({ marks: [], next: null })
  })

  test('is shown with what the store has, and with its content only on request', async () => {
    const story = await appendUndecodable(await appendStory())
    await project([...recordsOf(part(story, 0, 8)), garbled(story, 8)])
    const shown = await run({ command: 'show', stream: story.stream })
    expect(shown).toMatchObject({
      marks: [
        {
          ...{ revision: 8, error: expect.stringContaining('InvoiceGarbled') },
          position: { partition: 'finance.invoice.events-0' },
          record: {
            revision: 8,
            type: 'InvoiceGarbled',
            problem: expect.stringContaining('EVENT_TYPE_UNKNOWN'),
          },
        },
      ],
      events: [
        { revision: 8, type: 'PaymentRecorded', problem: null },
        { revision: 9, type: 'InvoiceTeleported', problem: expect.stringContaining('EVENT_TYPE_UNKNOWN') },
      ],
    })
    expect(JSON.stringify(shown)).not.toMatch(/1234567890|"amount"/)
    const raw = await run({ command: 'show', stream: story.stream, raw: true })
    expect(raw).toMatchObject({
      events: [{ decoded: { amount: expect.any(String) } }, { raw: { data: { nid: '1234567890' } } }],
    })
  })

  test('stays as it is while a store is down', async () => {
    const story = await appendStory()
    await project([garbled(story, 0)])
    outage = new Error('down')
    expect(await retry(story.stream)).toMatchObject({ retried: [{ outcome: 'not run', error: 'down' }] })
    expect(await readMarks()).toMatchObject([{ stream: story.stream, revision: '0' }])
  })
})
