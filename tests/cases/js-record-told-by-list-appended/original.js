export const routes = [
  {
    kind: 'page',
    paths: ['shop/cart'],
    open: () => {
      return show('cart');
    },
  },
  {
    kind: 'page',
    paths: ['shop/orders'],
    open: () => {
      return show('cart');
    },
  },
];
