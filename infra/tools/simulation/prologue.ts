import { tenants } from '../../../domain/tenant/aggregate.ts'
import { tenantStream } from '../../event-store/stream-names.ts'
import { randomFrom } from '../seeded-random.ts'
import { sendCommand } from './client.ts'
import { approveInvoice, createInvoice } from './commands.ts'
import { type Prologue, prepare, provideRuntime, type Stage } from './life.ts'
import { SimulatedWorld } from './world/simulated-world.ts'

const day = '2026-07-01'
const patient = { givesUp: 0, sendsTwice: 0 }

/** Lets a tenant be registered and issue two invoices without faults, so that lives begin with something. */
export const writePrologue = async (stage: Omit<Stage, 'prologue'>): Promise<Prologue> => {
  const startMs = Date.parse(`${day}T06:00:00Z`)
  const world = new SimulatedWorld(randomFrom(0), startMs, () => undefined)
  const registered = registration(stage.tenantId, startMs)
  const known = { invoices: [], receipts: [] }
  const story = prepare({ ...stage, prologue: { events: [registered], known } }, world)
  provideRuntime(story.platform)
  await world.runUntil('prologue', async () => {
    await sendCommand(story, createInvoice(day, 'MAIN'), 'before-1', patient)
    await sendCommand(story, createInvoice(day, 'CTG'), 'before-2', patient)
    for (const { id } of story.known.invoices)
      await sendCommand(story, approveInvoice(id), `before-${id}`, patient)
  })
  const events = story.eventStore.all
    .filter(({ stream }) => stream.includes(stage.tenantId))
    .map(({ stream, id, type, data, metadata }) => ({ stream, event: { id, type, data, metadata } }))
  return { events, known: story.known }
}

const registration = (tenantId: string, nowMs: number): Prologue['events'][number] => {
  const at = new Date(nowMs - 60_000).toISOString()
  const { type, version, data } = tenants.encode({
    ...{ type: 'TenantRegistered', tenantId, name: 'Acme Cement Ltd', bin: '0028718210101', tin: null },
    ...{
      address: '12 Motijheel C/A, Dhaka',
      responsiblePersonName: null,
      responsiblePersonDesignation: null,
    },
    ...{ makerChecker: false, writeOffLimit: '600.00', by: 'user-1', at },
    places: [
      {
        ...{ code: 'CTG', name: 'Chattogram depot', address: '7 Agrabad C/A, Chattogram' },
        ...{ responsiblePersonName: null, responsiblePersonDesignation: null },
      },
    ],
  })
  const metadata = JSON.stringify({ tenantId, actor: 'user-1', schemaVersion: version })
  const event = { id: '00000000-0000-4000-8000-000000000000', type, data: JSON.stringify(data), metadata }
  return { stream: tenantStream(tenantId), event }
}
