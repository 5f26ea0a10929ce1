import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { variables } from './variables.ts'

const root = join(import.meta.dirname, '../..')

const sources = ['domain', 'functions', 'infra'].flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .map((file) => join(room, file))
    .filter(
      (file) =>
        file.endsWith('.ts') && !/\.test\.ts$|\/(testing|fixtures|contract)\/|^infra\/config\//.test(file),
    ),
)
const code = sources.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
const manifest = readFileSync(join(root, 'serverless.yml'), 'utf8')

/** Handing a variable on to a function under its own name is no use of it: `KEY: ${env:KEY, ''}`. */
const usedByManifest = [...manifest.matchAll(/^\s*(?:- )?([\w-]+):.*\$\{(?:[^}]*\s)?env:(\w+)/gm)]
  .filter(([, key, name]) => key !== name)
  .map(([, , name]) => name ?? '')

/** Passed on by the manifest for parts of the service that do not exist yet. What begins to be read leaves this list. */
const awaited = [
  'EVENTSTORE_SSL_CA',
  'JWT_AUDIENCE',
  'JWT_ISSUER',
  'JWT_JWKS_URL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_METRICS_EXPORTER',
  'OTEL_SERVICE_NAME',
  'OTEL_TRACES_EXPORTER',
  'REDIS_URL',
]

test('every variable of the list is read', () => {
  const read = (name: string) =>
    usedByManifest.includes(name) ||
    code.some(({ text }) => text.includes(`'${name}'`) || text.includes(`environment().${name}`))
  expect(Object.keys(variables).filter((name) => !read(name))).toEqual([])
})

test('what the code reads past settings is on the list, or belongs to the system', () => {
  const ofTheSystem = ['PATH', 'HOME', 'CI', 'XDG_CACHE_HOME']
  const privateToTheDevelopmentService = ['EVENTSTORE_NODE_DATABASE']
  const read = code.flatMap(({ text }) =>
    [...text.matchAll(/(?:environment\(\)|process\.env)\.(\w+)/g)].map(([, name]) => name ?? ''),
  )
  const known = [...Object.keys(variables), ...ofTheSystem, ...privateToTheDevelopmentService]
  expect(read.filter((name) => !known.includes(name))).toEqual([])
})

test('what the manifest takes from the environment is on the list or awaited', () => {
  const taken = [...manifest.matchAll(/env:(\w+)/g)].map(([, name]) => name ?? '')
  expect([...new Set(taken)].filter((name) => !(name in variables)).sort()).toEqual(awaited)
})
