import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { type MetricName, metricList } from '../../observability/metric-list.ts'

type Alarm = { MetricName?: string; Namespace?: string; Dimensions?: { Name: string; Value: string }[] }

/** The tags of CloudFormation are left out, so `!Ref Topic` is `Topic`. */
const { Resources } = parse(readFileSync(join(import.meta.dirname, 'stacks/alarms.yml'), 'utf8'), {
  logLevel: 'error',
}) as { Resources: Record<string, { Properties: Alarm }> }

const ofTheService = Object.values(Resources)
  .map(({ Properties }) => Properties)
  .filter(({ Namespace }) => Namespace === 'MetricsNamespace')

test('what the projection leaves undone raises an alarm, although no invocation of it fails', () => {
  const names = ofTheService.map(({ MetricName: name }) => name)
  expect(names).toEqual(['projection_lag_seconds', 'projection_set_aside_records'])
  for (const { MetricName: name, Dimensions } of ofTheService) {
    expect(metricList[name as MetricName]).toMatchObject({ kind: 'gauge' })
    expect(Dimensions).toEqual([{ Name: 'service', Value: expect.stringMatching(/^finance-\$\{Stage\}$/) }])
  }
})
