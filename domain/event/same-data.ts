/** Whether two JSON values are equal, whatever the order of their fields: jsonb does not keep the order. */
export const sameData = (one: unknown, other: unknown): boolean => {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const [fields, others] = [Object.entries(one), Object.entries(other)]
  const inOther: Readonly<Record<string, unknown>> = Object.fromEntries(others)
  return (
    fields.length === others.length &&
    fields.every(([name, value]) => Object.hasOwn(inOther, name) && sameData(value, inOther[name]))
  )
}
