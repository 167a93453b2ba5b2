package main

func seed(db *DB) error {
	err := db.create("users", usersSchema)
	if err != nil {
		return err
	}

	for _, tenant := range tenants {
		err = db.insert(tenant+"-admin", 1, adminRole)
		if err != nil {
			return err
		}

		err = db.insert(tenant+"-guest", 2, guestRole)
		if err != nil {
			return err
		}
	}
	return nil
}
