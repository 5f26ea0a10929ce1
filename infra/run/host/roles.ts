import type { Environment } from '../../config/environment.ts'
import { settings } from '../../config/settings.ts'
import { type FunctionDeclaration, type Manifest, readManifest } from './manifest.ts'

/**
 * What a process of the host does: `http` serves the routes of the manifest, `jobs` reads topics and runs
 * schedules.
 */
export type HostRole = 'http' | 'jobs'

/**
 * Reads the manifest for a process with the roles of HOST_ROLES. The variables that choose a part of the
 * manifest come first: for a wrong one the manifest has no value, and its error would not name the variable.
 * @throws ConfigurationError when HOST_ROLES, NODE_ENV or GRAPHQL_INTROSPECTION is invalid
 * @throws ManifestError when the manifest is invalid
 */
export const readOwnManifest = (path: string, environment: Environment): Manifest => {
  const { HOST_ROLES } = settings(['HOST_ROLES', 'NODE_ENV', 'GRAPHQL_INTROSPECTION'])
  return withRoles(readManifest(path, environment), HOST_ROLES)
}

/**
 * Returns the manifest with only the triggers that belong to the roles. The routes of health belong to both.
 * Without `http` the functions that only serve other routes are left out, so that such a process needs none
 * of their variables: it has no secret that signs tokens.
 */
export const withRoles = (manifest: Manifest, roles: readonly HostRole[]): Manifest => {
  const [serves, works] = [roles.includes('http'), roles.includes('jobs')]
  const all = [...manifest.functions.values()]
  const unused = serves ? new Set<string>() : keysOfHttpOnly(all)
  const kept = all
    .filter(({ key }) => !unused.has(key))
    .map((declaration) => ({
      ...declaration,
      routes: serves ? declaration.routes : declaration.routes.filter(isOfHealth),
      schedules: works ? declaration.schedules : [],
      topics: works ? declaration.topics : [],
    }))
  return { ...manifest, functions: new Map(kept.map((declaration) => [declaration.key, declaration])) }
}

const isOfHealth = ({ path }: { path: string }): boolean => path.startsWith('/health/')

/** The functions that nothing but a route of http starts, and the authorizers of such routes. */
const keysOfHttpOnly = (declarations: readonly FunctionDeclaration[]): Set<string> => {
  const isHttpOnly = ({ routes, schedules, topics, logSubscriptions }: FunctionDeclaration): boolean =>
    routes.length > 0 &&
    !routes.some(isOfHealth) &&
    schedules.length + topics.length + logSubscriptions.length === 0
  const authorizers = declarations.flatMap(({ routes }) =>
    routes.flatMap(({ authorizer }) => authorizer?.name ?? []),
  )
  return new Set([...declarations.filter(isHttpOnly).map(({ key }) => key), ...authorizers])
}
