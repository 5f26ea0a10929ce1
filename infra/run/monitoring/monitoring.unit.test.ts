import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { metricList } from '../../observability/metric-list.ts'
import { createRegistry } from '../host/metrics/registry.ts'
import { groupingsOf, selectorsOf } from './testing/promql.ts'

const read = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8')

type Rule = { alert: string; expr: string; labels: { severity: string }; annotations: Record<string, string> }
const { groups } = parse(read('alerts.yml')) as { groups: { rules: Rule[] }[] }
const rules = groups.flatMap((group) => group.rules)

type Panel = { title: string; type: string; targets?: { expr: string }[] }
const dashboard = JSON.parse(read('dashboard.json')) as {
  panels: Panel[]
  templating: { list: { query: { query: string } }[] }
}
const charts = dashboard.panels.filter(({ type }) => type !== 'row')

const expressions: [string, string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [`alert ${alert}`, expr]),
  ...charts.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }): [string, string] => [`panel ${title}`, expr]),
  ),
]

/** Prometheus itself gives these to every series of a target. */
const ofEveryTarget = ['job', 'instance']

/** The labels of each series that a process of the service has, and of `up`, which Prometheus makes. */
const labelsOfSeries = new Map<string, readonly string[]>([['up', []]])
for (const [name, { kind, labels }] of Object.entries(metricList)) {
  if (kind !== 'histogram') labelsOfSeries.set(name, labels)
  else for (const part of ['_bucket', '_sum', '_count']) labelsOfSeries.set(name + part, [...labels, 'le'])
}
for (const registry of createRegistry({ withTenants: false }).registries)
  for (const { name } of registry.getMetricsAsArray()) if (!(name in metricList)) labelsOfSeries.set(name, [])

test.each(expressions)('%s reads only series and labels that exist', (_, expression) => {
  const selectors = selectorsOf(expression)
  expect(selectors).not.toEqual([])
  for (const { series, labels } of selectors) {
    expect([...labelsOfSeries.keys()]).toContain(series)
    for (const label of labels)
      expect([...(labelsOfSeries.get(series) ?? []), ...ofEveryTarget]).toContain(label)
  }
  const grouped = selectors.flatMap(({ series }) => labelsOfSeries.get(series) ?? [])
  for (const label of groupingsOf(expression)) expect([...grouped, ...ofEveryTarget]).toContain(label)
})

test.each(expressions)('%s reads only the processes of the service', (_, expression) => {
  for (const { labels } of selectorsOf(expression)) expect(labels).toContain('job')
  expect(expression).toMatch(/job="finance"/)
  expect(parse(read('prometheus.yml')).scrape_configs[0].job_name).toBe('finance')
})

test('the alerts and the dashboard use every metric of the list', () => {
  const used = new Set(expressions.flatMap(([, text]) => selectorsOf(text)).map(({ series }) => series))
  const unused = Object.keys(metricList).filter(
    (name) => ![name, `${name}_bucket`, `${name}_count`].some((series) => used.has(series)),
  )
  expect(unused).toEqual([])
})

describe('docs/alerts.md', () => {
  const page = read('../../../docs/alerts.md')
  const sections = [...page.matchAll(/^## (\w+)\n\n(\w+)\./gm)].map(([, alert, kind]) => [
    alert,
    kind?.toLowerCase(),
  ])

  test('has a section for each alert, in the same order, that says whether it is a page or a ticket', () =>
    expect(sections).toEqual(rules.map(({ alert, labels }) => [alert, labels.severity])))

  test.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s names its section',
    (alert, { annotations }) => expect(annotations.runbook).toBe(`docs/alerts.md#${alert.toLowerCase()}`),
  )
})

test('the expressions of PromQL are read with their series, labels and groups', () => {
  const text =
    'sum by (le, code) (rate(a_total{job="x",route!~"/health/.*"}[5m])) or absent(b unless b offset 10m) > 1e6'
  expect(selectorsOf(text)).toEqual([
    { series: 'a_total', labels: ['job', 'route'] },
    { series: 'b', labels: [] },
    { series: 'b', labels: [] },
  ])
  expect(groupingsOf(text)).toEqual(['le', 'code'])
})
