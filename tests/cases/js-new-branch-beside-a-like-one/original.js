function tick(world) {
  const agents = world.agents();
  for (const agent of agents) {
    agent.move();
  }
  world.collide();
  world.render(agents);
  world.commit();
}
