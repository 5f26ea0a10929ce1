import { demoBuyers } from './buyers.ts'
import { demoGoods, type Good } from './goods.ts'
import { demoTenants } from './tenants.ts'

/** What is done with a demo invoice after it is created. */
export type NextStep = 'approve' | 'leave' | 'cancel'
export type DemoInvoice = { key: string; nextStep: NextStep; input: Record<string, unknown> }

/** A linear congruential generator: the demo data is the same on every machine, unlike with Math.random. */
const randomNumbers = (seed: number) => {
  let state = seed >>> 0
  return (bound: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

/** Returns the date so many days before `today`; after it for a negative number. */
const dayBefore = (today: string, days: number): string =>
  new Date(Date.parse(`${today}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)

/** Returns `count` invoices of the ninety days up to `today` (YYYY-MM-DD), some of them overdue. */
export const demoInvoices = (tenantId: string, today: string, count: number): DemoInvoice[] => {
  const pick = randomNumbers(tenantId.length * 7919 + tenantId.charCodeAt(0))
  const one = <T>(from: readonly T[]): T => from[pick(from.length)] as T
  return Array.from({ length: count }, (_, index) => {
    const ageDays = pick(90)
    const chance = pick(100)
    return {
      key: `demo-${tenantId}-${index + 1}`,
      nextStep: chance < 70 ? 'approve' : chance < 94 ? 'leave' : 'cancel',
      input: {
        vendorId: `V-${tenantId}`,
        ...one(demoBuyers),
        invoiceDate: dayBefore(today, ageDays),
        dueDate: dayBefore(today, ageDays - 15 - 15 * pick(3)),
        place: index % 8 === 7 ? otherPlaceOf(tenantId) : null,
        lineItems: Array.from({ length: 1 + pick(4) }, () => line(one(demoGoods), one)),
      },
    }
  })
}

/** The code of the place of issue besides MAIN. */
const otherPlaceOf = (tenantId: string) => demoTenants.find(({ id }) => id === tenantId)?.places[0].code

const line = ({ quantities, ...good }: Good, one: <T>(from: readonly T[]) => T) => ({
  ...good,
  quantity: one(quantities),
})
