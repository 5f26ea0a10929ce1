import { expect, test } from '@jest/globals'
import { sharesLine, sharesOf } from './cpu-profile.ts'

const node = (id: number, functionName: string, url = '', children: number[] = []) => ({
  ...{ id, children },
  callFrame: { functionName, url, scriptId: '', lineNumber: 0, columnNumber: 0 },
})

const nodes = [
  node(1, '(root)', '', [2, 3, 4, 7]),
  node(2, '(idle)'),
  node(3, '(garbage collector)'),
  node(4, 'evolve', 'file:///s/domain/invoice/evolve.ts', [5, 6]),
  node(5, 'parse', 'file:///s/infra/tools/bench/growth/traced-json.ts'),
  node(6, 'from', 'node:buffer', []),
  node(7, 'onStreamRead', 'node:internal/stream_base_commons', [8]),
  node(8, 'data', 'file:///s/node_modules/postgres/src/connection.js', [9]),
  node(9, 'toString', 'node:buffer'),
]

test('code of Node.js counts to its caller, and idle time to waiting', () => {
  const samples = [2, 3, 4, 5, 6, 7, 8, 9]
  const timeDeltas = [30, 10, 20, 10, 5, 5, 10, 10]
  const shares = sharesOf({ nodes, samples, timeDeltas, startTime: 0, endTime: 100 })
  expect(shares).toEqual({
    ...{ waiting: 0.3, 'garbage collection': 0.1, 'fold and decode': 0.25, JSON: 0.1 },
    ...{ 'Node.js': 0.05, 'PostgreSQL driver': 0.2, 'rows and statements': 0, other: 0 },
  })
  expect(sharesLine(shares)).toBe(
    'waiting 30 %, fold and decode 25 %, PostgreSQL driver 20 %, JSON 10 %, ' +
      'garbage collection 10 %, Node.js 5 %',
  )
})

test('a profile without samples has no shares', () => {
  expect(sharesLine(sharesOf({ nodes, startTime: 0, endTime: 0 }))).toBe('')
})
