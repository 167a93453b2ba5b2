class PriceList:
    def load(self, path):
        return path

    def _parse(self, row):
        sku = row["sku"]
        try:
            price = float(row["price"])
        except ValueError:
            log.warning("bad price %r for %s", row["price"], sku)
            return None
        return Product(sku, row["name"].strip(), price)


def compare(old, new):
    return old - new
