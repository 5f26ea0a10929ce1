import { describe, expect, test } from '@jest/globals'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { creating, updating } from '../../../domain/testing/examples.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { append } from '../../../infra/event-store/append.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { newEvent } from '../../write-model/stream.ts'
import { fold, foldStream } from './apply.ts'
import { invoiceFolding } from './folding.ts'
import { expectInvoice, nothingFailed, part, project, readRow, useStores } from './testing/stores.ts'
import { appendStory, eventsOf, manyLines, recordsOf, type Story } from './testing/story.ts'

useStores()

/** A large draft that was updated so often, one update in an append. */
const appendUpdated = async (updates: number): Promise<Story> => {
  const create = creating({ lineItems: manyLines })
  const update = Array.from({ length: updates }, (_, index) => updating({ vehicle: `Van ${index}` }))
  const story = await appendStory([create])
  const metadata = { tenantId: 'acme', actor: 'u-rahim', correlationId: 'c-1' }
  const [, ...events] = eventsOf(history(create, ...update), story)
  for (const [revision, event] of events.entries())
    await append(story.stream, [newEvent(invoices, event, metadata)], revision)
  return { ...story, events: await readStream(story.stream) }
}

/** Delivers the records again when the event store was too slow for a busy machine, as Kafka does. */
const deliver = async (records: Parameters<typeof project>[0]): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    const result = await project(records)
    if (attempt === 5 || result.batchItemFailures.length === 0) return expect(result).toEqual(nothingFailed)
  }
}

describe('a stream of 5 MB', () => {
  test('is read page by page, as far as its record needs', async () => {
    const story = await appendUpdated(20)
    await deliver(recordsOf(part(story, 1, 2)))
    const revision = Number((await readRow(story))?.revision)
    expect(revision).toBeGreaterThanOrEqual(1)
    expect(revision).toBeLessThan(20)
    await deliver(recordsOf(part(story, 20, 21)))
    await expectInvoice(story)
    expect(await readRow(story)).toMatchObject({ revision: '20' })
  }, 60_000)

  test('is folded to its end, or to a revision of any page', async () => {
    const story = await appendUpdated(20)
    for (const upTo of [undefined, 0, 3, 19]) {
      const whole = fold(invoiceFolding, invoiceFolding.unwritten, part(story, 0, (upTo ?? 20) + 1))
      expect(await foldStream(invoiceFolding, story.stream, invoiceFolding.unwritten, upTo)).toEqual(whole)
    }
  }, 60_000)
})
