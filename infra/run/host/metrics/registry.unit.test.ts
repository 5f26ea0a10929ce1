import { expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { metricList } from '../../../observability/metric-list.ts'
import { createRegistry } from './registry.ts'

const textOf = (registries: readonly Registry[]) => Registry.merge([...registries]).metrics()
const labels = { method: 'GET', route: '/graphql', status: '200' }

test('every metric of the list is there, and the names of the process that dashboards use', async () => {
  const text = await textOf(createRegistry({ withTenants: false }).registries)
  const named = [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(([, name, kind]) => `${name} ${kind}`)
  const declared = Object.entries(metricList).map(([name, { kind }]) => `${name} ${kind}`)
  expect(named).toEqual(expect.arrayContaining([...declared, 'nodejs_heap_size_used_bytes gauge']))
})

test('the tenant is a label only when it is turned on', async () => {
  for (const withTenants of [false, true]) {
    const { sink, registries } = createRegistry({ withTenants })
    sink.count('http_requests_total', { ...labels, tenant: 'acme' }, 1)
    const line = /^http_requests_total\{.*\} 1$/m.exec(await textOf(registries))?.[0]
    expect(line?.includes('tenant="acme"')).toBe(withTenants)
  }
})

test('more than a thousand tenants are counted together', async () => {
  const { sink, registries } = createRegistry({ withTenants: true })
  for (let n = 0; n < 1_500; n++) sink.count('http_requests_total', { ...labels, tenant: `t${n}` }, 1)
  sink.count('http_requests_total', { ...labels, tenant: 't7' }, 1)
  const text = await textOf(registries)
  expect(text.match(/^http_requests_total\{/gm)).toHaveLength(1_001)
  expect(text).toMatch(/^http_requests_total\{.*tenant="other"\} 500$/m)
  expect(text).toMatch(/^http_requests_total\{.*tenant="t7"\} 2$/m)
})

test('a value that is no number is left out, and what comes after it is recorded', async () => {
  const { sink, registries } = createRegistry({ withTenants: false })
  sink.observe('http_request_duration_seconds', { route: '/graphql' }, Number.NaN)
  sink.count('http_requests_total', labels, 1)
  await new Promise((resolve) => setImmediate(resolve))
  expect(await textOf(registries)).toMatch(/^http_requests_total\{.*\} 1$/m)
})
