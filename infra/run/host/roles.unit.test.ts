import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { Manifest } from './manifest.ts'
import { readManifest } from './manifest.ts'
import { type HostRole, withRoles } from './roles.ts'

const manifest = readManifest(join(import.meta.dirname, '../../../serverless.yml'), {
  JWT_ACCESS_SECRET: 's',
  JWT_REFRESH_SECRET: 'r',
})

const of = (...roles: HostRole[]): Manifest => withRoles(manifest, roles)

const functionsOf = ({ functions }: Manifest) => [...functions.values()]
const routesOf = (given: Manifest) =>
  functionsOf(given).flatMap(({ routes }) => routes.map(({ path }) => path))
const schedulesOf = (given: Manifest) => functionsOf(given).flatMap(({ schedules }) => schedules)
const topicsOf = (given: Manifest) => functionsOf(given).flatMap(({ topics }) => topics)

test('with both roles a process has every trigger of the manifest', () =>
  expect(of('http', 'jobs')).toEqual(manifest))

test('with http a process has the routes, and no schedule and no topic', () => {
  expect(routesOf(of('http'))).toEqual(routesOf(manifest))
  expect([...schedulesOf(of('http')), ...topicsOf(of('http'))]).toEqual([])
  // A command starts the relay, whatever the role.
  expect([...of('http').functions.keys()]).toEqual([...manifest.functions.keys()])
})

test('with jobs a process has the schedules and the topics, and of the routes only those of health', () => {
  expect(schedulesOf(of('jobs'))).toEqual(schedulesOf(manifest))
  expect(topicsOf(of('jobs'))).toEqual(topicsOf(manifest))
  expect(topicsOf(manifest)).not.toEqual([])
  expect(routesOf(of('jobs'))).toEqual(['/health/live', '/health/ready'])
})

test('with jobs a process has no function of other routes, and so no secret of tokens', () => {
  const { functions } = of('jobs')
  for (const key of ['authorizer', 'graphql', 'auth']) expect(functions.has(key)).toBe(false)
  expect(functions.has('relay') && functions.has('project-invoices')).toBe(true)
  const variables = [...functions.values()].flatMap(({ environment }) => Object.keys(environment))
  expect(variables.filter((name) => name.startsWith('JWT_'))).toEqual([])
})
