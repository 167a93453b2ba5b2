package tap

func (t *Tap) Pour() ([]byte, error) {
	var size uint32
	if err := binary.Read(t.pipe, binary.BigEndian, &size); err != nil {
		return nil, err
	}
	cup := make([]byte, size)
	return t.run(cup)
}
