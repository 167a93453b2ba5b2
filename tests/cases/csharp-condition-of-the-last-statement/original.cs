public class Rover
{
    private bool charged;

    private void Tick()
    {
        float dt = Clock.Delta();
        heading = Turn(heading, dt);
        if (charged && Input.Pressed("Drive"))
        {
            Drive();
        }
    }

    private void Rest()
    {
        charged = Dock();
    }
}
