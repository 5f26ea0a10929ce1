import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'

const folder = mkdtempSync(join(tmpdir(), 'finance-log-scan-'))
afterAll(() => rmSync(folder, { recursive: true }))

const scan = (...args: string[]) => {
  const command = join(import.meta.dirname, 'scan-command.ts')
  return spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' })
}

const logWith = (context: object): string => {
  const file = join(folder, 'service.log')
  const line = { level: 'info', timestamp: '2025-01-15T10:30:00.123Z', message: 'Started', context }
  writeFileSync(file, `npm start\n${JSON.stringify(line)}\n`)
  return file
}

test('a log without a secret passes', () => {
  expect(scan(logWith({ port: 3006 }))).toMatchObject({ status: 0, stdout: '' })
})

test('a secret is reported with its place, and is not repeated', () => {
  const file = logWith({ password: 'hunter2' })
  const { status, stdout, stderr } = scan(file)
  expect([status, stdout]).toEqual([1, `${file}:2 contains a password or secret\n`])
  expect(stderr).not.toContain('hunter2')
})

test('without a file, or with one that is not there, the call fails', () => {
  expect(scan()).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('Usage: npm run log-scan'),
  })
  expect(scan(join(folder, 'missing.log'))).toMatchObject({ status: 1, stdout: '' })
})
