/**
 * Returns the value of Access-Control-Allow-Origin for a browser on `origin`; undefined when the list does
 * not allow it. `list` has the format of CORS_ORIGIN.
 */
export const allowedOrigin = (list: string, origin: string | undefined): string | undefined => {
  const allowed = list.split(',').map((item) => item.trim())
  return allowed.includes('*') ? '*' : allowed.find((item) => item === origin)
}
