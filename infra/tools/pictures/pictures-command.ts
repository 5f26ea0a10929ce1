import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { DocumentProof } from '../../../domain/document-proof/proof.ts'
import { proofLines, signProof } from '../../../domain/document-proof/proof-text.ts'
import { qrModules } from '../../document-proof/qr-code.ts'
import { closeCompilers } from '../../documents/compiler.ts'
import type { PrintedForm } from '../../documents/printed-form.ts'
import { renderForm } from '../../documents/render-form.ts'
import { runCommandLine } from '../../process/command-line.ts'
import { sampleNote, sampleTaxInvoice } from './sample-papers.ts'
import { sampleReports } from './sample-reports.ts'

const help = `Usage: npm run pictures [-- FOLDER]

Prints a sample of each form and draws its page as a PNG file in FOLDER (docs/pictures unless given), and prints
the names of the files. It needs pdftocairo of poppler-utils.

Exit codes: 0 done, 1 failed, 2 wrong arguments
`

type Paper = Readonly<{ form: PrintedForm; proof: DocumentProof | null }>

const papers: Readonly<Record<string, () => Paper>> = {
  'mushak-6.3-bn': () => sampleTaxInvoice('bn'),
  'mushak-6.7-bn': () => sampleNote('CREDIT', 'bn'),
  'mushak-6.8-en': () => sampleNote('DEBIT', 'en'),
  'mushak-6.2-bn': () => ({ form: sampleReports['6.2']('bn'), proof: null }),
  'mushak-6.10-bn': () => ({ form: sampleReports['6.10']('bn'), proof: null }),
  'mushak-9.1-bn': () => ({ form: sampleReports['9.1']('bn'), proof: null }),
}

/** No key has signed a sample, so nobody can take it for genuine. */
const noSigner = {
  keyId: '00000000',
  sign: (message: string) => createHash('sha512').update(message).digest('base64url'),
}

const printedProof = (proof: DocumentProof) => {
  const text = signProof(proof, noSigner)
  const modules = qrModules(`https://finance.example.com/verify#${text}`)
  return { text, lines: proofLines(text), modules }
}

/** Enough for every label to be read, in few kilobytes. */
const dotsPerInch = '100'

const draw = async ({ form, proof }: Paper, picture: string): Promise<void> => {
  const { pdf } = await renderForm(form, {
    createdAt: new Date('2024-10-15T06:00:00Z'),
    proof: proof === null ? undefined : printedProof(proof),
  })
  const folder = mkdtempSync(join(tmpdir(), 'finance-pictures-'))
  try {
    const file = join(folder, 'paper.pdf')
    writeFileSync(file, pdf)
    execFileSync('pdftocairo', ['-png', '-gray', '-r', dotsPerInch, '-singlefile', file, picture])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const run = async (_: unknown, [folder = join(import.meta.dirname, '../../../docs/pictures')]: string[]) => {
  for (const [name, paperOf] of Object.entries(papers)) {
    await draw(paperOf(), resolve(folder, name))
    process.stdout.write(`${name}.png\n`)
  }
  await closeCompilers()
}

await runCommandLine({ help, takesWords: true, run })
