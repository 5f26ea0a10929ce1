import { expect, test } from '@jest/globals'
import { parseSampled, xrayTraceId } from './trace-header.ts'

const root = '1-5759e988-bd862e3fe1be46a994272793'
const ids = { traceId: '5759e988bd862e3fe1be46a994272793', segmentId: '53995c3f42cd8ad8' }

test.each([
  `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`,
  `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a87bd80c:1|68fd508a:5`,
  `Self=1-63441c4a-abcdef012345678912345678;Root=${root}; Parent=53995c3f42cd8ad8; Sampled=1`,
])('the header %s is sampled', (text) => {
  expect(parseSampled(text)).toEqual({ ...ids, text })
})

test.each([
  undefined,
  '',
  `Root=${root};Parent=53995c3f42cd8ad8;Sampled=0`,
  `Root=${root};Parent=53995c3f42cd8ad8;Sampled=?`,
  `Root=${root};Parent=53995c3f42cd8ad8`,
  `Root=${root};Sampled=1`,
  'Parent=53995c3f42cd8ad8;Sampled=1',
  `Root=${root}0;Parent=53995c3f42cd8ad8;Sampled=1`,
  `Root=2-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`,
])('the header %p is not', (text) => {
  expect(parseSampled(text)).toBeUndefined()
})

test('the trace id of OpenTelemetry has a form that X-Ray accepts', () => {
  expect(xrayTraceId(ids.traceId)).toBe(root)
})
