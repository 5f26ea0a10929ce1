import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FunctionDeclaration } from './manifest.ts'

/** Takes the event and the context, or the event, the stream of the response and the context. */
export type Handler = (event: unknown, ...rest: readonly unknown[]) => unknown

export type LoadHandler = (declaration: FunctionDeclaration) => Promise<Handler>

export class HandlerError extends Error {
  readonly code = 'HANDLER_UNLOADABLE'

  constructor(key: string, message: string, options?: ErrorOptions) {
    super(`${key}: ${message}`, options)
    this.name = 'HandlerError'
  }
}

/**
 * Returns the name of the built file of a handler. All are in one folder, so that they share the chunks
 * beside them.
 */
export const builtName = (module: string): string => module.replaceAll('/', '.')

/**
 * Returns a loader of handlers: from their sources in the folder of the manifest, or from their built files
 * in it. The loader throws HandlerError when the file is missing, fails to load or does not export the
 * handler.
 */
export const loadFrom =
  (folder: string): LoadHandler =>
  async ({ key, module, exportName }) => {
    const file = [`${module}.ts`, `${builtName(module)}.js`]
      .map((path) => join(folder, path))
      .find((path) => existsSync(path))
    if (file === undefined)
      throw new HandlerError(key, `${module}.ts, named as the handler in the manifest, does not exist`)
    const loaded = await import(pathToFileURL(file).href).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : cause
      throw new HandlerError(key, `${module} could not be loaded: ${reason}`, { cause })
    })
    const handler: unknown = loaded[exportName]
    if (typeof handler !== 'function')
      throw new HandlerError(key, `${module} does not export a function named ${exportName}`)
    return handler as Handler
  }
