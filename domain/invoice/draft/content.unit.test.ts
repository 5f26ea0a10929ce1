import { describe, expect, test } from '@jest/globals'
import { creating } from '../../testing/examples.ts'
import { given, invoiceAfter } from '../../testing/scenario.ts'

describe('the content of a draft', () => {
  test('contains destination, vehicle and challan number', () => {
    const heading = {
      destination: 'Gazipur',
      vehicle: 'Truck ঢাকা মেট্রো-ট ১১-২২৩৩',
      challanNumber: 'C-7',
      currency: 'BDT',
    }
    expect(invoiceAfter(creating(heading))).toMatchObject({
      destination: 'Gazipur',
      vehicle: heading.vehicle,
      challanNumber: 'C-7',
    })
  })

  test('has null for destination, vehicle and challan number when they are not given', () => {
    expect(invoiceAfter(creating())).toMatchObject({
      destination: null,
      vehicle: null,
      challanNumber: null,
      warnings: [],
    })
  })

  test('is refused with all that is wrong; the rates of lines are not checked when the date is wrong', () => {
    const refusal = given().when(
      creating({ invoiceDate: 'x', dueDate: 'y', vehicle: 'v'.repeat(201) }),
    ).refusal
    expect([refusal, ...(refusal?.others ?? [])].map((one) => one?.path)).toEqual([
      'input.invoiceDate',
      'input.dueDate',
      'input.vehicle',
    ])
  })

  test('has the fiscal year of the invoice date', () => {
    expect(invoiceAfter(creating({ invoiceDate: '2024-06-30' })).fiscalYear).toBe('2023-2024')
  })
})
