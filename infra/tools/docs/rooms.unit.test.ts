import { describe, expect, test } from '@jest/globals'
import { readImports } from './imports.ts'
import { arrowsOf, layerOf, roomOf } from './rooms.ts'

test.each([
  ['domain/tax/vat.ts', 'domain'],
  ['functions/commands/approve-invoice/handler.ts', 'functions/commands'],
  ['infra/kafka/producer.ts', 'infra/kafka'],
  ['infra/run/host/main.ts', 'infra/run/host'],
  ['infra/tools/docs/main.ts', 'infra/tools'],
  ['infra/kafka/producer.unit.test.ts', undefined],
  ['functions/behaviour/testing/desk.ts', undefined],
])('the room of %s is %s', (path, room) => {
  expect(roomOf(path)).toBe(room)
})

test('imports between two rooms make one arrow, and imports within a room or by tests make none', () => {
  const imports = [
    { from: 'functions/queries/a.ts', to: 'domain/a.ts' },
    { from: 'functions/commands/a.ts', to: 'domain/a.ts' },
    { from: 'functions/commands/a.ts', to: 'domain/b.ts' },
    { from: 'functions/commands/a.ts', to: 'functions/commands/b.ts' },
    { from: 'functions/commands/a.unit.test.ts', to: 'infra/kafka/a.ts' },
  ]
  expect(arrowsOf(imports)).toEqual([
    { from: 'functions/commands', to: 'domain' },
    { from: 'functions/queries', to: 'domain' },
  ])
})

describe('in the code', () => {
  const arrows = arrowsOf(readImports())

  test('every room is in a layer', () => {
    const rooms = new Set(arrows.flatMap(({ from, to }) => [from, to]))
    expect([...rooms].filter((room) => layerOf(room) < 0)).toEqual([])
  })

  test('no arrow points up', () => {
    expect(arrows.length).toBeGreaterThan(20)
    expect(arrows.filter(({ from, to }) => layerOf(from) > layerOf(to))).toEqual([])
  })
})
