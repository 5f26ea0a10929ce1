import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { functionsBehindGateway } from '../domain/usage/prices.ts'
import { readContract, rootFields } from './contract/schema.ts'

const root = join(import.meta.dirname, '..')

type Entry = { handler: string; events?: Record<string, unknown>[] }
const manifest: { functions: Record<string, Entry> } = parse(
  readFileSync(join(root, 'serverless.yml'), 'utf8'),
  { merge: true },
)
const functions = Object.entries(manifest.functions).map(([key, entry]) => ({ key, ...entry }))

/** Its lines would start it again, without end. */
const withoutLine = ['project-usage']

const operationOf = async ({ handler }: Entry): Promise<unknown> => {
  const file = join(root, handler.replace(/\.handler$/, '.ts'))
  return (await import(pathToFileURL(file).href)).handler.operation
}

test.each(functions.filter(({ key }) => !withoutLine.includes(key)))(
  '$key writes a usage line with its own operation',
  async (entry) => {
    const contract = readContract(join(root, 'functions/contract'))
    const fields = [...rootFields(contract, 'Query'), ...rootFields(contract, 'Mutation')]
    const operation = await operationOf(entry)
    const name = entry.key.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    expect(operation).toBe(fields.includes(name) ? name : entry.key)
  },
)

test('the functions whose invocations are billed as API requests are those with an http event', () => {
  const behindGateway = functions.filter(({ events = [] }) => events.some((event) => 'http' in event))
  expect(new Set(behindGateway.map(({ key }) => key))).toEqual(functionsBehindGateway)
})

test('schedules are only in the manifest, so idle tenants cause no invocation', () => {
  const scheduled = functions.filter(({ events = [] }) => events.some((event) => 'schedule' in event))
  expect(scheduled.map(({ key }) => key).sort()).toEqual(['finish-numbering', 'relay'])
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(Object.keys(dependencies).filter((name) => /scheduler|eventbridge/.test(name))).toEqual([])
})
