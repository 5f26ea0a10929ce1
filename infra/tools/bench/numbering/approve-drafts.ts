import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { ANY, EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { rolePermissions } from '../../../auth/permissions.ts'
import { environment } from '../../../config/environment.ts'
import { invoiceStream } from '../../../event-store/stream-names.ts'
import { provideHostRuntime } from '../../../lambda/runtime.ts'
import { readManifest } from '../../../run/host/manifest.ts'
import { loadFrom } from '../../../run/host/module.ts'
import { rawClient } from '../raw-client.ts'
import { root } from '../service.ts'
import { time } from '../time.ts'

/**
 * Approves drafts of tenants in this process, with the handler of the command, for each message of its
 * parent. The appends that approvals need in any case can be made instead, by the raw client.
 */

export type Draft = { tenantId: string; id: string }

/** What the process is asked for: approvals of these drafts at once, or appends of as many like this one. */
export type Request = { approve: Draft[] } | { append: Draft; count: number }

/**
 * `numbers` are those that the approvals gave. `registerAppends` are the attempts to append to a register,
 * with those that met another one's entry.
 */
export type Approved = { tookMs: number; numbers: string[]; registerAppends: number }

type Answer = { ok: boolean; value?: { mushakNumber: string | null }; error?: unknown }

let registerAppends = 0
const { appendToStream } = EventStoreDBClient.prototype
EventStoreDBClient.prototype.appendToStream = function (this: EventStoreDBClient, stream, ...rest) {
  if (stream.startsWith('numbers-')) registerAppends++
  return appendToStream.call(this, stream, ...rest)
} as typeof appendToStream

const loadApproval = async () => {
  const manifest = readManifest(join(root, 'serverless.yml'), environment())
  const declaration = manifest.functions.get('approve-invoice')
  if (!declaration) throw new Error('The manifest has no function approve-invoice')
  // The relay of the service publishes the events by its schedule.
  provideHostRuntime({ environment: new AsyncLocalStorage(), invoke: async () => undefined })
  return loadFrom(root)(declaration)
}

const approve = await loadApproval()
const context = { getRemainingTimeInMillis: () => 30_000 }

/**
 * Returns the legal number.
 * @throws Error when the approval is refused, or gives none
 */
const approveDraft = async ({ tenantId, id }: Draft): Promise<string> => {
  const answer = (await approve(
    {
      field: 'approveInvoice',
      input: { id, idempotencyKey: `approve-${id}` },
      context: {
        tenantId,
        actor: { id: 'u-approver', role: 'admin' },
        permissions: rolePermissions.admin,
        correlationId: randomUUID(),
      },
    },
    context,
  )) as Answer
  if (!answer.value?.mushakNumber) throw new Error(`${id} was not approved: ${JSON.stringify(answer)}`)
  return answer.value.mushakNumber
}

const raw = rawClient(environment())
type Stored = { type: string; data: Record<string, unknown>; metadata: Record<string, unknown> }

const readEvents = async (stream: string): Promise<Stored[]> => {
  const events: Stored[] = []
  for await (const { event } of raw.readStream(stream)) if (event) events.push(event as Stored)
  return events
}

/**
 * Appends the events of an approval again, `count` times at once: the decision and the number to a stream of
 * its own, and the take to one stream for all.
 */
const appendLike = async ({ tenantId, id }: Draft, count: number): Promise<void> => {
  const [, decision, number] = await readEvents(invoiceStream(tenantId, id))
  if (!decision || !number) throw new Error(`The invoice ${id} is not approved`)
  const copy = ({ type, data, metadata }: Stored) => jsonEvent({ id: randomUUID(), type, data, metadata })
  const appendOne = async () => {
    const stream = `bench-${randomUUID()}`
    await raw.appendToStream(stream, copy(decision), { expectedRevision: NO_STREAM })
    await raw.appendToStream('bench-register', copy(number), { expectedRevision: ANY })
    await raw.appendToStream(stream, copy(number), { expectedRevision: 0n })
  }
  await Promise.all(Array.from({ length: count }, appendOne))
}

const run = async (request: Request): Promise<Approved> => {
  registerAppends = 0
  const numbers: string[] = []
  const { tookMs } = await time(async () => {
    if ('append' in request) await appendLike(request.append, request.count)
    else numbers.push(...(await Promise.all(request.approve.map(approveDraft))))
  })
  return { tookMs, numbers, registerAppends }
}

process.on('message', async (request: Request) => {
  try {
    process.send?.(await run(request))
  } catch (error) {
    process.stderr.write(`${String(error)}\n`)
    process.exit(1)
  }
})
process.on('disconnect', () => process.exit(0))
