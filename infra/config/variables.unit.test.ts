import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { plainVariable } from './secret-variables.ts'
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

/** Passing a variable on under its own name, `KEY: ${env:KEY, ''}`, does not count as reading it. */
const usedByManifest = [...manifest.matchAll(/^\s*(?:- )?([\w-]+):.*\$\{(?:[^}]*\s)?env:(\w+)/gm)]
  .filter(([, key, name]) => key !== name)
  .map(([, , name]) => name ?? '')

test('every variable of the list is read', () => {
  // infra/secrets reads the ARN of every secret that other code asks for, and the secret before a rotation.
  const askedFor = (variable: string) => plainVariable(variable) ?? variable.replace(/_PREVIOUS$/, '')
  const read = (variable: string, name = askedFor(variable)) =>
    usedByManifest.includes(name) ||
    code.some(({ text }) => text.includes(`'${name}'`) || text.includes(`environment().${name}`))
  expect(Object.keys(variables).filter((name) => !read(name))).toEqual([])
})

test('variables that the code reads directly are on the list or belong to the system', () => {
  const systemVariables = ['PATH', 'HOME', 'CI', 'XDG_CACHE_HOME']
  const privateVariables = ['EVENTSTORE_NODE_DATABASE', 'TEST_DATA_FOLDER']
  const read = code.flatMap(({ text }) =>
    [...text.matchAll(/(?:environment\(\)|process\.env)\.(\w+)/g)].map(([, name]) => name ?? ''),
  )
  const known = [...Object.keys(variables), ...systemVariables, ...privateVariables]
  expect(read.filter((name) => !known.includes(name))).toEqual([])
})

test('variables that the manifest reads are on the list', () => {
  const taken = [...manifest.matchAll(/env:(\w+)/g)].map(([, name]) => name ?? '')
  expect([...new Set(taken)].filter((name) => !(name in variables))).toEqual([])
})
