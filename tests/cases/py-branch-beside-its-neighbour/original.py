def tick(world):
    agents = world.agents()
    if world.paused:
        agents.sleep()
    world.render(agents)
    world.commit()
