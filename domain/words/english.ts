const belowTwenty = [
  ...['Zero', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten', 'Eleven'],
  ...['Twelve', 'Thirteen', 'Fourteen', 'Fifteen', 'Sixteen', 'Seventeen', 'Eighteen', 'Nineteen'],
]
const tens = ['Twenty', 'Thirty', 'Forty', 'Fifty', 'Sixty', 'Seventy', 'Eighty', 'Ninety']

const belowHundred = (count: number): string => {
  if (count < 20) return belowTwenty[count] ?? ''
  const ten = tens[Math.floor(count / 10) - 2] ?? ''
  return count % 10 === 0 ? ten : `${ten}-${belowTwenty[count % 10]}`
}

export const english = {
  /** The names of 0 to 99. */
  belowHundred: Array.from({ length: 100 }, (_, count) => belowHundred(count)),
  hundred: (count: string) => `${count} Hundred`,
  thousand: 'Thousand',
  lakh: 'Lakh',
  crore: 'Crore',
  taka: (taka: string) => `${taka} Taka Only`,
  takaAndPoisha: (taka: string, poisha: string) => `${taka} Taka and ${poisha} Poisha Only`,
}
