import encodeQr from 'qr'
import { settings } from '../config/settings.ts'

/**
 * Returns what the QR code of a document contains: the address of the page that checks the text, or the text
 * alone where DOCUMENT_PUBLIC_URL is not set. A browser sends what is behind # to no server.
 * @throws ConfigurationError when DOCUMENT_PUBLIC_URL is invalid
 */
export const proofAddress = (text: string): string => {
  const { DOCUMENT_PUBLIC_URL: origin } = settings(['DOCUMENT_PUBLIC_URL'])
  return origin === undefined ? text : `${origin}/verify#${text}`
}

/**
 * Returns the modules of the QR code of a text, row by row; true is dark. The code can be read with about
 * 15 % of it damaged (error correction M). Whoever draws it leaves four modules white on each side.
 * @throws Error when the text has more than 2,331 bytes
 */
export const qrModules = (text: string): boolean[][] =>
  // The library draws at least one white module on each side.
  encodeQr(text, 'raw', { ecc: 'medium', border: 1 })
    .slice(1, -1)
    .map((row) => row.slice(1, -1))
