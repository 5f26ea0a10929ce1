type Buyer = {
  customerId: string
  customerName: string
  customerAddress: string
  customerBIN?: string
  customerTIN?: string
}

const firstNames = [
  ...['Padma', 'Meghna', 'Jamuna', 'Surma', 'Karnaphuli', 'Teesta', 'Rupsha', 'Sundarban', 'Shyamoli'],
  ...['Oriental', 'Eastern', 'Delta', 'Rahimafrooz', 'Nabil', 'Crescent', 'Sonargaon', 'Bashundhara'],
  ...['Uttara', 'Modhumoti', 'Chitra'],
]
const firstNamesBangla = [
  ...['পদ্মা', 'মেঘনা', 'যমুনা', 'সুরমা', 'কর্ণফুলী', 'তিস্তা', 'রূপসা', 'সুন্দরবন', 'শ্যামলী', 'মধুমতি'],
  ...['চিত্রা', 'সোনার বাংলা', 'ভাই ভাই', 'মা', 'নিউ', 'আল-আমিন', 'জননী', 'বিসমিল্লাহ', 'রূপসী', 'একতা'],
]
const trades = [
  ...['Knit Composite', 'Agro Foods', 'Developers', 'Shipping Lines', 'Textiles', 'Pharma', 'Cement'],
  ...['Steel', 'Paper Mills', 'Electronics'],
]
const tradesBangla = [
  ...['ট্রেডার্স', 'স্টোর', 'ফার্মেসি', 'মোটরস', 'এন্টারপ্রাইজ', 'হার্ডওয়্যার', 'বস্ত্র বিতান'],
  ...['কনস্ট্রাকশন', 'রেস্তোরাঁ', 'প্রিন্টার্স'],
]
const legalForms = ['Ltd.', 'Limited', '(Pvt.) Ltd.']
const addresses = [
  ...['Tongi, Gazipur', 'Agrabad, Chattogram', 'Banani, Dhaka 1213', 'KDA Avenue, Khulna'],
  ...['নিউ মার্কেট, সিলেট', 'মিটফোর্ড রোড, ঢাকা ১১০০'],
]

const padded = (number: number, length: number): string => String(number).padStart(length, '0')

const buyer = (index: number): Buyer => {
  const bangla = index % 5 < 2
  const [names, kinds] = bangla ? [firstNamesBangla, tradesBangla] : [firstNames, trades]
  const name = `${names[index % names.length]} ${kinds[Math.floor(index / names.length) % kinds.length]}`
  return {
    customerId: `C-${padded(index + 1, 5)}`,
    customerName: bangla ? name : `${name} ${legalForms[index % legalForms.length]}`,
    customerAddress: `${1 + (index % 200)} ${addresses[index % addresses.length]}`,
    ...(index % 4 ? { customerBIN: `${padded(1_100_000_000 + index * 37, 11)}00` } : {}),
    ...(index % 3 ? { customerTIN: padded(310_000_000_000 + index * 104_729, 12) } : {}),
  }
}

/** Six hundred buyers, of whom the first few buy most. */
export const regularBuyers: readonly Buyer[] = Array.from({ length: 600 }, (_, index) => buyer(index))

/** Buys a lot in the first year and never again, so that all its invoices are far down a list. */
export const lostBuyer: Buyer = {
  ...buyer(600),
  customerId: 'C-LOST',
  customerName: 'Ananta Jute Mills Ltd.',
}
