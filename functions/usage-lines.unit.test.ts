import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from '@jest/globals'
import { functionsBehindGateway } from '../domain/usage/prices.ts'
import { readManifest } from '../infra/run/host/manifest.ts'
import { readContract, rootFields } from './contract/schema.ts'

const root = join(import.meta.dirname, '..')

const functions = [...readManifest(join(root, 'serverless.yml'), {}).functions.values()]

/** Its lines would start it again, without end. */
const withoutLine = ['project-usage']

const operationOf = async (module: string): Promise<unknown> =>
  (await import(pathToFileURL(join(root, `${module}.ts`)).href)).handler.operation

test.each(functions.filter(({ key }) => !withoutLine.includes(key)))(
  '$key writes a usage line with its own operation',
  async ({ key, module }) => {
    const contract = readContract(join(root, 'functions/contract'))
    const fields = [...rootFields(contract, 'Query'), ...rootFields(contract, 'Mutation')]
    const operation = await operationOf(module)
    const name = key.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    // Both functions of the projection do the same work.
    expect(operation).toBe(fields.includes(name) ? name : key.replace(/-even$/, ''))
  },
)

test('the functions whose invocations are billed as API requests are those with an http event', () => {
  const behindGateway = functions.filter(({ routes }) => routes.length > 0)
  expect(new Set(behindGateway.map(({ key }) => key))).toEqual(functionsBehindGateway)
})

test('schedules are only in the manifest, so idle tenants cause no invocation', () => {
  const scheduled = functions.filter(({ schedules }) => schedules.length > 0)
  expect(scheduled.map(({ key }) => key).sort()).toEqual([
    'finish-numbering',
    'finish-receipts',
    'measure-lag',
    'refold-rows',
    'relay',
  ])
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(Object.keys(dependencies).filter((name) => /scheduler|eventbridge/.test(name))).toEqual([])
})
