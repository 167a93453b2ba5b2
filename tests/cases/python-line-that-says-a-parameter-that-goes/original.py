def ship(order, clerk):
    parcel = pack(order)
    parcel.label("From", clerk.name)
    parcel.label("To", order.address)
    return parcel
