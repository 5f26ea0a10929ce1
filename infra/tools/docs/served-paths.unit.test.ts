import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { readManifest } from '../../run/host/manifest.ts'

const root = join(import.meta.dirname, '../../..')
const { functions } = readManifest(join(root, 'serverless.yml'), {})
const served = new Set(
  [...functions.values()].flatMap(({ routes }) => routes.map(({ path }) => `/${path.split('/')[1]}`)),
)

/** The paths in the sentence that says what a proxy or an ingress passes on. */
const passedOn = (page: string): string[] => {
  const text = readFileSync(join(root, 'docs', page), 'utf8')
  const [, paths = ''] = /let it pass on only\s([^.]*)\./.exec(text) ?? []
  return [...paths.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path)
}

test.each(['deploy-host.md', 'observability.md'])(
  'docs/%s lets a proxy pass on every path that the service serves, and no other',
  (page) => {
    expect(passedOn(page).sort()).toEqual([...served].sort())
  },
)
