package sync

func Run(local, remote *Dir) error {
	log.Println("start")
	if err := mirror(local, remote); err != nil {
		return err
	}
	local.Touch()
	remote.Touch()
	return nil
}
