import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { MigrationsMissing, migrationFiles, migrationFolder } from './migration-files.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'finance-migrations-'))
})
afterEach(() => rmSync(root, { recursive: true }))

test('the migration folder is the nearest one above that has a setup.sql', () => {
  const folder = join(root, 'migrations')
  const source = join(root, 'dist', 'functions')
  mkdirSync(folder)
  mkdirSync(join(root, 'dist', 'migrations'), { recursive: true })
  writeFileSync(join(folder, 'setup.sql'), '')
  expect(migrationFolder(source)).toBe(folder)
})

test('a package without the folder is reported', () => {
  expect(() => migrationFolder(root)).toThrow(MigrationsMissing)
})

test('migrations are sorted by time and have both scripts', () => {
  for (const name of ['20-Second', '10-First'])
    for (const way of ['up', 'down']) writeFileSync(join(root, `${name}.${way}.sql`), `${name} ${way}`)
  writeFileSync(join(root, 'setup.sql'), '')
  expect(migrationFiles(root)).toEqual([
    { name: '10-First', up: '10-First up', down: '10-First down' },
    { name: '20-Second', up: '20-Second up', down: '20-Second down' },
  ])
})
