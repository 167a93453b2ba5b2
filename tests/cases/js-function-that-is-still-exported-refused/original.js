import { shelf } from "./shelf.js";

export function price(book) {
  let sum = book.net * 1.07;
  if (book.worn) {
    sum -= discount(sum);
  }
  return sum;
}

function discount(sum) {
  if (sum > 20) {
    return sum * 0.2;
  }
  return 1;
}

export default { shelf, price, discount };
