/** Modules on each side that stay white, so that a reader finds the code. */
const quietModules = 4

/** Returns the QR code with these modules as an SVG image, one unit a module, with its white border. */
export const drawQrCode = (modules: readonly (readonly boolean[])[]): string => {
  const size = modules.length + 2 * quietModules
  const path = modules.map(drawRow).join('')
  const box = `viewBox="0 0 ${size} ${size}" width="${size}" height="${size}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box}><path stroke="#000" d="${path}"/></svg>`
}

/**
 * One stroke for each run of dark modules: single modules would have white hairs between them, and rectangles
 * would be a longer path, which takes half a millisecond more.
 */
const drawRow = (row: readonly boolean[], y: number): string => {
  let path = ''
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue
    const first = x
    while (row[x + 1]) x++
    const width = x - first + 1
    path += `M${first + quietModules} ${y + quietModules + 0.5}h${width}`
  }
  return path
}
