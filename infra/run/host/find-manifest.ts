import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Returns the path of the manifest: beside the built code, or at the root of the sources. */
export const findManifest = (folder: string): string => {
  const path = join(folder, 'serverless.yml')
  return existsSync(path) || dirname(folder) === folder ? path : findManifest(dirname(folder))
}
