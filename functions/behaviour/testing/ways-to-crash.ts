import { type deskOf, line } from './desk.ts'

type Desk = ReturnType<typeof deskOf>

/** A mutation that appends several times: what has to be there before it, and in how many appends it is carried out. */
type Way = {
  step: 'create' | 'approve' | 'credit' | 'debit' | 'cancel'
  appends: number
  series: string
  prepared(desk: Desk): Promise<object>
}

const noted = async (desk: Desk, reason: string) => {
  const { id, lineItems } = await desk.issue([line('10', '100')])
  return { id, lines: [{ lineItemId: lineItems[0].id, quantity: '1' }], reason }
}

export const waysToCrash: readonly Way[] = [
  {
    step: 'create',
    appends: 2,
    series: 'INV',
    prepared: async () => ({
      input: {
        vendorId: 'v',
        customerId: 'c',
        invoiceDate: '2024-10-15',
        dueDate: '2024-10-15',
        lineItems: [line('1', '100')],
      },
    }),
  },
  {
    step: 'approve',
    appends: 3,
    series: '6.3',
    prepared: async (desk) => ({ id: (await desk.create([line('1', '100')])).id }),
  },
  {
    step: 'credit',
    appends: 3,
    series: '6.7',
    prepared: (desk) => noted(desk, 'Damaged'),
  },
  {
    step: 'debit',
    appends: 3,
    series: '6.8',
    prepared: (desk) => noted(desk, 'More came'),
  },
  {
    step: 'cancel',
    appends: 3,
    series: '6.7',
    prepared: async (desk) => ({ id: (await desk.issue([line('10', '100')])).id, reason: 'Order withdrawn' }),
  },
]

/** Every crash between two appends of a mutation, and the one after its last. */
export const crashes = waysToCrash.flatMap((way) =>
  Array.from({ length: way.appends }, (_, index) => ({ ...way, after: index + 1 })),
)
