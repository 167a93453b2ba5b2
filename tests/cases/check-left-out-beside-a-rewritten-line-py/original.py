def ship(crate, where):
    log(crate)
    if crate.sealed:
        raise Sealed(crate)
    crate.where = where
    crate.save()
    notify(crate)
