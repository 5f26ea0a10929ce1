import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { makeFolder } from './make-folder.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'make-folder-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const isFolder = (path: string): boolean => statSync(path).isDirectory()

test('creates a folder with its missing parents, and accepts one that exists', () => {
  const path = join(root, 'a', 'b', 'c')
  makeFolder(path)
  makeFolder(path)
  expect(isFolder(path)).toBe(true)
})

const modeOf = (path: string): number => statSync(path).mode & 0o777

test('only its user can enter a new folder, and a folder that exists keeps its mode', () => {
  const path = join(root, 'a', 'b')
  makeFolder(path)
  expect(modeOf(path)).toBe(0o700)
  chmodSync(path, 0o750)
  makeFolder(path)
  expect(modeOf(path)).toBe(0o750)
})

test('fails when a file has the name', () => {
  const path = join(root, 'file')
  writeFileSync(path, '')
  expect(() => makeFolder(path)).toThrow(/EEXIST/)
  expect(() => makeFolder(join(path, 'child'))).toThrow(/ENOTDIR/)
})

const onLinux = process.platform === 'linux' ? test : test.skip

onLinux('fails, and returns, when a parent exists and refuses every child', () => {
  expect(() => makeFolder('/proc/none/child')).toThrow(/ENOENT/)
})
