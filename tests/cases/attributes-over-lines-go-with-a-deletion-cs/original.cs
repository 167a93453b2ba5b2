class Notes
{
    [Route(
        "list",
        Order = 1)]
    int List() { return 1; }

    [Route(
        "fill",
        Order = 2)]
    [Authorize]
    int Fill()
    {
        return 2;
    }

    int One() { return 3; }
}
