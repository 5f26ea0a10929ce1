import { randomUUID } from 'node:crypto'
import type { MSKEvent, MSKRecord } from 'aws-lambda'
import { invoices } from '../../../domain/invoice/aggregate.ts'
import { invoiceStream } from '../../event-store/stream-names.ts'
import { recordOf } from '../../kafka/cloud-event.ts'
import { invoiceTopic } from '../../kafka/topic.ts'
import type { SampleInvoice } from './sample-invoices.ts'

/** The records of all events of an invoice, as Lambda gives them to a function. */
export const recordsOf = (tenantId: string, { id, events }: SampleInvoice): MSKRecord[] => {
  const stream = invoiceStream(tenantId, id)
  return events.map((event, revision) => {
    const { type, data, version } = invoices.encode(event)
    const metadata = {
      tenantId,
      schemaVersion: version,
      actor: { id: 'u-maker', role: 'admin' },
      correlationId: id,
    }
    const created = new Date().toISOString()
    return mskRecord(recordOf({ id: randomUUID(), type, stream, revision, created, data, metadata }))
  })
}

const mskRecord = ({ key, value }: { key: string; value: string }): MSKRecord => ({
  topic: invoiceTopic,
  partition: 0,
  offset: 0,
  timestamp: 0,
  timestampType: 'CREATE_TIME',
  key: base64(key),
  value: base64(value),
  headers: [],
})

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** The event with which a Kafka trigger invokes a function. */
export const batchOf = (records: MSKRecord[]): MSKEvent => ({
  eventSource: 'aws:kafka',
  eventSourceArn: 'bench',
  bootstrapServers: 'bench',
  records: { [`${invoiceTopic}-0`]: records },
})
