import { describe, expect, test } from '@jest/globals'
import { tenants } from '../../domain/tenant/aggregate.ts'
import { register } from '../../domain/tenant/register.ts'
import { initialTenant } from '../../domain/tenant/state.ts'
import { updateTenant } from '../../domain/tenant/update.ts'
import { recordPlaceUse } from './place.ts'
import { appendTo, load, type TenantStream } from './stream.ts'
import type { Attempt } from './subject.ts'
import { useEventStore } from './testing/event-store.ts'

useEventStore()

const when = { by: 'u-1', at: '2026-11-01T06:00:00.000Z' }
const depot = { code: 'CTG', name: 'Depot', address: '7 Agrabad' }
const names = Array.from({ length: 9 }, (_, index) => `tenant-t${index}`)

/** A new tenant with the depot, and a second reading of it. */
const readTwice = async (): Promise<{ name: string; one: TenantStream; other: TenantStream }> => {
  const name = names.pop() ?? ''
  const input = { id: name.slice('tenant-'.length), name: 'Acme', places: [depot] }
  const decision = register(initialTenant, { input, ...when })
  const events = decision.ok ? decision.events : []
  const one = await appendTo(tenants, { name }, events, {})
  const other = await load(tenants, name)
  if (!other) throw new Error(`${name} has no events`)
  return { name, one, other }
}

const attempt = {
  call: { context: { tenantId: 't1', actor: { id: 'u-1' }, correlationId: 'c-1' } },
  identity: { commandId: 'create-1', inputHash: 'hash' },
} as unknown as Attempt<object>

const use = (tenant: TenantStream, place = 'CTG') => recordPlaceUse(tenant, { place, ...when }, attempt)

const remove = async (tenant: TenantStream): Promise<string | undefined> => {
  const decision = updateTenant(tenant.state, { input: { places: null }, ...when })
  if (!decision.ok) return decision.refusal.code
  await appendTo(tenants, tenant, decision.events, {})
  return undefined
}

const typesIn = async (name: string) => (await load(tenants, name))?.history.map(({ event }) => event.type)

describe('50 a command that read the tenant before', () => {
  test('another removed the place cannot use it, and decides again', async () => {
    const { name, one, other } = await readTwice()
    expect(await remove(one)).toBeUndefined()
    await expect(use(other)).rejects.toMatchObject({ name: 'RevisionConflict' })
    expect(await typesIn(name)).toEqual(['TenantRegistered', 'TenantUpdated'])
  })

  test('another used the place cannot remove it, and is refused when it decides again', async () => {
    const { name, one, other } = await readTwice()
    await use(one)
    await expect(remove(other)).rejects.toMatchObject({ name: 'RevisionConflict' })
    const again = await load(tenants, name)
    expect(again && (await remove(again))).toBe('PLACE_IN_USE')
    expect(await typesIn(name)).toEqual(['TenantRegistered', 'PlaceUsed'])
  })

  test('another used the place finds it in use when it decides again', async () => {
    const { name, one, other } = await readTwice()
    await use(one)
    await expect(use(other)).rejects.toMatchObject({ name: 'RevisionConflict' })
    const again = await load(tenants, name)
    if (again) await use(again)
    expect(await typesIn(name)).toEqual(['TenantRegistered', 'PlaceUsed'])
  })

  test('another changed the tenant appends nothing for MAIN or a place in use', async () => {
    const { one, other } = await readTwice()
    await use(one, 'MAIN')
    await use(one)
    await use(other, 'MAIN')
    const again = await load(tenants, one.name)
    if (!again) throw new Error('The tenant has no events')
    await appendTo(tenants, again, [{ type: 'TenantLeftUnchanged', ...when }], {})
    await use(again)
    expect(await typesIn(one.name)).toEqual(['TenantRegistered', 'PlaceUsed', 'TenantLeftUnchanged'])
  })
})
