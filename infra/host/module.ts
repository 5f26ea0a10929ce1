import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { InvocationContext } from './context.ts'
import type { FunctionDeclaration } from './manifest.ts'

export type Handler = (event: unknown, context: InvocationContext) => unknown

export type LoadHandler = (declaration: FunctionDeclaration) => Promise<Handler>

export class HandlerError extends Error {
  readonly code = 'HANDLER_UNLOADABLE'

  constructor(key: string, message: string, options?: ErrorOptions) {
    super(`${key}: ${message}`, options)
    this.name = 'HandlerError'
  }
}

/** Loads handlers as the sources beside the manifest, or as what the build made of them. */
export const loadFrom =
  (folder: string): LoadHandler =>
  async ({ key, module, exportName }) => {
    const file = ['.ts', '.js', '.mjs'].map((suffix) => join(folder, module + suffix)).find((path) => existsSync(path))
    if (file === undefined) throw new HandlerError(key, `there is no ${module}.ts, as its handler in the manifest says`)
    const loaded = await import(pathToFileURL(file).href).catch((cause: unknown) => {
      throw new HandlerError(key, `${module} does not load: ${cause instanceof Error ? cause.message : cause}`, { cause })
    })
    const handler: unknown = loaded[exportName]
    if (typeof handler !== 'function') throw new HandlerError(key, `${module} does not export a function called ${exportName}`)
    return handler as Handler
  }
