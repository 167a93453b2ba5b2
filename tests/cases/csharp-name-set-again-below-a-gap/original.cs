class Fleet
{
    public bool Docked { get; set; }

    public string? Captain { get; set; }

    IEnumerable<Ship> List(string? flag, string order)
    {
        var ships = _ships.All();
        if (flag != null)
        {
            ships = ships.Where(s => s.Flag == flag);
        }
        return ships.Take(20).ToList();
    }
}
