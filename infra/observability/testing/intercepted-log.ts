import fs from 'node:fs'
import { jest } from '@jest/globals'

export type InterceptedLog = {
  /** Everything that was written so far. */
  text(): string
  /** The lines that were written so far, each parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: the context of a line depends on its message
  lines(): any[]
}

/** Keeps what the log would write to standard error, until `jest.restoreAllMocks()`. */
export const interceptLog = (): InterceptedLog => {
  const written: string[] = []
  const write = fs.writeSync
  jest.spyOn(fs, 'writeSync').mockImplementation(((fd: number, text: string, ...rest: never[]) => {
    if (fd !== 2) return write(fd, text, ...rest)
    written.push(text)
    return Buffer.byteLength(text)
  }) as typeof fs.writeSync)
  const text = () => written.join('')
  const lines = () =>
    text()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  return { text, lines }
}
