import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, jest, test } from '@jest/globals'

// Bash and Python start slowly on a busy machine.
jest.setTimeout(120_000)

const folder = mkdtempSync(join(tmpdir(), 'finance-setup-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const password = 'a1B2'.repeat(10)

/** The commands of the machine that this test has not, or whose effect it must not have. */
const commands = {
  rpm: 'exit 1',
  dnf: 'exit 1',
  journalctl: `[ "$1" = --sync ] || { seq 1 2000; echo "password ${password}"; echo 'dnf: no "route" to host'; }`,
  curl: `cat >"${folder}/signal.json"`,
}

/** Runs setup.sh with its folder below that of this test. */
const setUp = async (): Promise<void> => {
  const [bin, etc] = [join(folder, 'bin'), join(folder, 'etc')]
  for (const path of [bin, etc]) mkdirSync(path)
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(join(bin, name), `#!/bin/bash\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  writeFileSync(join(etc, 'node.env'), "STAGE=prod\nNODE=1\nNODES=1\nSIGNAL_URL='http://127.0.0.1:1/'\n")
  writeFileSync(join(etc, 'settings.env'), '')
  const source = readFileSync(join(import.meta.dirname, 'setup.sh'), 'utf8')
  const script = join(folder, 'setup.sh')
  writeFileSync(script, source.replace('folder=/etc/finance-event-store', `folder='${etc}'`))
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
  await promisify(execFile)('bash', [script, 'start'], { env })
}

test('a failed start tells the stack the end of the log, without what may be a secret', async () => {
  await expect(setUp()).rejects.toMatchObject({ code: 1 })
  const { Status, Reason, UniqueId } = JSON.parse(readFileSync(join(folder, 'signal.json'), 'utf8'))
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
