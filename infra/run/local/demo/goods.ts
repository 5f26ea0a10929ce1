/** An article or service of the demo invoices. Prices are in taka, rates in percent. */
export type Good = {
  description: string
  unit: string
  unitPrice: string
  quantities: readonly string[]
  vatCategory?: 'STANDARD' | 'TRUNCATED' | 'ZERO_RATED' | 'EXEMPT'
  supplementaryDutyRate?: string
  hsCode?: string
}

export const demoGoods: readonly Good[] = [
  {
    description: 'Portland cement, 50 kg bag',
    unit: 'bag',
    unitPrice: '545.00',
    quantities: ['40', '120', '400'],
    hsCode: '2523.29.00',
  },
  {
    description: 'এ-ফোর কাগজ, ৮০ গ্রাম (৫০০ পাতা)',
    unit: 'রিম',
    unitPrice: '420.50',
    quantities: ['10', '25', '60'],
    hsCode: '4802.56.00',
  },
  {
    description: 'Laptop computer 14", 16 GB',
    unit: 'pcs',
    unitPrice: '86500.00',
    quantities: ['1', '2', '5'],
    hsCode: '8471.30.00',
  },
  {
    description: 'এমএস রড ৬০ গ্রেড',
    unit: 'kg',
    unitPrice: '93.75',
    quantities: ['500.5', '1250', '3000'],
    hsCode: '7214.20.00',
  },
  {
    description: 'Cotton yarn 30/1 carded',
    unit: 'kg',
    unitPrice: '412.3350',
    quantities: ['220', '800.25'],
    hsCode: '5205.23.00',
  },
  {
    description: 'সয়াবিন তেল, ৫ লিটার বোতল',
    unit: 'বোতল',
    unitPrice: '870.00',
    quantities: ['12', '48'],
    hsCode: '1507.90.00',
  },
  {
    description: 'Ceramic floor tiles 60 x 60',
    unit: 'sq m',
    unitPrice: '1150.00',
    quantities: ['45.5', '110'],
    supplementaryDutyRate: '10',
    hsCode: '6907.21.00',
  },
  {
    description: 'কোমল পানীয়, ২৫০ মিলি (২৪ বোতল)',
    unit: 'কেস',
    unitPrice: '480.00',
    quantities: ['20', '75'],
    supplementaryDutyRate: '25',
    hsCode: '2202.10.00',
  },
  {
    description: 'Software maintenance, monthly',
    unit: 'month',
    unitPrice: '35000.00',
    quantities: ['1', '3'],
    vatCategory: 'TRUNCATED',
    hsCode: 'S099.10',
  },
  {
    description: 'ওয়েবসাইট রক্ষণাবেক্ষণ সেবা',
    unit: 'মাস',
    unitPrice: '12500.00',
    quantities: ['1', '6'],
    vatCategory: 'TRUNCATED',
    hsCode: 'S099.10',
  },
  {
    description: 'Knit T-shirts for export',
    unit: 'dozen',
    unitPrice: '2640.00',
    quantities: ['100', '350'],
    vatCategory: 'ZERO_RATED',
    hsCode: '6109.10.00',
  },
  {
    description: 'মিনিকেট চাল, ৫০ কেজি বস্তা',
    unit: 'বস্তা',
    unitPrice: '3350.00',
    quantities: ['10', '40'],
    vatCategory: 'EXEMPT',
    hsCode: '1006.30.00',
  },
  {
    description: 'Office chair, mesh back',
    unit: 'pcs',
    unitPrice: '7890.99',
    quantities: ['4', '15'],
    hsCode: '9401.39.00',
  },
  {
    description: 'বৈদ্যুতিক তার ২.৫ আরএম',
    unit: 'কয়েল',
    unitPrice: '4685.25',
    quantities: ['6', '30'],
    hsCode: '8544.49.00',
  },
]
