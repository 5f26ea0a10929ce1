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

/** The file that the build makes of a handler; all stand in one folder, so that shared pieces keep one place beside them. */
export const builtName = (module: string): string => module.replaceAll('/', '.')

/** Loads handlers as the sources beside the manifest, or as what the build made of them. */
export const loadFrom =
  (folder: string): LoadHandler =>
  async ({ key, module, exportName }) => {
    const file = [`${module}.ts`, `${builtName(module)}.js`]
      .map((path) => join(folder, path))
      .find((path) => existsSync(path))
    if (file === undefined)
      throw new HandlerError(key, `there is no ${module}.ts, as its handler in the manifest says`)
    const loaded = await import(pathToFileURL(file).href).catch((cause: unknown) => {
      throw new HandlerError(
        key,
        `${module} does not load: ${cause instanceof Error ? cause.message : cause}`,
        { cause },
      )
    })
    const handler: unknown = loaded[exportName]
    if (typeof handler !== 'function')
      throw new HandlerError(key, `${module} does not export a function called ${exportName}`)
    return handler as Handler
  }
