/**
 * How many of these values fit into as many bytes of JSON: at least one, because nothing else can be shown.
 */
export const countFitting = (values: readonly unknown[], maxBytes: number): number => {
  let bytes = 0
  const excess = values.findIndex((value) => {
    bytes += Buffer.byteLength(JSON.stringify(value))
    return bytes > maxBytes
  })
  return excess === -1 ? values.length : Math.max(excess, 1)
}
