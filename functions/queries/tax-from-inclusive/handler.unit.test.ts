import { expect, test } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { handler } from './handler.ts'

const context = {
  tenantId: 'acme',
  actor: { id: 'u-1', role: 'admin' },
  permissions: [],
  correlationId: 'c-1',
}
const calculate = (input: object) => handler({ field: 'taxFromInclusive', input, context }, {} as Context)

test('the value and the taxes of a gross price', async () => {
  expect(await calculate({ gross: '1380.00', vatRate: '15', supplementaryDutyRate: '20' })).toMatchObject({
    ok: true,
    value: {
      value: { amount: '1000.00' },
      supplementaryDuty: { amount: '200.00' },
      vatAmount: { amount: '180.00' },
    },
  })
})

test('every problem of the input is reported', async () => {
  expect(await calculate({ gross: '1.001', vatRate: '101' })).toMatchObject({
    ok: false,
    error: { path: 'gross', params: { problems: [{ path: 'gross' }, { path: 'vatRate' }] } },
  })
})
