import { availableParallelism } from 'node:os'
import type { Config } from 'jest'

const config: Config = {
  testMatch: ['<rootDir>/{domain,functions,infra}/**/*.{unit,int,e2e}.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  testEnvironment: 'node',
  globalSetup: './infra/run/local/testing/run-folder.ts',
  // Tests wait for stores and processes, which a busy machine delays by many seconds.
  testTimeout: 60_000,
  // Three workers on two cores, where jest would start one: tests mostly wait for stores and processes. Two
  // workers left almost half of the processors idle.
  maxWorkers: Math.max(3, Math.floor(availableParallelism() / 2)),
}

export default config
