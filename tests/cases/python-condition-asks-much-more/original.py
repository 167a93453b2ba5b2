def apply(self, code):
    coupon = COUPONS[code.upper()]
    if coupon is None:
        return False
    self.coupon = coupon
    return True
