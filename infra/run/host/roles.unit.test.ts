import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { type Environment, provideEnvironments } from '../../config/environment.ts'
import type { Manifest } from './manifest.ts'
import { readManifest } from './manifest.ts'
import { type HostRole, readOwnManifest, withRoles } from './roles.ts'

afterEach(() => provideEnvironments(undefined))

const path = join(import.meta.dirname, '../../../serverless.yml')
const manifest = readManifest(path, {
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

test.each([
  ['NODE_ENV', 'staging', 'NODE_ENV is not valid: production, development or test is needed'],
  ['GRAPHQL_INTROSPECTION', 'yes', 'GRAPHQL_INTROSPECTION is not valid: true, false, 1 or 0 is needed'],
])(
  '%s=%s, for which the manifest has no value, is an error that names the variable',
  (name, value, message) => {
    const environments = new AsyncLocalStorage<Environment>()
    provideEnvironments(environments)
    const values = { [name]: value }
    expect(() => environments.run(values, () => readOwnManifest(path, values))).toThrow(message)
  },
)
