import { demoBuyers } from './buyers.ts'
import { demoGoods, type Good } from './goods.ts'

/** What becomes of a demonstration invoice after it was created. */
export type Fate = 'approve' | 'leave' | 'cancel'
export type DemoInvoice = { key: string; fate: Fate; input: Record<string, unknown> }

/** A small linear congruential generator: the same demonstration on every machine, without Math.random. */
const sequence = (seed: number) => {
  let state = seed >>> 0
  return (bound: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

const dayBefore = (today: string, days: number): string =>
  new Date(Date.parse(`${today}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)

/** `count` invoices of one tenant, dated over the ninety days up to `today` (YYYY-MM-DD), some of them already overdue. */
export const demoInvoices = (tenantId: string, today: string, count: number): DemoInvoice[] => {
  const pick = sequence(tenantId.length * 7919 + tenantId.charCodeAt(0))
  const one = <T>(from: readonly T[]): T => from[pick(from.length)] as T
  return Array.from({ length: count }, (_, index) => {
    const age = pick(90)
    const chance = pick(100)
    return {
      key: `demo-${tenantId}-${index + 1}`,
      fate: chance < 70 ? 'approve' : chance < 94 ? 'leave' : 'cancel',
      input: {
        vendorId: `V-${tenantId}`,
        ...one(demoBuyers),
        invoiceDate: dayBefore(today, age),
        dueDate: dayBefore(today, age - 15 - 15 * pick(3)),
        lineItems: Array.from({ length: 1 + pick(4) }, () => line(one(demoGoods), one)),
      },
    }
  })
}

const line = ({ quantities, ...good }: Good, one: <T>(from: readonly T[]) => T) => ({
  ...good,
  quantity: one(quantities),
})
