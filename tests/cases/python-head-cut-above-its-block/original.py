class Crane:
    def lift(self, crate):
        try:
            motor = start(crate)
        except OSError as error:
            raise Stuck(error)
        (load, noise) = motor.read()

        if motor.state != 0:
            raise Stuck(noise)
        return load
