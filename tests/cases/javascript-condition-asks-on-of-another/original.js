export class Cart {
  apply(code) {
    const coupon = COUPONS[code.toUpperCase()];
    if (!coupon) {
      return false;
    }
    this.coupon = coupon;
    this.emit('change', this);
    return true;
  }
}
