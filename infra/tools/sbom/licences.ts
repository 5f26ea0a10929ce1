import type { Component } from './sbom.ts'

/**
 * The licences that a package of production may have, by their SPDX ids. All of them allow the use in a
 * closed-source service without conditions on its own code.
 */
const allowedLicences: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  // Of fonts. A document that contains one is not under it.
  'OFL-1.1',
  'Unlicense',
]

/**
 * Returns whether an SPDX expression allows one of the licences: of `A OR B` one is enough, `A AND B` needs
 * both.
 */
export const isAllowed = (expression: string): boolean =>
  expression
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((licence) => allowedLicences.includes(licence.trim())))

/** Returns what a component says of its licence; empty when it says nothing. */
export const licenceOf = ({ licenses = [] }: Component): string =>
  licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '').join(' AND ')
