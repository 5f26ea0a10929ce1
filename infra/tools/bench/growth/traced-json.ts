/**
 * Replaces JSON.parse and JSON.stringify by functions of this file: a profile shows builtins as their
 * caller.
 */
export const traceJson = (): void => {
  const { parse, stringify } = JSON
  JSON.parse = (...args: Parameters<typeof parse>) => parse(...args)
  JSON.stringify = ((...args: Parameters<typeof stringify>) => stringify(...args)) as typeof stringify
}
