import { expect, test } from '@jest/globals'
import { drawQrCode } from './qr-drawing.ts'

test('a QR code is drawn as runs of dark modules with four white ones around it', () => {
  const code = drawQrCode([
    [true, true, false],
    [false, false, false],
    [true, false, true],
  ])
  expect(code).toContain('viewBox="0 0 11 11"')
  expect(code).toContain('d="M4 4.5h2M4 6.5h1M6 6.5h1"')
})
