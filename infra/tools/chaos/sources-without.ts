import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A piece of source text, which its file contains exactly once, and what takes its place. */
export type Replacement = { file: string; text: string; replacement: string }

const copied = [
  'domain',
  'functions',
  'infra',
  'migrations',
  'serverless.yml',
  'package.json',
  'tsconfig.json',
]

/**
 * Copies the sources of `root` to a new folder with the text replaced, so that a safeguard is missing there.
 * @throws Error when the file does not contain the text exactly once
 */
export const copySourcesWithout = (
  root: string,
  folder: string,
  { file, text, replacement }: Replacement,
): void => {
  mkdirSync(folder)
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const path = join(folder, file)
  const parts = readFileSync(path, 'utf8').split(text)
  if (parts.length !== 2)
    throw new Error(`${file} contains the text of the safeguard ${parts.length - 1} times`)
  writeFileSync(path, parts.join(replacement))
}
