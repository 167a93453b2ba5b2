class Slots
{
    void Store(int slot)
    {
        keep(slot);
    }

    void Store(string slot)
    {
        parse(slot);
    }

    void Clear()
    {
    }
}
