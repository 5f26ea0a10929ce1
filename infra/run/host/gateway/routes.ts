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
 * Creates the function that finds the resource of a path, or undefined. As in API Gateway, a fixed segment
 * has priority over `{parameter}`, and that over `{proxy+}`. The function throws URIError when the path is
 * not correctly encoded.
 */
export const createRouter = (manifest: Manifest): ((path: string) => Match | undefined) => {
  const resources = resourcesOf(manifest)
  return (path) => {
    const segments = segmentsOf(path).map(decodeURIComponent)
    for (const { resource, segments: pattern, byMethod } of resources) {
      const pathParameters = matchSegments(pattern, segments)
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

const resourcesOf = ({ functions }: Manifest): Resource[] => {
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

/** Returns the path parameters when the segments match the pattern, otherwise undefined. */
const matchSegments = (pattern: string[], segments: string[]): Record<string, string> | undefined => {
  const found: Record<string, string> = {}
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index]
    if (segment === undefined) return undefined
    if (expected.endsWith('+}')) return { ...found, [expected.slice(1, -2)]: segments.slice(index).join('/') }
    if (expected.startsWith('{')) found[expected.slice(1, -1)] = segment
    else if (expected !== segment) return undefined
  }
  return pattern.length === segments.length ? found : undefined
}
