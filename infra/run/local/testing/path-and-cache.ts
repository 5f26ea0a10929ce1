/**
 * What a program of the sources needs of the environment of the tests that start it: where other programs
 * are, and where the run keeps compiled code.
 */
export const pathAndCache = (): Record<'PATH' | 'NODE_COMPILE_CACHE', string | undefined> => {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  return { PATH, NODE_COMPILE_CACHE }
}
