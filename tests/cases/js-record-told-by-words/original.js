const fields = [
  {
    label: 'Age',
    type: 'number',
  },
  {
    label: 'Zip code',
    type: 'text',
  },
];
