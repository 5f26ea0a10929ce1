type Buyer = {
  customerId: string
  customerName: string
  customerAddress?: string
  customerBIN?: string
  customerTIN?: string
  customerNID?: string
}

/**
 * Invented buyers with names in Latin and Bangla script, as in a real ledger. Some have no BIN, like many
 * real buyers.
 */
export const demoBuyers: readonly Buyer[] = [
  {
    customerId: 'C-1001',
    customerName: 'Padma Knit Composite Ltd.',
    customerAddress: 'Plot 18, BSCIC Industrial Area, Tongi, Gazipur 1710',
    customerBIN: '0031245870102',
    customerTIN: '334871209651',
  },
  {
    customerId: 'C-1002',
    customerName: 'মেঘনা ফার্মেসি অ্যান্ড সার্জিক্যাল',
    customerAddress: '৮৫ মিটফোর্ড রোড, ঢাকা ১১০০',
    customerBIN: '0024410930304',
    customerTIN: '518803427716',
  },
  {
    customerId: 'C-1003',
    customerName: 'Shyamoli Developers Limited',
    customerAddress: '12/A Mirpur Road, Shyamoli, Dhaka 1207',
    customerBIN: '0040037120101',
    customerTIN: '290166543870',
  },
  {
    customerId: 'C-1004',
    customerName: 'কর্ণফুলী শিপিং এজেন্সি',
    customerAddress: '৩২ স্ট্র্যান্ড রোড, চট্টগ্রাম ৪০০০',
    customerBIN: '0017862450205',
    customerTIN: '675920184433',
  },
  {
    customerId: 'C-1005',
    customerName: 'Sundarban Agro Foods Ltd.',
    customerAddress: 'KDA Avenue, Khulna 9100',
    customerBIN: '0029903310401',
    customerTIN: '801244679035',
  },
  {
    customerId: 'C-1006',
    customerName: 'মোসাঃ রোকেয়া বেগম',
    customerAddress: 'গ্রাম: কাশিমপুর, গাজীপুর',
    customerNID: '19852693014572816',
  },
  {
    customerId: 'C-1007',
    customerName: 'Teesta Software & ITES',
    customerAddress: 'Level 7, Software Technology Park, Karwan Bazar, Dhaka 1215',
    customerBIN: '0035578940108',
    customerTIN: '447130928852',
  },
  {
    customerId: 'C-1008',
    customerName: 'রূপসী বাংলা রেস্তোরাঁ',
    customerAddress: '২১ বেইলি রোড, ঢাকা ১০০০',
    customerBIN: '0022196650101',
  },
  {
    customerId: 'C-1009',
    customerName: 'Jamuna Cement Dealers',
    customerAddress: 'College Road, Bogura 5800',
    customerBIN: '0038814270502',
    customerTIN: '120988345671',
  },
  { customerId: 'C-1010', customerName: 'ভাই ভাই স্টোর', customerAddress: 'নিউ মার্কেট, সিলেট ৩১০০' },
  {
    customerId: 'C-1011',
    customerName: 'Oriental Textiles Export (Pvt.) Ltd.',
    customerAddress: 'Dhaka EPZ, Savar, Dhaka 1349',
    customerBIN: '0016642980101',
    customerTIN: '933017528846',
  },
  {
    customerId: 'C-1012',
    customerName: 'আল-আমিন মোটরস',
    customerAddress: '১৪৪ ধোলাইখাল, ঢাকা ১১০০',
    customerBIN: '0027731150107',
    customerTIN: '256640119873',
  },
]
