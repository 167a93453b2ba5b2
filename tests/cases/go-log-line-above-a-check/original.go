package lamp

func Light(id string, level int) error {
	lamp, err := find(id)
	log.Printf("light %s at %d", id, level)
	if err != nil {
		return err
	}
	return lamp.Set(level)
}
