import { describe, expect, test } from '@jest/globals'
import { unsigned } from '../testing/examples.ts'
import { changedDetails } from './details.ts'

const current = {
  name: 'Acme Ltd',
  bin: '0028718210101',
  tin: null,
  address: '12 Motijheel',
  responsiblePersonName: 'Rahim Uddin',
  responsiblePersonDesignation: null,
  makerChecker: true,
  writeOffLimit: '10.00',
  places: [{ code: 'CTG', name: 'Chattogram depot', address: '7 Agrabad C/A, Chattogram', ...unsigned }],
}

describe('the details of a tenant', () => {
  test('remain where the input does not give them', () => {
    expect(changedDetails({}, current)).toEqual({ ok: true, value: current })
  })

  test('are read from the fields of the input', () => {
    const input = { bin: '001234567-0202', tin: '১২৩৪৫৬৭৮৯০১২', makerChecker: false }
    const value = { ...current, bin: '0012345670202', tin: '123456789012', makerChecker: false }
    expect(changedDetails(input, current)).toEqual({ ok: true, value })
  })

  test('are cleared by null where they are optional', () => {
    const input = { bin: null, address: null, responsiblePersonName: null }
    expect(changedDetails(input, current)).toEqual({ ok: true, value: { ...current, ...input } })
  })

  test.each(['name', 'makerChecker'])('cannot be cleared where they are required: %s', (field) => {
    expect(changedDetails({ [field]: null }, current)).toMatchObject({
      refusal: { code: 'FIELD_REQUIRED', path: `input.${field}` },
    })
  })
})
