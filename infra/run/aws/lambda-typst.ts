import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Typst for the processor and the system of Lambda. */
const name = '@myriaddreamin/typst-ts-node-compiler-linux-arm64-gnu'

/** The package for Lambda cannot be had here. */
export class LambdaTypstMissing extends Error {
  readonly code: string = 'LAMBDA_TYPST_MISSING'

  constructor(reason: string) {
    super(`${name} for the function documents ${reason}`)
    this.name = 'LambdaTypstMissing'
  }
}

/** The package that was fetched is another one than package-lock.json names. */
class LambdaTypstAltered extends LambdaTypstMissing {
  override readonly code = 'LAMBDA_TYPST_ALTERED'
}

/**
 * Puts typst for Lambda into node_modules. npm installs only the package of its own processor, so on others
 * than arm64 with glibc it is fetched once, with npm, and compared with its hash in package-lock.json. It gets
 * its final name when it is whole, because several processes may do this at once.
 * @throws LambdaTypstMissing when it cannot be fetched or has another hash
 */
export const installLambdaTypst = async (root: string): Promise<void> => {
  const target = join(root, 'node_modules', name)
  if (existsSync(join(target, 'package.json'))) return
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const { version, integrity } = packages[`node_modules/${name}`]
  const folder = mkdtempSync(join(tmpdir(), 'finance-typst-'))
  try {
    const archive = fetchArchive(`${name}@${version}`, folder)
    requireIntegrity(archive, integrity)
    run('tar', ['-xzf', archive, '-C', folder], 'could not be unpacked')
    putWhole(join(folder, 'package'), target)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Copies into the file system of the target first, where a folder can be renamed. */
const putWhole = (source: string, target: string): void => {
  mkdirSync(dirname(target), { recursive: true })
  const draft = mkdtempSync(`${target}.unfinished-`)
  try {
    cpSync(source, draft, { recursive: true })
    if (!existsSync(target)) renameSync(draft, target)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

const fetchArchive = (spec: string, folder: string): string => {
  process.stderr.write(`fetching ${spec}\n`)
  const args = ['pack', spec, '--pack-destination', folder, '--loglevel', 'error']
  run('npm', args, 'could not be fetched with npm pack')
  const [archive] = readdirSync(folder)
  if (archive === undefined) throw new LambdaTypstMissing('was not written by npm pack')
  return join(folder, archive)
}

const run = (command: string, args: readonly string[], problem: string): void => {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0)
    throw new LambdaTypstMissing(`${problem}: ${error?.message ?? stderr.trim().split('\n')[0]}`)
}

/** `integrity` is that of package-lock.json: the algorithm and the hash in base64. */
const requireIntegrity = (archive: string, integrity: string): void => {
  const [algorithm = '', expected] = integrity.split(/-(.*)/)
  const found = createHash(algorithm).update(readFileSync(archive)).digest('base64')
  if (found !== expected) throw new LambdaTypstAltered('has another hash than in package-lock.json')
}
