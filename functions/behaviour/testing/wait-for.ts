import { setTimeout as pause } from 'node:timers/promises'

/** Repeats a read until it returns something, and returns that. The time limit of the test bounds it. */
export const waitFor = async <T>(read: () => Promise<T | undefined>): Promise<T> => {
  for (;;) {
    const value = await read()
    if (value !== undefined) return value
    await pause(5)
  }
}
