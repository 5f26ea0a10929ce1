import { expect, test } from '@jest/globals'
import { creating, karim, rejecting, submitting } from '../../testing/examples.ts'
import { given, history, invoiceAfter } from '../../testing/scenario.ts'

test('21 a draft is submitted for approval', () => {
  expect(invoiceAfter(creating(), submitting({ by: karim }))).toMatchObject({
    status: 'PENDING_APPROVAL',
    submittedBy: karim,
    rejectionReason: null,
  })
})

test('21 a rejected draft can be submitted again, without its rejection reason', () => {
  expect(invoiceAfter(creating(), submitting(), rejecting(), submitting())).toMatchObject({
    status: 'PENDING_APPROVAL',
    rejectionReason: null,
  })
})

test('21 only a draft can be submitted', () => {
  expect(given(...history(creating(), submitting())).when(submitting()).refusal).toMatchObject({
    code: 'INVALID_STATE',
    message: 'submit needs an invoice that is DRAFT; this one is PENDING_APPROVAL.',
    params: { action: 'submit', status: 'PENDING_APPROVAL', possible: ['DRAFT'] },
  })
})
