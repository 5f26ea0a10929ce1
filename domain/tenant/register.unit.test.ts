import { describe, expect, test } from '@jest/globals'
import { noon, rahim } from '../testing/examples.ts'
import { registered, registering } from '../testing/tenants.ts'

const acme = registered({
  bin: '002871821-0101',
  tin: '123456789012',
  address: ' 12 Motijheel ',
  makerChecker: true,
})

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
      writeOffLimit: '10.00',
      places: [],
      placesInUse: [],
      createdAt: noon,
      updatedAt: noon,
    })
  })

  test('maker-checker is off unless the input turns it on', () => {
    for (const makerChecker of [undefined, null, false])
      expect(registering({ makerChecker })).toMatchObject({ events: [{ makerChecker: false }] })
  })

  test.each(['', 'Acme', '1acme', 'acme ltd', 'acme_1', '-acme', `a${'b'.repeat(40)}`, 'acmé'])(
    '%j is not an id',
    (id) => {
      expect(registering({ id })).toMatchObject({
        ok: false,
        refusal: { code: 'TENANT_ID_INVALID', path: 'input.id', params: { value: id } },
      })
    },
  )

  test.each(['a', 'acme-2', `a${'b'.repeat(39)}`])('%j is an id', (id) => {
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

  test('the refusal repeats only the beginning of a long id', () => {
    expect(registering({ id: 'Acme Cement '.repeat(99) })).toMatchObject({
      refusal: { params: { value: 'Acme Cement '.repeat(5) } },
    })
  })

  test('is refused the second time', () => {
    expect(registering({}, acme)).toMatchObject({
      ok: false,
      refusal: { code: 'TENANT_EXISTS', params: { tenantId: 'acme' }, path: 'input.id' },
    })
  })
})
