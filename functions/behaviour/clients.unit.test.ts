import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const folder = join(import.meta.dirname, 'testing/clients')
const page = readFileSync(join(import.meta.dirname, '../../docs/clients.md'), 'utf8')

test('the examples of docs/clients.md are the files that the tests of clients and gateways run', () => {
  const examples = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, example]) => example)
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
  expect(examples.sort()).toEqual(files.sort())
})
