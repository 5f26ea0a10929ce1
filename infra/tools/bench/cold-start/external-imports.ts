import { transform } from 'esbuild'

/** What a module imports from packages, by package: the names, or `*` for a package without names. */
export type ExternalImports = Map<string, Set<string>>

const statement =
  /import\s*(?:(\w+)\s*,?\s*)?(?:\*\s*as\s+(\w+)\s*)?(?:\{([^}]*)\}\s*)?(?:from\s*)?"([^"]+)";/g

/**
 * Adds what a TypeScript source imports from packages. A namespace counts with the members that the source
 * uses, because only those are in a bundle. Types are left out.
 */
export const addExternalImports = async (source: string, imports: ExternalImports): Promise<void> => {
  const { code } = await transform(source, { loader: 'ts', minifyWhitespace: false })
  for (const [, byDefault, namespace, named, from = ''] of code.matchAll(statement)) {
    if (/^(node:|\.|@aws-sdk\/)/.test(from)) continue
    const names = imports.get(from) ?? new Set<string>()
    imports.set(from, names)
    if (byDefault) names.add('default')
    for (const name of (named ?? '').split(',')) {
      const [original = ''] = name.trim().split(/\s+as\s+/)
      if (original) names.add(original)
    }
    if (namespace)
      for (const [, member = ''] of code.matchAll(new RegExp(`\\b${namespace}\\.(\\w+)`, 'g')))
        names.add(member)
  }
}
