import { printBin } from '../../../domain/identity/identifiers.ts'
import { printTaka } from '../../../domain/money/print.ts'
import { runCommandLine, UsageError } from '../../process/command-line.ts'
import { checkProof, type NamedKey, type Verdict } from './check-proof.ts'
import { readKeys } from './read-keys.ts'
import { readTexts } from './read-texts.ts'

const help = `Usage: npm run verify-document -- FILE|TEXT [--keys URL|FILE]

Says whether an issued document is genuine as issued, altered, or signed with an unknown key. Credit and debit
notes that were issued later are not part of it.

  FILE        the PDF of a document, or a text file
  TEXT        the text on a document that begins with PROOF1, or the address in its QR code, in quotes
  --keys      public keys: the address of GET /documents/keys of a service, or a file with its response.
              Without it the keys of the configuration: DOCUMENT_SIGNING_KEY, or the secret that
              DOCUMENT_SIGNING_KEY_SECRET_ARN names, and DOCUMENT_FORMER_KEYS
  -h, --help  this text

A file may contain several texts: all of them are checked, and all must be genuine. What is printed for a
genuine text must be compared with the paper. Nothing is sent but the request for the keys.
Exit codes: 0 genuine, 1 altered, of an unknown key or not checked, 2 wrong arguments
`

const linesOf = (verdict: Verdict, keys: readonly NamedKey[]): readonly string[] => {
  switch (verdict.verdict) {
    case 'genuine': {
      const { bin, number, issuedOn, total, vat } = verdict.read.proof
      return [
        'genuine as issued; compare with the paper:',
        `  number         ${number}`,
        `  date of issue  ${issuedOn.split('-').toReversed().join('/')}`,
        `  BIN of seller  ${printBin(bin)}`,
        `  total          ${printTaka(total)}`,
        `  VAT            ${printTaka(vat)}`,
        `  key            ${verdict.read.keyId}`,
      ]
    }
    case 'altered':
      return ['altered: the signature is not of this text']
    case 'unknown key':
      return [`unknown key ${verdict.keyId}: the known keys are ${keys.map(({ kid }) => kid).join(', ')}`]
    case 'unreadable':
      return [`altered or not complete: ${verdict.problem}`]
    default:
      return verdict satisfies never
  }
}

const run = async (words: readonly string[], source: string | undefined): Promise<number> => {
  const [argument, ...others] = words
  if (argument === undefined || others.length > 0)
    throw new UsageError('Name one file or one text; put a text with blanks in quotes')
  const keys = await readKeys(source)
  const verdicts = (await readTexts(argument)).map((text) => checkProof(text, keys))
  for (const verdict of verdicts) process.stdout.write(`${linesOf(verdict, keys).join('\n')}\n`)
  return verdicts.every(({ verdict }) => verdict === 'genuine') ? 0 : 1
}

await runCommandLine({
  help,
  options: { keys: { type: 'string' } },
  takesWords: true,
  run: ({ keys }, words) => run(words, keys),
})
