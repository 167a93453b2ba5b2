def steer(boat, wind):
    boat.check()
    drift = wind.speed * boat.width
    if wind.speed > boat.limit:
        boat.sail = boat.sail.replace("full", "reefed")
        boat.note("reefed the sail in a strong wind")
    boat.turn(wind.angle - drift)
    return boat.heading
