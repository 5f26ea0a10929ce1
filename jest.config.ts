import type { Config } from 'jest'

const config: Config = {
  testMatch: ['<rootDir>/{domain,functions,infra}/**/*.{unit,int,e2e}.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
  testEnvironment: 'node',
  testTimeout: 30_000,
}

export default config
