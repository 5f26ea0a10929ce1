import { describe, expect, test } from '@jest/globals'
import { rahim } from '../testing/examples.ts'
import { registered } from '../testing/tenants.ts'
import { evolveTenant } from './evolve.ts'
import type { UpdateTenantInput } from './input.ts'
import { updateTenant } from './update.ts'

const acme = registered({
  bin: '002871821-0101',
  tin: '123456789012',
  address: ' 12 Motijheel ',
  makerChecker: true,
})

const when = { by: rahim, at: '2024-10-16T06:00:00Z' }
const updating = (input: UpdateTenantInput) => updateTenant(acme, { input, ...when })

const tenantAfter = (input: UpdateTenantInput) => {
  const decision = updating(input)
  const [event] = decision.ok ? decision.events : []
  if (!event) throw new Error('The update has no event')
  return evolveTenant(acme, event)
}

describe('updating a tenant', () => {
  test('changes given fields only, and null clears a field', () => {
    const input = {
      responsiblePersonName: 'Rahim Uddin',
      responsiblePersonDesignation: 'Manager',
      address: 'x'.repeat(2000),
      tin: null,
      makerChecker: false,
    }
    expect(tenantAfter(input)).toEqual({
      ...acme,
      ...input,
      updatedAt: '2024-10-16T06:00:00Z',
    })
    expect(tenantAfter({ name: 'B', bin: null, address: null })).toMatchObject({
      name: 'B',
      bin: null,
      address: null,
      tin: '123456789012',
    })
  })

  test('without a change has no event', () => {
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

  test('the refusal of null contains the field', () => {
    for (const field of ['name', 'makerChecker'])
      expect(updating({ [field]: null })).toMatchObject({
        refusal: { message: `${field} is required; it cannot be empty or blank.` },
      })
  })

  test('51 sets the limit of write-offs, and null is the default again', () => {
    expect(tenantAfter({ writeOffLimit: '250' })).toMatchObject({ writeOffLimit: '250.00' })
    expect(tenantAfter({ writeOffLimit: '0' })).toMatchObject({ writeOffLimit: '0.00' })
    expect(updating({ writeOffLimit: '10.0' })).toEqual({ ok: true, events: [] })
    expect(updating({ writeOffLimit: null })).toEqual({ ok: true, events: [] })
    const other = updateTenant(
      { ...acme, writeOffLimit: '99.00' },
      { input: { writeOffLimit: null }, ...when },
    )
    expect(other).toMatchObject({ events: [{ type: 'TenantUpdated', writeOffLimit: '10.00' }] })
  })

  test.each([
    ['-0.01', 'NEGATIVE'],
    ['1.005', 'TOO_MANY_DECIMALS'],
    ['1000000000000000', 'OUT_OF_RANGE'],
    ['ten', 'NOT_A_DECIMAL'],
  ])('51 refuses %s as the limit of write-offs: %s', (writeOffLimit, code) => {
    expect(updating({ writeOffLimit })).toMatchObject({
      ok: false,
      refusal: { code, path: 'input.writeOffLimit' },
    })
  })
})
