import { runConcurrently } from '../concurrently.ts'
import { atLeast, atMost, type Figure, milliseconds, perSecond, times, withoutBudget } from '../figure.ts'
import type { Execute } from '../graphql-client.ts'
import { median, quantile } from '../quantile.ts'
import { approveInvoice, createInvoice, registerTenants } from '../requests.ts'
import type { Service } from '../service.ts'
import { time } from '../time.ts'
import { withoutRelay } from '../without-relay.ts'
import type { Draft } from './approve-drafts.ts'
import { type Approver, startApprover } from './processes.ts'

type Options = { rounds: number; log(line: string): void }

const atOnce = 200
const processCount = 8
const tenantCount = 50

/**
 * Measures approvals of one tenant at once: through the API, with the handler in one process against the raw
 * appends, in eight processes, and of one tenant against many. Every approval has to succeed with a number,
 * and the numbers of a tenant have to be consecutive.
 */
export const measureNumbering = async (service: Service, { rounds, log }: Options): Promise<Figure[]> => {
  const desks = await openDesks(service)
  log(`measuring ${atOnce} approvals at once through the API`)
  const api = await measureApi(service, desks.one)
  return [api, ...(await withoutRelay(service, () => measureHandler(service, desks, { rounds, log })))]
}

/** The raw appends are not projected, so the approvals are not either until all is measured. */
const measureHandler = async (
  service: Service,
  desks: { one: Desk; many: Desk[] },
  { rounds, log }: Options,
): Promise<Figure[]> => {
  const figures: Figure[] = []
  log('measuring approvals in one process against the raw appends')
  const approver = startApprover(service)
  try {
    figures.push(await measureOneProcess(approver, desks.one, rounds))
    log(`measuring approvals of ${tenantCount} tenants against one`)
    figures.push(await measureTenants(approver, desks, rounds))
  } finally {
    approver.stop()
  }
  log(`measuring approvals in ${processCount} processes`)
  return [...figures, await measureProcesses(service, desks.one, rounds)]
}

type Desk = { tenantId: string; execute: Execute }

const openDesks = async (service: Service): Promise<{ one: Desk; many: Desk[] }> => {
  const ids = Array.from({ length: tenantCount }, (_, index) => `seller-${index}`)
  await registerTenants(service, ['one-seller', ...ids])
  const open = async (tenantId: string): Promise<Desk> => ({
    tenantId,
    execute: await service.clientFor('admin', tenantId),
  })
  return { one: await open('one-seller'), many: await Promise.all(ids.map(open)) }
}

const createDrafts = async ({ tenantId, execute }: Desk, count: number): Promise<Draft[]> => {
  const drafts: Draft[] = []
  await runConcurrently(count, 8, async () => {
    drafts.push({ tenantId, id: (await createInvoice(execute)).id })
  })
  return drafts
}

/** @throws Error when these numbers are not consecutive in the register of each place */
const requireConsecutive = (numbers: readonly string[]): void => {
  for (const ofPlace of Map.groupBy(numbers, (number) => number.replace(/\d+$/, '')).values()) {
    const serials = ofPlace
      .map((number) => Number(/\d+$/.exec(number)?.[0]))
      .sort((one, other) => one - other)
    const first = serials[0] ?? 0
    if (serials.some((serial, index) => serial !== first + index))
      throw new Error(`The numbers are not consecutive: ${ofPlace.toSorted().join(' ')}`)
  }
}

/** The code is compiled while the first drafts are approved. */
const warmUpRounds = 3

/** A client has up to 64 connections, so four of them send all at once. */
const measureApi = async (service: Service, desk: Desk): Promise<Figure> => {
  const clients = await Promise.all([1, 2, 3, 4].map(() => service.clientFor('admin', desk.tenantId)))
  for (let round = 0; round < warmUpRounds; round++) await approveAtOnce(clients, desk)
  return approveAtOnce(clients, desk)
}

