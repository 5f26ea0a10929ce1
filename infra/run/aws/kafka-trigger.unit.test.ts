import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../../..')
const yaml = (path: string) => parse(readFileSync(join(root, path), 'utf8'), { merge: true })

test('the projection names failed records only where Lambda reads that', () => {
  const { ProvisionedPollerConfig, FunctionResponseTypes } = yaml('infra/run/aws/kafka-trigger.yml').Resources
    .InvoiceEventsTrigger.Properties
  const isRead = ProvisionedPollerConfig !== undefined && FunctionResponseTypes !== undefined
  const { environment } = yaml('serverless.yml').functions['project-invoices']
  expect(environment.KAFKA_PARTIAL_BATCHES).toBe(String(isRead))
})
