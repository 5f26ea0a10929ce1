import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Component = {
  name: string
  version: string
  purl: string
  licenses?: { license?: { id?: string; name?: string }; expression?: string }[]
  hashes?: { alg: string; content: string }[]
}

export type Sbom = { bomFormat: string; specVersion: string; components: Component[] }

type Manifest = { name: string; devDependencies?: object; optionalDependencies?: object }
type Locked = { dev?: boolean; optional?: boolean; devOptional?: boolean }
type LockFile = { packages: Record<string, Locked & Manifest> }

/**
 * Lists the packages that production uses, as CycloneDX. What is installed only to build, or to run the
 * stores of a developer, is left out. Typst is one entry: its packages for single processors have its
 * version.
 *
 * npm reads a lock file from which that was removed: with --omit=dev it also leaves out packages that both
 * production and developers use, which were 116 of 167.
 * @throws Error when npm fails, with its output
 */
export const readSbom = (root: string): Sbom => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as LockFile
  const temporary = mkdtempSync(join(tmpdir(), 'finance-sbom-'))
  try {
    // npm takes the name of the component from the folder.
    const folder = join(temporary, manifest.name)
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), JSON.stringify(ofProduction(manifest)))
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(productionOf(lock)))
    const args = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application']
    return JSON.parse(
      execFileSync('npm', args, { cwd: folder, encoding: 'utf8', maxBuffer: 50_000_000, stdio: 'pipe' }),
    )
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

const ofProduction = ({ devDependencies: _, optionalDependencies: __, ...manifest }: Manifest): object =>
  manifest

const productionOf = ({ packages, ...lock }: LockFile): object => {
  const kept = Object.entries(packages).filter(
    ([, { dev, optional, devOptional }]) => !(dev || optional || devOptional),
  )
  return {
    ...lock,
    packages: Object.fromEntries(kept.map(([path, one]) => [path, ofProduction(one)])),
  }
}
