import { describe, expect, test } from '@jest/globals'
import type { StoredEvent } from '../event-store/stored-event.ts'
import { eventOf, RecordUnreadable, recordOf } from './cloud-event.ts'

const stored: StoredEvent = {
  id: '5c1b9c1e-6f0e-4d0e-9d3a-1f3a5c8b7e10',
  type: 'PaymentRecorded',
  stream: 'invoice-acme_0f8fad5b-d9cb-469f-a165-70867728950e',
  revision: 4,
  created: '2025-01-15T10:30:00.123Z',
  data: { amount: '5000.00', mobileNumber: '01711000000', payer: 'রহিম' },
  metadata: {
    schemaVersion: 1,
    tenantId: 'acme',
    actor: { id: 'u-1', role: 'accountant' },
    correlationId: 'abc-123',
    causationId: 'abc-122',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  },
}

/** The format of the topic is a contract with every consumer: this JSON must never change. */
const frozenValue =
  '{"id":"5c1b9c1e-6f0e-4d0e-9d3a-1f3a5c8b7e10",' +
  '"type":"PaymentRecorded",' +
  '"stream":"invoice-acme_0f8fad5b-d9cb-469f-a165-70867728950e",' +
  '"revision":4,"created":"2025-01-15T10:30:00.123Z",' +
  '"data":{"amount":"5000.00","mobileNumber":"01711000000","payer":"রহিম"},' +
  '"metadata":{"schemaVersion":1,"tenantId":"acme","actor":{"id":"u-1","role":"accountant"},' +
  '"correlationId":"abc-123","causationId":"abc-122",' +
  '"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}'

describe('recordOf', () => {
  test('gives a record with the stream as key, the frozen value and the frozen headers', () => {
    expect(recordOf(stored)).toEqual({
      key: 'invoice-acme_0f8fad5b-d9cb-469f-a165-70867728950e',
      value: frozenValue,
      headers: {
        ce_specversion: '1.0',
        ce_id: '5c1b9c1e-6f0e-4d0e-9d3a-1f3a5c8b7e10',
        ce_type: 'PaymentRecorded',
        ce_source: '/finance',
        ce_subject: 'invoice-acme_0f8fad5b-d9cb-469f-a165-70867728950e',
        ce_time: '2025-01-15T10:30:00.123Z',
        tenantid: 'acme',
        correlationid: 'abc-123',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
    })
  })

  test('puts none of the data into key and headers', () => {
    const { key, headers } = recordOf(stored)
    const open = JSON.stringify({ key, headers })
    for (const value of Object.values(stored.data as Record<string, string>))
      expect(open).not.toContain(value)
  })

  test('leaves out headers whose value is not in the metadata', () => {
    const { headers } = recordOf({ ...stored, metadata: { tenantId: 'acme' } })
    expect(Object.keys(headers)).not.toContain('traceparent')
    expect(Object.keys(headers)).not.toContain('correlationid')
  })

  test('is reversed by eventOf, from the frozen value', () => {
    expect(eventOf(frozenValue)).toEqual(stored)
  })
})

describe('eventOf', () => {
  test.each([
    ['that is not JSON', '{"id":'],
    ['that is a list', '[]'],
    ['that is null', 'null'],
    ['without an id', frozenValue.replace('"id"', '"ID"')],
    ['with a negative revision', frozenValue.replace('"revision":4', '"revision":-1')],
    ['with a revision in a string', frozenValue.replace('"revision":4', '"revision":"4"')],
    ['without metadata', frozenValue.replace('"metadata"', '"meta"')],
  ])('reports a value %s as unreadable', (_, value) => {
    expect(() => eventOf(value)).toThrow(RecordUnreadable)
  })
})
