import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { processStart } from '../process/process-identity.ts'
import type { ConnectionSettings } from './connect.ts'
import { readConnectionFile, removeConnectionFile, writeConnectionFile } from './connection-file.ts'

const settingsOf = (user: string): ConnectionSettings => ({
  host: '127.0.0.1',
  port: 5432,
  user,
  password: 'secret',
  database: 'finance',
})
const logins = {
  owner: settingsOf('o'),
  writer: settingsOf('w'),
  reader: settingsOf('r'),
  auth: settingsOf('a'),
}
const noSuchProcess = 2 ** 22 + 1

let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'finance-connection-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

test('the settings are read while the process that wrote them runs', () => {
  writeConnectionFile(dataDir, { ...logins, pid: process.pid })
  expect(readConnectionFile(dataDir)).toEqual(logins)
  removeConnectionFile(dataDir)
  expect(readConnectionFile(dataDir)).toBeUndefined()
})

test('the settings of a process that is gone are ignored', () => {
  writeConnectionFile(dataDir, { ...logins, pid: noSuchProcess })
  expect(readConnectionFile(dataDir)).toBeUndefined()
})

test('the settings of a process that is gone are ignored when another one has its id', () => {
  writeConnectionFile(dataDir, { ...logins, pid: process.pid })
  const path = join(dataDir, 'connection.json')
  const ofThisProcess = processStart(process.pid) as string
  writeFileSync(path, readFileSync(path, 'utf8').replace(ofThisProcess, 'an earlier start'))
  expect(readConnectionFile(dataDir)).toBeUndefined()
})

test('a data folder that does not exist has no settings', () => {
  expect(readConnectionFile(join(dataDir, 'absent'))).toBeUndefined()
})

test('only its owner can read the file, because it contains passwords', () => {
  writeConnectionFile(dataDir, { ...logins, pid: process.pid })
  expect(statSync(join(dataDir, 'connection.json')).mode & 0o777).toBe(0o600)
})
