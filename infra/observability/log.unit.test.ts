import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'

const module = join(import.meta.dirname, 'log.ts')

/** Returns the standard error of a new process, because a process reads the level once. */
const logOutput = (LOG_LEVEL: string | undefined, logging: string): string => {
  const script = `const { log } = await import(${JSON.stringify(module)}); ${logging}`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { LOG_LEVEL },
    encoding: 'utf8',
  })
  return stderr
}

const lines = (text: string) =>
  text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))

describe('LOG_LEVEL', () => {
  const logging = `log('debug', 'fine'); log('info', 'usual'); log('error', 'bad')`

  test.each([
    [undefined, ['usual', 'bad']],
    ['', ['usual', 'bad']],
    ['debug', ['fine', 'usual', 'bad']],
    ['error', ['bad']],
    ['silent', []],
  ])('%p logs %j', (level, messages) =>
    expect(lines(logOutput(level, logging)).map(({ message }) => message)).toEqual(messages),
  )

  test('with an unknown value is reported by its name, without the value', () => {
    const text = logOutput(
      'loudest',
      `try { log('info', 'x') } catch (error) { console.error(error.message) }`,
    )
    expect(text).toMatch(/LOG_LEVEL is not valid: debug, info, warn, error or silent is needed/)
    expect(text).not.toContain('loudest')
  })
})

describe('an error', () => {
  const logging = `
    const cause = Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED' })
    log('error', 'No response', { error: new Error('store down', { cause }) })`

  test('is logged with its message and code and those of its causes, without its stack', () => {
    expect(lines(logOutput('info', logging))[0].context.error).toEqual({
      name: 'Error',
      message: 'store down',
      cause: { name: 'TypeError', message: 'refused', code: 'ECONNREFUSED' },
    })
  })

  test('is logged with its stack at the level debug', () => {
    expect(lines(logOutput('debug', logging))[0].context.error).toMatchObject({
      stack: expect.stringContaining('at '),
      cause: { stack: expect.stringContaining('at ') },
    })
  })
})

test('personal numbers are left out at every depth', () => {
  const logging = `log('info', 'Paid', {
    event: {
      buyer: { nid: '1234567890', name: 'R' },
      payments: [{ mobileNumber: '01712345678' }],
      customerNID: null,
    },
  })`
  const text = logOutput('info', logging)
  expect(lines(text)[0].context).toEqual({
    event: {
      buyer: { nid: '[personal]', name: 'R' },
      payments: [{ mobileNumber: '[personal]' }],
      customerNID: null,
    },
  })
  expect(text).not.toMatch(/1234567890|01712345678/)
})

test('an object that contains itself is logged up to a limit', () => {
  const text = logOutput(
    'info',
    `const ring = { name: 'ring' }; ring.self = ring; log('warn', 'Round', { ring })`,
  )
  expect(lines(text)[0]).toMatchObject({
    message: 'Round',
    context: { ring: { name: 'ring', self: { name: 'ring' } } },
  })
})
