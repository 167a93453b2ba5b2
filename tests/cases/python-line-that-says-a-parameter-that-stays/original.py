def ship(order, clerk):
    parcel = pack(order)
    parcel.label("From", order.shop)
    parcel.label("To", order.address)
    return parcel, clerk
