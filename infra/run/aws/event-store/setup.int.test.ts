import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, jest, test } from '@jest/globals'

// Bash and Python start slowly on a busy machine.
jest.setTimeout(120_000)

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const password = 'a1B2'.repeat(10)

/**
 * Runs setup.sh in a folder of its own, with these commands in place of those that the machine of this test
 * lacks, or whose effect it must not have. They write into `$OUT`.
 */
const setUp = async (
  words: readonly string[],
  { nodes, commands }: { nodes: number; commands: Readonly<Record<string, string>> },
) => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-setup-'))
  folders.push(folder)
  const [bin, etc] = [join(folder, 'bin'), join(folder, 'etc')]
  for (const path of [bin, etc]) mkdirSync(path)
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(join(bin, name), `#!/bin/bash\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  writeFileSync(
    join(etc, 'node.env'),
    `STAGE=prod\nNODE=1\nNODES=${nodes}\nSIGNAL_URL='http://127.0.0.1:1/'\n`,
  )
  writeFileSync(join(etc, 'settings.env'), '')
  const source = readFileSync(join(import.meta.dirname, 'setup.sh'), 'utf8')
  const script = join(folder, 'setup.sh')
  writeFileSync(script, source.replace('folder=/etc/finance-event-store', `folder='${etc}'`))
  const out = join(folder, 'out')
  writeFileSync(out, '')
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, OUT: out }
  const code = await promisify(execFile)('bash', [script, ...words], { env }).then(
    () => 0,
    (error: { code: number }) => error.code,
  )
  return { code, out: readFileSync(out, 'utf8') }
}

const failingStart = {
  rpm: 'exit 1',
  dnf: 'exit 1',
  journalctl: `[ "$1" = --sync ] && exit; seq 1 2000; echo "password ${password}"; echo 'dnf: no "route" to host'`,
  curl: 'cat >"$OUT"',
}

test('a failed start tells the stack the end of the log, without what may be a secret', async () => {
  const { code, out } = await setUp(['start'], { nodes: 1, commands: failingStart })
  const { Status, Reason, UniqueId } = JSON.parse(out)
  expect(code).toBe(1)
  expect({ Status, UniqueId }).toEqual({
    Status: 'FAILURE',
    UniqueId: 'node-1.eventstore.finance-prod.internal',
  })
  expect(Reason).toMatch(
    /^node-1\S+: line \d+ of setup\.sh failed\. .*1999\n2000\n.*dnf: no "route" to host$/s,
  )
  expect(Reason).not.toContain(password)
  expect(Reason.length).toBeLessThan(1_100)
})

/** `curl` prints the status of the answer, and fails without one. */
const reporting = (curl: string) => ({
  curl,
  df: `echo 'Use%'; echo ' 42%'`,
  aws: 'echo "$*" >>"$OUT"',
})
const metric = (name: string, unit: string, value: number) =>
  'cloudwatch put-metric-data --namespace finance --dimensions Stage=prod,Node=1 ' +
  `--metric-name ${name} --unit ${unit} --value ${value}\n`
const disk = metric('EventStoreDiskUsedPercent', 'Percent', 42)

test.each([
  ['answers', 'printf 204', 1],
  ['has not found a leader', 'printf 503', 0],
  ['does not run', 'printf 000; exit 7', 0],
])('a machine reports its disk, and that EventStoreDB %s', async (_, curl, alive) => {
  const reported = await setUp(['report'], { nodes: 3, commands: reporting(curl) })
  expect(reported).toEqual({ code: 0, out: disk + metric('EventStoreAlive', 'None', alive) })
})

test('the only machine of a small stage reports nothing, because the endpoint costs too much', async () => {
  expect(await setUp(['report'], { nodes: 1, commands: reporting('printf 204') })).toEqual({
    code: 0,
    out: '',
  })
})
