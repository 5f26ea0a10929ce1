import { describe, expect, test } from '@jest/globals'
import { noon, rahim } from '../testing/examples.ts'
import { evolveTenant } from './evolve.ts'
import type { RegisterTenantInput, UpdateTenantInput } from './input.ts'
import { register } from './register.ts'
import { initialTenant, type RegisteredTenant, type Tenant } from './state.ts'
import { updateTenant } from './update.ts'

const when = { by: rahim, at: noon }
const registering = (input: Partial<RegisterTenantInput> = {}, tenant: Tenant = initialTenant) =>
  register(tenant, { input: { id: 'acme', name: 'Acme Ltd', ...input }, ...when })

const tenantAfter = (
  decision: ReturnType<typeof registering> | ReturnType<typeof updateTenant>,
  tenant: Tenant = initialTenant,
): RegisteredTenant => {
  const [event] = decision.ok ? decision.events : []
  if (!event) throw new Error('There is no event to follow')
  return evolveTenant(tenant, event)
}

const acme = tenantAfter(
  registering({ bin: '002871821-0101', tin: '123456789012', address: ' 12 Motijheel ', makerChecker: true }),
)
const updating = (input: UpdateTenantInput) =>
  updateTenant(acme, { input, by: rahim, at: '2024-10-16T06:00:00Z' })

const { status, id, createdAt, updatedAt, ...details } = acme

describe('registering a tenant', () => {
  test('keeps its details', () => {
    expect(acme).toEqual({
      status: 'REGISTERED',
      id: 'acme',
      name: 'Acme Ltd',
      bin: '0028718210101',
      tin: '123456789012',
      address: '12 Motijheel',
      responsiblePersonName: null,
      responsiblePersonDesignation: null,
      makerChecker: true,
      createdAt: noon,
      updatedAt: noon,
    })
  })

  test('maker-checker is off unless asked for', () => {
    for (const makerChecker of [undefined, null, false])
      expect(registering({ makerChecker })).toMatchObject({ events: [{ makerChecker: false }] })
  })

  test.each(['', 'Acme', '1acme', 'acme ltd', 'acme_1', '-acme', `a${'b'.repeat(40)}`, 'acmé'])(
    '%j is no id',
    (id) => {
      expect(registering({ id })).toMatchObject({
        ok: false,
        refusal: { code: 'TENANT_ID_INVALID', path: 'input.id', params: { value: id } },
      })
    },
  )

  test.each(['a', 'acme-2', `a${'b'.repeat(39)}`])('%j is one', (id) => {
    expect(registering({ id })).toMatchObject({
      ok: true,
      events: [{ type: 'TenantRegistered', tenantId: id, by: rahim, at: noon }],
    })
  })

  test.each([
    [{ name: ' ' }, 'FIELD_REQUIRED', 'input.name'],
    [{ bin: '123456789' }, 'BIN_OUTDATED', 'input.bin'],
    [{ tin: '1' }, 'INVALID_TIN', 'input.tin'],
    [{ address: 'x'.repeat(2001) }, 'TEXT_TOO_LONG', 'input.address'],
    [{ responsiblePersonName: 'x'.repeat(201) }, 'TEXT_TOO_LONG', 'input.responsiblePersonName'],
    [
      { responsiblePersonDesignation: 'x'.repeat(201) },
      'TEXT_TOO_LONG',
      'input.responsiblePersonDesignation',
    ],
  ] as const)('%j is refused: %s', (input, code, path) => {
    expect(registering(input)).toMatchObject({ ok: false, refusal: { code, path } })
  })

  test('a text that is no id is repeated in part only', () => {
    expect(registering({ id: 'Acme Cement '.repeat(99) })).toMatchObject({
      refusal: { params: { value: 'Acme Cement '.repeat(5) } },
    })
  })

  test('happens once', () => {
    expect(registering({}, acme)).toMatchObject({
      ok: false,
      refusal: { code: 'TENANT_EXISTS', params: { tenantId: 'acme' }, path: 'input.id' },
    })
  })
})

describe('updating a tenant', () => {
  test('changes only what is given, null clears', () => {
    const input = {
      responsiblePersonName: 'Rahim Uddin',
      responsiblePersonDesignation: 'Manager',
      address: 'x'.repeat(2000),
      tin: null,
      makerChecker: false,
    }
    expect(tenantAfter(updating(input), acme)).toEqual({
      ...acme,
      ...input,
      updatedAt: '2024-10-16T06:00:00Z',
    })
    expect(tenantAfter(updating({ name: 'B', bin: null, address: null }), acme)).toMatchObject({
      name: 'B',
      bin: null,
      address: null,
      tin: '123456789012',
    })
  })

  test('a command that found everything as it asks for leaves everything as it is', () => {
    expect(
      evolveTenant(acme, { type: 'TenantLeftUnchanged', by: 'u-1', at: '2024-11-01T06:00:00Z' }),
    ).toEqual(acme)
  })

  test('no change leaves no event', () => {
    for (const nothing of [{}, { name: 'Acme Ltd' }, { bin: '0028718210101', makerChecker: true }])
      expect(updating(nothing)).toEqual({ ok: true, events: [] })
  })

  test.each([
    [{ name: null }, 'FIELD_REQUIRED', 'input.name'],
    [{ makerChecker: null }, 'FIELD_REQUIRED', 'input.makerChecker'],
    [{ bin: '1' }, 'INVALID_BIN', 'input.bin'],
  ])('%j is refused: %s', (input, code, path) => {
    expect(updating(input)).toMatchObject({ ok: false, refusal: { code, path } })
  })

  test('a refusal of null names the field', () => {
    for (const field of ['name', 'makerChecker'])
      expect(updating({ [field]: null })).toMatchObject({
        refusal: { message: `${field} is required; it cannot be empty or blank.` },
      })
  })

  test('an event of no known type does not pass', () => {
    expect(() => evolveTenant(acme, { type: 'TenantArchived' } as never)).toThrow(
      'No case for {"type":"TenantArchived"}',
    )
  })

  test.each([
    { type: 'TenantUpdated', ...details, by: rahim, at: noon },
    { type: 'TenantLeftUnchanged', by: rahim, at: noon },
  ] as const)('$type cannot be the first event', (event) => {
    expect(() => evolveTenant(initialTenant, event)).toThrow(
      `${event.type} without TenantRegistered before it`,
    )
  })
})
