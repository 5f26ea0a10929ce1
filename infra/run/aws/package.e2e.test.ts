import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { readManifest } from '../host/manifest.ts'
import { isOver, type Packaged, packageService } from './package.ts'
import { unzip } from './unzip.ts'

jest.setTimeout(600_000)

const root = resolve(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'finance-zips-'))
let packaged: Packaged[]

beforeAll(async () => {
  packaged = await packageService(root, { folder: join(folder, 'package') })
  for (const { key, path } of packaged) unzip(path, join(folder, key))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('every zip is within its budget', () => {
  expect(packaged.filter(isOver)).toEqual([])
})

/** Prints the type of the handler. */
const script = `
  const [path, name] = process.argv.slice(1)
  process.stdout.write(typeof (await import(path))[name], () => process.exit(0))
`

test('every zip can be loaded without the others', () => {
  const { functions } = readManifest(join(root, 'serverless.yml'), {})
  const kinds = [...functions.values()].map(({ key, module, exportName }) => {
    const path = pathToFileURL(join(folder, key, `${module}.mjs`)).href
    const args = ['--input-type=module', '-e', script, path, exportName]
    const env = { AWS_LAMBDA_FUNCTION_NAME: `finance-dev-${key}`, AWS_REGION: 'ap-southeast-1' }
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env })
    return [key, stdout || stderr]
  })
  expect(kinds).toEqual([...functions.keys()].map((key) => [key, 'function']))
})
