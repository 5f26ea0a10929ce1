import { expect, test } from '@jest/globals'
import { creating, rejecting, submitting } from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'

const submitted = history(creating(), submitting())

test('21 a submitted invoice becomes a draft again, with the reason', () => {
  expect(invoiceAfter(creating(), submitting(), rejecting('দাম ভুল'))).toMatchObject({
    status: 'DRAFT',
    rejectionReason: 'দাম ভুল',
  })
})

test('21 a reason is required', () => {
  expect(given(...submitted).when(rejecting(' ')).refusal).toMatchObject({
    code: 'REASON_MISSING',
    path: 'reason',
  })
})

test('21 only a submitted invoice can be rejected', () => {
  expect(given(...history(creating())).when(rejecting()).refusal).toMatchObject({
    code: 'INVALID_STATE',
    params: { action: 'reject', status: 'DRAFT' },
  })
})
