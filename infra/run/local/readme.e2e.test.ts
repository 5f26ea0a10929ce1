import { execFile, fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '../../..')
const dataDir = mkdtempSync(join(tmpdir(), 'finance-readme-'))
let service: ReturnType<typeof fork>
let url: string

/** Starts what the README starts, on free ports, and waits for the banner. */
beforeAll(async () => {
  service = fork(join(import.meta.dirname, 'dev/main.ts'), [], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: dataDir,
      DEMO: '0',
      PORT: '0',
      EVENTSTORE_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  let output = ''
  for await (const chunk of service.stdout ?? []) {
    output += chunk
    const address = /Endpoint +(\S+)/.exec(output)?.[1]
    if (address) {
      url = address
      break
    }
  }
}, 60_000)
afterAll(async () => {
  const exited = new Promise((resolve) => service.once('exit', resolve))
  service.kill('SIGINT')
  await exited
  rmSync(dataDir, { recursive: true, force: true })
}, 30_000)

test('the commands of the README create, approve, find and list an invoice', async () => {
  const [, lines = ''] = /```bash\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  const commands = lines.replace('http://localhost:3006/graphql', url)
  const { stdout } = await promisify(execFile)('bash', ['-c', commands], {
    cwd: root,
    env: { ...process.env, DATA_DIR: dataDir },
  })
  const [created, approved, found, listed] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).data)
  expect(created.createInvoice).toMatchObject({
    status: 'DRAFT',
    grandTotal: { formattedAmount: '৳13,800.00' },
  })
  const { mushakNumber } = approved.approveInvoice
  expect(mushakNumber).toMatch(/^MUSHAK-6\.3-\d{4}-\d{2}-000001$/)
  const { invoiceNumber } = created.createInvoice
  expect(found.invoiceByNumber).toEqual({
    invoiceNumber,
    grandTotal: { amount: '13800.00' },
    vatAmount: { amount: '1800.00' },
  })
  expect(listed.invoices).toMatchObject({ totalCount: 1, nodes: [{ invoiceNumber, mushakNumber }] })
}, 60_000)
