import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * Lets osls in a folder of `linkSources` take zips that it made before, instead of bundling every function
 * again, which takes most of the time of a packaging. The zips depend only on the sources: the stage, the size
 * and the environment are in the template, which osls makes anew.
 * @throws Error when osls in the folder would bundle all the same
 */
export const reuseZips = (folder: string, zips: string): void => {
  const target = join(folder, '.serverless')
  mkdirSync(target, { recursive: true })
  for (const zip of globSync(join(zips, '*.zip')))
    if (zips !== target) cpSync(zip, join(target, basename(zip)))
  const path = join(folder, 'serverless.yml')
  const settings = /^ {2}esbuild: .*$/m
  const declaration = readFileSync(path, 'utf8')
  if (!settings.test(declaration)) throw new Error(`${path} has no settings of esbuild to replace`)
  writeFileSync(path, declaration.replace(settings, '  esbuild: { skipBuild: true }'))
}
