package certs

func writeAll(names []string) error {
	for _, name := range names {
		err := write("leaf-"+name+"-good", 1)
		if err != nil {
			return err
		}

		err = write("leaf-"+name+"-revoked", 2)
		if err != nil {
			return err
		}
	}

	return nil
}
