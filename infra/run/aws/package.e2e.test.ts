import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals'
import { readManifest } from '../host/manifest.ts'
import { isOver, type Packaged } from './package.ts'
import { packagedService, packageTest } from './testing/packaged-service.ts'
import { unzip } from './unzip.ts'

jest.setTimeout(600_000)
const { canPackage, test } = await packageTest()

const root = resolve(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'finance-zips-'))
let packaged: readonly Packaged[]

beforeAll(async () => {
  if (!canPackage) return
  packaged = (await packagedService('production')).zips
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

describe('the zip of documents', () => {
  /** Amazon Linux 2023 has glibc 2.34. */
  const glibcOfLambda = 34
  const inZip = (pattern: string) => globSync(pattern, { cwd: join(folder, 'documents') })
  const typst = 'node_modules/@myriaddreamin/typst-ts-node-compiler'

  test('has typst for the processor of Lambda and is within its limits', () => {
    const [native = ''] = inZip(`${typst}-linux-arm64-gnu/*.node`)
    const library = readFileSync(join(folder, 'documents', native))
    expect(library.readUInt16LE(18)).toBe(0xb7)
    const versions = [...library.toString('latin1').matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) =>
      Number(minor),
    )
    expect(Math.max(...versions)).toBeLessThanOrEqual(glibcOfLambda)
    const bytes = inZip('**/*.*').map((path) => statSync(join(folder, 'documents', path)).size)
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(250_000_000)
  })

  test('makes a PDF with what is in it, on this processor with typst of this processor', () => {
    const own = join(folder, 'documents-here')
    cpSync(join(folder, 'documents'), own, { recursive: true })
    for (const path of globSync(`${typst}-*`, { cwd: root }))
      cpSync(join(root, path), join(own, path), { recursive: true })
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', threadScript, own], {
      encoding: 'utf8',
    })
    expect(stdout || stderr).toBe('%PDF-1.7 1 page')
  })
})

/** Starts the thread of the compiler with the fonts and a template of one line. */
const threadScript = `
  import { globSync, readFileSync } from 'node:fs'
  import { Worker } from 'node:worker_threads'
  const folder = process.argv[1]
  const files = globSync(folder + '/node_modules/@expo-google-fonts/*/*/*.ttf')
  const fonts = files.map((path) => readFileSync(path))
  const template = '#set document(date: auto)\\n#set text(font: "Hind Siliguri", fallback: false)\\n' +
    '#json("form.json").form'
  const thread = folder + '/infra/documents/compiler-thread.mts'
  const worker = new Worker(thread, { workerData: { fonts, template }, execArgv: [] })
  worker.on('message', ({ pdf, pages, problem }) => {
    const text = problem ?? Buffer.from(pdf.subarray(0, 8)) + ' ' + pages + ' page'
    process.stdout.write(text, () => process.exit(0))
  })
  worker.postMessage({ form: JSON.stringify('সর্বমোট'), pages: { filled: 'one' }, createdAt: 1 })
`
