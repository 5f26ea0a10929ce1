import { expect, test } from '@jest/globals'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { approving, creating, noon } from '../../../domain/testing/examples.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { legalRegisterStream } from '../../../infra/event-store/stream-names.ts'
import { appendStory } from '../../projections/invoices/testing/story.ts'
import { load } from '../stream.ts'
import { useEventStore } from '../testing/event-store.ts'
import { finishNumbers } from './finish.ts'

useEventStore()

// A command that was overtaken while it finished its own document may meet that of another command.
test.each([
  ['series', { series: '6.7' }],
  ['place', { place: 'CTG' }],
  ['fiscal year', { fiscalYear: '2025-2026' }],
  ['revision', { revision: 7 }],
] as const)(
  'a document is not numbered in a register of another %s, which its caller has seen',
  async (_, other) => {
    const tenantId = `t-${Object.keys(other)[0]?.toLowerCase()}`
    const { stream } = await appendStory([creating(), approving()], tenantId)
    const open = await load(invoices, stream)
    if (!open?.state.openNumbers[0]) throw new Error('The story is too short')
    const { register } = open.state.openNumbers[0]

    const { state } = await finishNumbers(open, { head: { ...register, ...other }, issuedAt: noon })

    expect(state.openNumbers).toEqual([])
    const takes = await readStream(legalRegisterStream(tenantId, register))
    expect(takes).toMatchObject([{ data: { document: { invoiceId: state.id } } }])
  },
)
