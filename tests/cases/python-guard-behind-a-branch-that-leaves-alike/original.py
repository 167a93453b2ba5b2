class PriceList:
    def parse(self, row):
        sku = row["sku"].strip()
        try:
            price = Decimal(row["price"])
        except ArithmeticError:
            log.warning("bad price %r", row["price"])
            return None
        return Product(sku, row["name"], price)