const approveAtOnce = async (clients: readonly Execute[], desk: Desk): Promise<Figure> => {
  const drafts = await createDrafts(desk, atOnce)
  const eachMs: number[] = []
  const numbers: string[] = []
  const { tookMs } = await time(() =>
    runConcurrently(atOnce, atOnce, async (index) => {
      const client = clients[index % clients.length] ?? desk.execute
      const { tookMs: oneMs, value } = await time(() => approveInvoice(client, drafts[index]?.id ?? ''))
      eachMs.push(oneMs)
      numbers.push(value)
    }),
  )
  requireConsecutive(numbers)
  const note = `all succeed, with consecutive numbers; p95 of one ${milliseconds(quantile(eachMs, 0.95))}`
  return withoutBudget(`approveInvoice, ${atOnce} at once through the API`, perSecond(atOnce, tookMs), note)
}

/** The approvals and the appends take turns. */
const measureOneProcess = async (approver: Approver, desk: Desk, rounds: number): Promise<Figure> => {
  const [approvalsMs, rawMs]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds + warmUpRounds; round++) {
    const drafts = await createDrafts(desk, atOnce)
    const approved = await approver.ask({ approve: drafts })
    requireConsecutive(approved.numbers)
    const [append] = drafts
    if (!append) throw new Error('There is no draft')
    const appended = await approver.ask({ append, count: atOnce })
    if (round < warmUpRounds) continue
    approvalsMs.push(approved.tookMs)
    rawMs.push(appended.tookMs)
  }
  const [approveMs, appendMs] = [median(approvalsMs), median(rawMs)]
  return atLeast(
    `approveInvoice, ${atOnce} at once with the handler / their appends alone, rate`,
    { measured: appendMs / approveMs, bound: 0.7, unit: times },
    `${perSecond(atOnce, approveMs)} / ${perSecond(atOnce, appendMs)}, three appends each`,
  )
}

/** As many approvals of one tenant and of many, in turns. */
const measureTenants = async (
  approver: Approver,
  { one, many }: { one: Desk; many: readonly Desk[] },
  rounds: number,
): Promise<Figure> => {
  const [oneMs, manyMs]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    oneMs.push((await approver.ask({ approve: await createDrafts(one, atOnce) })).tookMs)
    const drafts: Draft[] = []
    for (const desk of many) drafts.push(...(await createDrafts(desk, atOnce / tenantCount)))
    manyMs.push((await approver.ask({ approve: drafts })).tookMs)
  }
  return atMost(
    `approveInvoice, ${atOnce} of ${tenantCount} tenants at once / of one, time`,
    { measured: median(manyMs) / median(oneMs), bound: 2, unit: times },
    `${milliseconds(median(manyMs))} / ${milliseconds(median(oneMs))}; each reads a register of its own`,
  )
}

const measureProcesses = async (service: Service, desk: Desk, rounds: number): Promise<Figure> => {
  const approvers: Approver[] = []
  try {
    for (let index = 0; index < processCount; index++) approvers.push(startApprover(service))
    // Each loads its modules before it approves the first.
    await Promise.all(approvers.map(({ ask }) => ask({ approve: [] })))
    let [appends, tookMs] = [0, 0]
    for (let round = 0; round < rounds; round++) {
      const drafts = await createDrafts(desk, atOnce)
      const share = atOnce / processCount
      const approved = await Promise.all(
        approvers.map(({ ask }, index) => ask({ approve: drafts.slice(index * share, (index + 1) * share) })),
      )
      requireConsecutive(approved.flatMap(({ numbers }) => numbers))
      appends += approved.reduce((sum, { registerAppends }) => sum + registerAppends, 0)
      tookMs += Math.max(...approved.map((one) => one.tookMs))
    }
    const takes = rounds * atOnce
    return withoutBudget(
      `approveInvoice, ${atOnce} of one tenant at once in ${processCount} processes`,
      perSecond(takes, tookMs),
      `all succeed, with consecutive numbers; ${(appends / takes).toFixed(2)} attempts per take`,
    )
  } finally {
    for (const { stop } of approvers) stop()
  }
}
