import type { Manifest } from '../manifest.ts'
import type { Route } from '../manifest-schema.ts'

export type Target = { functionKey: string; route: Route }
export type Match = {
  resource: string
  pathParameters: Record<string, string> | null
  byMethod: ReadonlyMap<string, Target>
}

type Resource = { resource: string; segments: string[]; byMethod: Map<string, Target> }

/**
 * Finds the resource of a path: fixed segments before `{parameter}` before `{proxy+}`, as API Gateway chooses. Undefined
 * when nothing stands there; throws URIError when the path is not well encoded.
 */
export const router = (manifest: Manifest): ((path: string) => Match | undefined) => {
  const resources = collected(manifest)
  return (path) => {
    const segments = segmentsOf(path).map(decodeURIComponent)
    for (const { resource, segments: pattern, byMethod } of resources) {
      const pathParameters = parameters(pattern, segments)
      if (pathParameters)
        return {
          resource,
          byMethod,
          pathParameters: Object.keys(pathParameters).length > 0 ? pathParameters : null,
        }
    }
    return undefined
  }
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '')

const collected = ({ functions }: Manifest): Resource[] => {
  const byPath = new Map<string, Resource>()
  for (const { key, routes } of functions.values())
    for (const route of routes) {
      const found = byPath.get(route.path) ?? {
        resource: route.path,
        segments: segmentsOf(route.path),
        byMethod: new Map(),
      }
      found.byMethod.set(route.method, { functionKey: key, route })
      byPath.set(route.path, found)
    }
  return [...byPath.values()].sort((one, other) => (rank(one.segments) < rank(other.segments) ? -1 : 1))
}

const rank = (segments: string[]): string =>
  segments.map((segment) => (segment.endsWith('+}') ? '2' : segment.startsWith('{') ? '1' : '0')).join('')

const parameters = (pattern: string[], segments: string[]): Record<string, string> | undefined => {
  const found: Record<string, string> = {}
  for (const [index, expected] of pattern.entries()) {
    const given = segments[index]
    if (given === undefined) return undefined
    if (expected.endsWith('+}')) return { ...found, [expected.slice(1, -2)]: segments.slice(index).join('/') }
    if (expected.startsWith('{')) found[expected.slice(1, -1)] = given
    else if (expected !== given) return undefined
  }
  return pattern.length === segments.length ? found : undefined
}
