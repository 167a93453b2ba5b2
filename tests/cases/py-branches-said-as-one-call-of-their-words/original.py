def steer(boat, wind):
    boat.check()
    if wind.speed > boat.limit:
        if not boat.reefed:
            boat.sail = boat.sail + " " + "reefed"
    else:
        boat.sail = boat.sail.replace(
            "reefed",
            "",
        )
    boat.turn(wind.angle)
    return boat.heading
