import { type Desk, invoiceInput, line } from './desk.ts'

/** A mutation that appends more than once. `prepare` creates what it needs and returns its variables. */
type InterruptibleMutation = {
  step: 'create' | 'approve' | 'credit' | 'debit' | 'cancel'
  /** Number of appends that it takes. */
  appends: number
  /** The appends after which it is cut off; without them, after each. */
  cutOffAfter?: readonly number[]
  series: string
  /** The place of issue of the invoice. */
  place: string
  prepare(desk: Desk): Promise<object>
}

const prepareNote = async (desk: Desk, reason: string, place = 'MAIN') => {
  const { id, lineItems } = await desk.issue([line('10', '100')], { place })
  return { id, lines: [{ lineItemId: lineItems[0].id, quantity: '1' }], reason }
}

/** Adds a place of issue that no invoice has named, and returns its code. */
const addPlace = async (desk: Desk): Promise<string> => {
  const { places } = await desk.updateTenant({})
  const code = `P${places.length}`
  await desk.updateTenant({ places: [...places, { code, name: code, address: 'Dhaka' }] })
  return code
}

const interruptibleMutations: readonly InterruptibleMutation[] = [
  {
    step: 'create',
    appends: 2,
    series: 'INV',
    place: 'MAIN',
    prepare: async () => ({ input: invoiceInput([line('1', '100')]) }),
  },
  {
    step: 'create',
    appends: 3,
    series: 'INV',
    place: 'a new place',
    // The other appends are those of a draft at MAIN.
    cutOffAfter: [1],
    prepare: async (desk) => ({ input: invoiceInput([line('1', '100')], { place: await addPlace(desk) }) }),
  },
  {
    step: 'approve',
    appends: 3,
    series: '6.3',
    place: 'MAIN',
    prepare: async (desk) => ({ id: (await desk.create([line('1', '100')])).id }),
  },
  {
    step: 'credit',
    appends: 3,
    series: '6.7',
    place: 'CTG',
    prepare: (desk) => prepareNote(desk, 'Damaged', 'CTG'),
  },
  {
    step: 'debit',
    appends: 3,
    series: '6.8',
    place: 'MAIN',
    prepare: (desk) => prepareNote(desk, 'More delivered'),
  },
  {
    step: 'cancel',
    appends: 3,
    series: '6.7',
    place: 'CTG',
    prepare: async (desk) => {
      const { id } = await desk.issue([line('10', '100')], { place: 'CTG' })
      return { id, reason: 'Order withdrawn' }
    },
  },
]

/** Every point at which a mutation can be cut off: `after` each of its appends, the last one included. */
export const interruptions = interruptibleMutations.flatMap((mutation) => {
  const every = Array.from({ length: mutation.appends }, (_, index) => index + 1)
  return (mutation.cutOffAfter ?? every).map((after) => ({ ...mutation, after }))
})
