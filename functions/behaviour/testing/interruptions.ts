import { type Desk, invoiceInput, line } from './desk.ts'

/** A mutation that appends more than once. `prepare` creates what it needs and returns its variables. */
type InterruptibleMutation = {
  step: 'create' | 'approve' | 'credit' | 'debit' | 'cancel'
  /** Number of appends that it takes. */
  appends: number
  series: string
  prepare(desk: Desk): Promise<object>
}

const prepareNote = async (desk: Desk, reason: string) => {
  const { id, lineItems } = await desk.issue([line('10', '100')])
  return { id, lines: [{ lineItemId: lineItems[0].id, quantity: '1' }], reason }
}

const interruptibleMutations: readonly InterruptibleMutation[] = [
  {
    step: 'create',
    appends: 2,
    series: 'INV',
    prepare: async () => ({ input: invoiceInput([line('1', '100')]) }),
  },
  {
    step: 'approve',
    appends: 3,
    series: '6.3',
    prepare: async (desk) => ({ id: (await desk.create([line('1', '100')])).id }),
  },
  { step: 'credit', appends: 3, series: '6.7', prepare: (desk) => prepareNote(desk, 'Damaged') },
  { step: 'debit', appends: 3, series: '6.8', prepare: (desk) => prepareNote(desk, 'More delivered') },
  {
    step: 'cancel',
    appends: 3,
    series: '6.7',
    prepare: async (desk) => ({ id: (await desk.issue([line('10', '100')])).id, reason: 'Order withdrawn' }),
  },
]

/** Every point at which a mutation can be cut off: `after` each of its appends, the last one included. */
export const interruptions = interruptibleMutations.flatMap((mutation) =>
  Array.from({ length: mutation.appends }, (_, index) => ({ ...mutation, after: index + 1 })),
)
