import { expect, jest, test } from '@jest/globals'
import * as example from '../../../domain/testing/examples.ts'
import { append } from '../../../infra/event-store/append.ts'
import { adjusted } from '../../projections/invoices/testing/adjusted-story.ts'
import { appendReceipt } from '../../projections/invoices/testing/receipt-story.ts'
import { owner, part, useStores } from '../../projections/invoices/testing/stores.ts'
import { appendStory } from '../../projections/invoices/testing/story.ts'
import { audit, deliver, findingsOf } from './testing/whole-audit.ts'

// What is wrong is looked at again after pauses of the audit.
jest.setTimeout(120_000)
useStores()

/** More than two pages of the log of all streams. */
const fillPages = () =>
  append(
    'other-stream',
    Array.from({ length: 1_100 }, () => ({ id: crypto.randomUUID(), type: 'Noted', data: {}, metadata: {} })),
    -1,
  )

test('an audit in many short invocations says the same as one', async () => {
  const first = await appendStory(adjusted)
  await fillPages()
  const stories = [first, await appendStory(adjusted), await appendReceipt()]
  await deliver(stories.flatMap(({ events }) => events))
  const whole = await audit('acme')
  const parts = await audit('acme', { remainingMs: 120_000 })
  expect(whole.invocations).toBe(1)
  expect(parts.invocations).toBeGreaterThan(4)
  expect({ ...parts, invocations: 1 }).toEqual(whole)
  expect(whole.counts).toMatchObject({ invoices: 2, receipts: 1 })
})

test('a row that lacks events is behind, and right when it has them', async () => {
  const story = await appendStory(adjusted, 'bengal')
  expect(await findingsOf('bengal', story)).toContain('ROW_MISSING')
  await deliver(part(story, 0, 3))
  expect(await findingsOf('bengal', story)).toContain('ROW_BEHIND')
  await deliver(part(story, 3, story.events.length))
  expect((await findingsOf('bengal', story)).filter((code) => code?.startsWith('ROW_'))).toEqual([])
})

test('refusals at the beginning of a stream are passed over, and alone they are no receipt', async () => {
  const [refused, begun] = [await appendReceipt([], 'bengal', 1), await appendReceipt(undefined, 'bengal', 1)]
  await deliver([...refused.events, ...begun.events])
  const { counts, findings } = await audit('bengal')
  expect(counts).toMatchObject({ receipts: 1 })
  expect(findings.filter((text) => text.includes(refused.stream))).toEqual([])
  // The invoices of the two parts do not exist.
  const lost = `ALLOCATION_LOST ${begun.stream}`
  expect(findings.filter((text) => text.includes(begun.stream))).toEqual([lost, lost])
})

test('a document has an hour to get its number', async () => {
  const story = await appendStory([example.creating(), example.approving()], 'racing')
  await deliver(story.events)
  expect((await audit('racing')).notes).toContain(`NUMBER_OPEN ${story.stream}`)
  const now = Date.now()
  const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 60 * 60_000 + 1_000)
  const codes = await findingsOf('racing', story).finally(() => clock.mockRestore())
  expect(codes).toContain('DOCUMENT_WITHOUT_NUMBER')
})

test('every version of the read model that is filled is audited', async () => {
  const story = await appendStory([example.creating()], 'racing')
  await deliver(story.events)
  expect(await findingsOf('racing', story)).not.toContain('ROW_MISSING')
  await owner()`insert into finance.read_models (version, live_at, filled_at) values (2, now(), now())`
  expect(await findingsOf('racing', story)).toContain('ROW_MISSING')
})
