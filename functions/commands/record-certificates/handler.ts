import * as z from 'zod'
import { dhakaDate } from '../../../domain/calendar/dhaka.ts'
import { findCertificate, recordCertificate } from '../../../domain/invoice/payments/record-certificate.ts'
import { idempotencyKey } from '../../contract/inputs/command-arguments.ts'
import { certificateInputs } from '../../contract/inputs/payment.ts'
import { failedCertificateView, recordedCertificateView } from '../../contract/views/certificate-result.ts'
import { entriesCommand } from '../../write-model/entries/entries-command.ts'

export const handler = entriesCommand({
  name: 'RecordCertificatesCommand',
  operation: 'recordCertificates',
  input: z.strictObject({ input: certificateInputs, idempotencyKey }),
  decide: ({ invoice, entry, newId, by, at }) => recordCertificate(invoice, { newId, input: entry, by, at }),
  // A refused entry may be sent again with acceptOverpayment, together with those that are recorded.
  termsOf: ({ invoiceId, invoiceNumber, acceptOverpayment, ...terms }) => terms,
  view: (result) => {
    if (!result.ok) return failedCertificateView(result, result)
    const { invoice, entry, at, how } = result
    const payment = findCertificate(invoice, entry)
    return recordedCertificateView(result, {
      invoice,
      payment,
      repeated: how !== 'done',
      today: dhakaDate(at),
    })
  },
})
