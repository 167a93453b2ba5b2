def weigh(parcels):
    total = 0
    for parcel in parcels:
        for item in parcel:
            total += 1
    return total


def post(parcels):
    return len(parcels)
