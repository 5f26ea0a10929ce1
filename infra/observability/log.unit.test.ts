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

describe('a line is bounded, whatever it contains', () => {
  test.each([
    ['an object that contains itself', `const ring = { name: 'ring' }; ring.self = ring; return ring`],
    ['an error that is its own cause', `const error = new Error('x'); error.cause = error; return error`],
    ['a long message', `return new Error('x'.repeat(5_000_000))`],
    ['a long text', `return { deep: ['x'.repeat(5_000_000)] }`],
    ['a long name', `return { ['x'.repeat(5_000_000)]: 1 }`],
    ['many fields', `return Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => ['f' + n, n]))`],
    ['a long list', `return Array(1_000_000).fill('element')`],
    ['a wide tree', `return [1,2,3,4,5,6].reduce((tree) => Array(100).fill(tree), 'leaf')`],
    ['a list of long texts', `return Array(1_000).fill('x'.repeat(1_000))`],
    ['bytes', `return Buffer.alloc(5_000_000)`],
    ['an object with a long JSON form', `return { toJSON: () => 'x'.repeat(5_000_000) }`],
    ['an object whose JSON form is itself', `const odd = { toJSON: () => odd }; return odd`],
    ['an object that cannot be read', `return { get field() { throw new Error('no') } }`],
    ['a large whole number', `return 2n ** 100_000n`],
    ['a name of every object', `return JSON.parse('{"__proto__":{"a":1},"constructor":1}')`],
  ])('%s', (_, source) => {
    const text = logOutput(
      'info',
      `const make = () => { ${source} }; log('warn', 'Round', { value: make() })`,
    )
    expect(text.length).toBeLessThan(40_000)
    expect(lines(text)[0]).toMatchObject({ message: 'Round', context: { value: expect.anything() } })
  })

  test('its own message is shortened', () => {
    const text = logOutput('info', `log('warn', 'x'.repeat(5_000_000))`)
    expect(lines(text)[0].message).toHaveLength(1_000)
  })

  test('a stack keeps its last frames when its message is long', () => {
    const logging = `const error = new Error('x'.repeat(100_000))
      log('warn', 'Failed', { error, stack: error.stack })`
    const [{ context }] = lines(logOutput('debug', logging))
    for (const stack of [context.stack, context.error.stack]) {
      expect(stack).toMatch(/^Error: xxx.*\n {4}at /s)
      expect(stack.length).toBeLessThanOrEqual(4_000)
    }
  })

  test('ten causes are logged up to a limit', () => {
    const text = logOutput(
      'info',
      `let error = new Error('0'); for (let n = 1; n <= 10; n++) error = new Error(String(n), { cause: error })
      log('warn', 'Failed', { error })`,
    )
    expect(lines(text)[0].context.error).toMatchObject({ message: '10', cause: { message: '9' } })
    expect(text).toContain('[deeper]')
  })
})
